import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type FaultKind, parseSelector, readFaults } from './faults/read.ts';
import { run } from './run.ts';

const ROOT = join(import.meta.dirname, '..');

/** What is read of vitest's JSON report. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly status: string;
}

/** What vitest says of tests that did not run, such as those of permissions if root runs them. */
const NOT_RUN: ReadonlySet<string> = new Set(['pending', 'skipped', 'todo']);

/** Runs the test files, unless a report of an earlier run is at hand. */
async function readResults(files: readonly string[], report: string | undefined): Promise<readonly TestResult[]> {
  if (report !== undefined) return parseReport(await readFile(report, 'utf8'));
  const scratch = await mkdtemp(join(tmpdir(), 'sealift-faults-'));
  try {
    const outputFile = join(scratch, 'report.json');
    const args = ['run', '--silent', '--reporter=json', `--outputFile=${outputFile}`, ...files];
    const vitest = spawn('npx', ['vitest', ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    await once(vitest, 'exit');
    return parseReport(await readFile(outputFile, 'utf8'));
  } finally {
    await rm(scratch, { recursive: true });
  }
}

function parseReport(text: string): readonly TestResult[] {
  const report: Report = JSON.parse(text);
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ file: relative(ROOT, name), name: fullName, status })),
  );
}

/** Renders one line of the table: the kind is held if each of its selectors finds a test and none failed. */
function judge({ kind, fault, tests }: FaultKind, results: readonly TestResult[]): { held: boolean; line: string } {
  const found = tests.map((selector) => {
    const { file, text } = parseSelector(selector);
    return results.filter(
      (result) => result.file === file && result.name.includes(text) && !NOT_RUN.has(result.status),
    );
  });
  const all = found.flat();
  const failed = all.filter(({ status }) => status !== 'passed');
  const held = failed.length === 0 && found.every((each) => each.length > 0);
  const state = held ? 'green' : 'RED  ';
  const lines = [`${kind.padEnd(4)} ${state} ${String(all.length).padStart(4)} tests  ${fault}`];
  if (!held) {
    lines.push(...failed.map(({ file, name }) => `       failed: ${file} > ${name}`));
    lines.push(...tests.filter((_, index) => found[index]?.length === 0).map((each) => `       ran no test: ${each}`));
  }
  return { held, line: lines.join('\n') };
}

await run(async () => {
  const kinds = await readFaults(join(ROOT, 'test', 'faults'));
  const files = [...new Set(kinds.flatMap(({ tests }) => tests.map((each) => parseSelector(each).file)))];
  const results = await readResults(files, process.argv[2]);
  const lines = kinds.map((kind) => judge(kind, results));
  for (const { line } of lines) console.log(line);
  const held = lines.filter((each) => each.held).length;
  console.log(`${held} of ${kinds.length} kinds of faults are held by tests that pass`);
  if (held < kinds.length)
    throw new Error('Cannot accept the change: a fault that was mended is back, or its test is gone');
});
