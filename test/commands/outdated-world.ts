import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRunner } from '../../src/action/runner.ts';
import { runOutdated } from '../../src/commands/outdated.ts';
import { loadEvent } from '../../src/event/event.ts';
import { readOutdatedInputs } from '../../src/inputs/outdated.ts';
import { parsePipeline } from '../../src/pipeline/parse.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { openVerifier } from '../../src/records/verifier.ts';
import type { OutdatedReport } from '../../src/report/outdated.ts';
import { NOW, stack } from '../admission/world.ts';
import { KEYS } from '../pipeline/support.ts';
import { keepLog } from '../support/log.ts';

/** Versions of the bases of all tests. */
export const [OLD, MID, NEW] = [stack(['os 1.4.5']), stack(['os 1.4.6']), stack(['os 1.4.7'])] as const;

/** Itself made of the oldest of them. */
export const DEV = stack(['os 1.4.5', 'debugger']);

/** A pipeline whose last environment takes images on one base alone; HOST stands for the registry. */
export const PIPELINE = `version: 1
record: signed
images: [shop/app, shop/web]
signing: { signers: [{ key: sealift.pub }] }
evidence: { scanner: { key: sealift.pub } }
bases: { ledger: HOST/ledger/bases }
environments:
  d: { repository: "HOST/d/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: d
    gates:
      base: { allow: [HOST/base/prod-osbase], deny: [HOST/base/dev-osbase] }
      vulnerabilities: { signed-by: scanner, max-age: 24h }
`;

/** Reads a pipeline file in which HOST stands for a registry; what it refers to is a key, unless files say more. */
export function readPipeline(
  host: string,
  file = PIPELINE,
  files: Readonly<Record<string, string>> = {},
): Promise<Pipeline> {
  return parsePipeline(Buffer.from(file.replaceAll('HOST', host)), {
    path: '.github/sealift.yml',
    read: async (path) => ({ kind: 'read', path: `/${path}`, bytes: Buffer.from(files[path] ?? KEYS.publicKey) }),
  });
}

/** What a run of the command gave. */
export interface OutdatedRun {
  readonly report: OutdatedReport;
  readonly summary: string;
  readonly lines: readonly string[];
  /** The sentence that it ended with; empty if it was well. */
  readonly error: string;
}

/** Runs `command: outdated` in this process; records are signed by a key, unless the inputs take it away. */
export async function runInWorld(
  pipeline: Pipeline,
  inputs: Readonly<Record<string, string>> = {},
  now = NOW,
  variables: Readonly<Record<string, string>> = {},
): Promise<OutdatedRun> {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-outdated-'));
  try {
    const environment = { HOME: folder, GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), ...variables };
    const logger = keepLog();
    const context = { ...openRunner(environment, logger), event: loadEvent(environment), now };
    const given: Readonly<Record<string, string>> = { 'dry-run': 'false', 'signing-key': KEYS.privateKey, ...inputs };
    const read = readOutdatedInputs((name) => given[name] ?? '', pipeline);
    const error = await runOutdated(read, context, { openVerifier: () => openVerifier(pipeline, now) }).then(
      () => '',
      (reason: unknown) => (reason instanceof Error ? reason.message : String(reason)),
    );
    const prefix = 'print output report = ';
    const output = logger.lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
    if (output === undefined) throw new Error(`there is no report: ${error}`);
    const summary = readFileSync(join(folder, 'summary.md'), 'utf8');
    return { report: JSON.parse(output), summary, lines: logger.lines, error };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
