import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Batch, type BatchResult, openBatch } from '../support/action-batch.ts';
import { readOutput } from '../support/runner-parser.ts';
import { type ForeignServer, httpAnswer, startFakeProxy, startForeign } from './canary-foreign.ts';
import { type Canary, canaryOf, type Evidence, searchCanaries } from './canary-forms.ts';
import { HOSTILITIES, type Hostility } from './canary-hostile.ts';
import { type GuardedRegistry, startGuarded } from './canary-registry.ts';
import { type CredentialSource, type PlantedRun, SOURCES } from './canary-sources.ts';

/** A secret with characters that every form writes in its own way. */
function makeSecret(name: string): string {
  return `${name}-${randomBytes(18).toString('hex')}/+%&"~`;
}

/** Registries' own tokens are of letters, digits and a few signs (RFC 6750, section 2.1). */
function makeToken(name: string): string {
  return `${name}.${randomBytes(24).toString('base64url')}~+/x=`;
}

const SECRETS = new Map(
  SOURCES.map(({ name }) => [name, name === 'registrytoken' ? makeToken('reg') : makeSecret('pw')]),
);
const OTHERS = { foreign: makeSecret('other'), proxy: makeSecret('proxy'), github: makeSecret('ghs') };
const TOKENS = { token: makeToken('tok'), refresh: makeToken('ref') };
const SIGNATURE = `sig${randomBytes(24).toString('hex')}`;

const CANARIES: readonly Canary[] = [
  ...[...SECRETS].map(([name, secret]) => canaryOf(name, secret)),
  canaryOf('a login for another host', OTHERS.foreign),
  canaryOf('the password of the proxy', OTHERS.proxy),
  canaryOf('github-token', OTHERS.github),
  canaryOf('the token', TOKENS.token),
  canaryOf('the refresh token', TOKENS.refresh),
];
/** The storage itself may have it. */
const SHOWN: readonly Canary[] = [...CANARIES, canaryOf('the signature of an address', SIGNATURE)];

const count = { runs: 0, bytes: 0, forms: 0 };
let registry: GuardedRegistry;
let foreign: ForeignServer;
let proxy: ForeignServer;
let batch: Batch;
let root: string;

beforeAll(async () => {
  const secrets = new Set(SECRETS.values());
  registry = await startGuarded(TOKENS, (secret) => secrets.has(secret) || secret === TOKENS.refresh);
  foreign = await startForeign((target) => {
    const [, back] = /^\/back\/(.*)$/.exec(target) ?? [];
    if (back !== undefined) return httpAnswer(302, { Location: `http://${back}` });
    const realm = `Bearer realm="http://${foreign.host}/token",service="x"`;
    if (target.includes('/401')) return httpAnswer(401, { 'WWW-Authenticate': realm }, '{}');
    return httpAnswer(200, { 'Content-Type': 'application/octet-stream' }, '{"token":"from-elsewhere"}');
  });
  proxy = await startFakeProxy({
    'registry.sealift.test': { host: registry.host, isRegistry: true },
    'elsewhere.sealift.test': { host: foreign.host },
  });
  batch = openBatch();
  root = mkdtempSync(join(tmpdir(), 'sealift-canary-'));
});

afterAll(async () => {
  await Promise.all([batch, registry, foreign, proxy].map((each) => each[Symbol.asyncDispose]()));
  await rm(root, { recursive: true, force: true });
  const { runs, bytes, forms } = count;
  console.log(`Canaries: ${SHOWN.length}, in ${forms} forms; ${runs} runs, ${bytes} bytes searched`);
});

function plantHome(home: string, files: NonNullable<PlantedRun['home']>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(home, name.replace(/\*$/, ''));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: name.endsWith('*') ? 0o755 : 0o600 });
  }
}

/** Every file below a folder, by its path. */
function readAll(folder: string): ReadonlyMap<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(files.map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name))]));
}

/** What a run leaves, and what strangers got of it. */
interface Traces {
  readonly result: BatchResult;
  readonly shown: readonly Evidence[];
  readonly received: readonly Evidence[];
}

function withoutMasks(output: string): string {
  return readOutput(output)
    .filter(({ command }) => command?.name !== 'add-mask')
    .map(({ text }) => text)
    .join('\n');
}

async function run(planted: PlantedRun, host: string, hostility: Hostility): Promise<Traces> {
  const home = join(root, String(count.runs++));
  mkdirSync(home);
  plantHome(home, planted.home ?? {});
  const before = readAll(home);
  registry.behave(hostility.behave({ foreign: foreign.host, signature: SIGNATURE }));
  for (const server of [foreign, proxy]) server.clear();
  const address = `http://proxy-user:${encodeURIComponent(OTHERS.proxy)}@${proxy.host}`;
  const inputs = {
    ...{
      from: `${host}/d/app:1.2.3`,
      to: `${host}/t/app-${count.runs}`,
      tags: 'type=raw,value=edge\ntype=semver,pattern={{major}}',
    },
    ...{ record: 'auto', 'github-token': OTHERS.github, 'insecure-registries': host },
  };
  const env = {
    RUNNER_DEBUG: '1',
    ...{ HOME: home, TMPDIR: home, PATH: [join(home, 'bin'), process.env['PATH'] ?? ''].join(delimiter) },
    ...{
      XDG_RUNTIME_DIR: home,
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
      GITHUB_API_URL: `http://${foreign.host}/api`,
    },
  };
  const result = await batch.run({ inputs: { ...inputs, ...planted.inputs }, env: { ...env, ...planted.env } });
  const { exitCode: _, stdout, stderr, ...files } = result;
  const texts = { 'standard output': withoutMasks(stdout), 'standard error': withoutMasks(stderr), ...files };
  const added = [...readAll(home)].filter(
    ([path, bytes]) => Buffer.compare(before.get(path) ?? Buffer.from('?'), bytes) !== 0,
  );
  const shown = [
    ...Object.entries(texts).map(([where, text]) => ({ where, bytes: Buffer.from(text) })),
    ...added.map(([where, bytes]) => ({ where, bytes })),
  ];
  return { result, shown, received: [{ where: 'what a stranger got', bytes: foreign.received() }] };
}

function search({ shown, received }: Traces): readonly string[] {
  const searches = [searchCanaries(SHOWN, shown), searchCanaries(CANARIES, received)];
  count.forms = searches[0]?.forms ?? 0;
  count.bytes += searches.reduce((sum, { bytes }) => sum + bytes, 0);
  return [...new Set(searches.flatMap(({ leaks }) => leaks))];
}

/** Plants a source's secret for the registry, and another one for the host that must never get any. */
function plant(source: CredentialSource, host: string): PlantedRun {
  const planted = source.plant(host, SECRETS.get(source.name) ?? '');
  const auth = Buffer.from(`other:${OTHERS.foreign}`).toString('base64');
  const auths = JSON.stringify({ auths: { [foreign.host]: { auth }, 'elsewhere.sealift.test': { auth } } });
  return { ...planted, home: { '.dockercfg': '{}', ...planted.home, '.config/other/auth.json': auths } };
}

/** Tells which masks came too late: after the first request that they were needed for. */
function lateMasks({ stdout }: BatchResult, secret: string): readonly string[] {
  const lines = readOutput(stdout);
  const masked = (text: string) =>
    lines.findIndex(({ command }) => command?.name === 'add-mask' && command.data === text);
  const isRequest = /^::debug::(?:GET|HEAD|POST|PUT|PATCH) /;
  const first = lines.findIndex(({ text }) => isRequest.test(text));
  const firstGranted = lines.findIndex(({ text }) => isRequest.test(text) && /\/v2\/.* 20\d$/.test(text));
  const limits: readonly (readonly [string, string, number])[] = [
    ['the credential', secret, first],
    ['github-token', OTHERS.github, first],
    ['the password of the proxy', OTHERS.proxy, first],
    ...(registry.used.has('token') ? [['the token', TOKENS.token, firstGranted] as const] : []),
  ];
  return limits.flatMap(([name, text, limit]) => {
    const at = masked(text);
    return at < 0 || (limit >= 0 && at > limit) ? [`${name} is ${at < 0 ? 'not masked' : 'masked too late'}`] : [];
  });
}

describe.each(HOSTILITIES)('a registry: $name', (hostility) => {
  it.each(SOURCES)('neither gets nor shows what comes from $name', async (source) => {
    const traces = await run(plant(source, registry.host), registry.host, hostility);
    expect(search(traces)).toEqual([]);
    expect(lateMasks(traces.result, SECRETS.get(source.name) ?? '')).toEqual([]);
    if (hostility.name === 'honest') {
      expect(traces.result.exitCode, traces.result.stdout).toBe(0);
      expect(registry.used.size).toBeGreaterThan(0);
    }
  });
});

describe('a registry behind a proxy, known by a name', () => {
  const NAME = 'registry.sealift.test';
  const elsewhere: Hostility = {
    name: 'a token server elsewhere',
    behave:
      () =>
      ({ path, authorization }) =>
        path.startsWith('/v2/') && authorization === ''
          ? {
              status: 401,
              headers: [['WWW-Authenticate', 'Bearer realm="http://elsewhere.sealift.test/token",service="x"']],
              body: '{}',
            }
          : undefined,
  };

  function told(): Evidence {
    const bytes = proxy.received();
    expect(bytes.length).toBeGreaterThan(0);
    count.bytes += bytes.length;
    return { where: 'what the proxy was told', bytes };
  }

  // The proxy's own password is for the proxy.
  const others = CANARIES.filter(({ secret }) => secret !== OTHERS.proxy);

  it.each(SOURCES)('gives neither the proxy nor a token server elsewhere what comes from $name', async (source) => {
    const traces = await run(plant(source, NAME), NAME, elsewhere);
    expect(search(traces)).toEqual([]);
    expect(searchCanaries(others, [told()]).leaks).toEqual([]);
  });

  it.each(SOURCES)('is used through the proxy with what comes from $name', async (source) => {
    const traces = await run(plant(source, NAME), NAME, { name: 'honest', behave: () => () => undefined });
    expect(traces.result.exitCode, traces.result.stdout).toBe(0);
    expect(search(traces)).toEqual([]);
    expect(searchCanaries(others, [told()]).leaks).toEqual([]);
  });
});

describe('the search', () => {
  const SECRET = makeSecret('planted');
  const planted = canaryOf('a planted secret', SECRET);
  const bytes = Buffer.from(SECRET);
  const written: Readonly<Record<string, string>> = {
    plain: SECRET,
    'cut at both ends': SECRET.slice(5, -5),
    'base64 by itself': bytes.toString('base64'),
    'base64 with a user before it': Buffer.from(`user:${SECRET}`).toString('base64'),
    'base64 with a longer user before it': Buffer.from(`users:${SECRET}`).toString('base64'),
    'base64 between other text': Buffer.from(`use:${SECRET} and more`).toString('base64'),
    base64url: Buffer.from(`u:${SECRET}`).toString('base64url'),
    'an address': `http://a.test/?x=${encodeURIComponent(SECRET)}`,
    'a form': new URLSearchParams({ password: SECRET }).toString(),
    hexadecimal: bytes.toString('hex'),
    JSON: JSON.stringify({ password: SECRET }),
    backwards: [...SECRET].reverse().join(''),
  };

  it.each(Object.entries(written))('finds a secret that is written %s', (_, text) => {
    const evidence = [{ where: 'a log', bytes: Buffer.from(`before ${text} after`) }];
    expect(searchCanaries([planted], evidence).leaks).not.toEqual([]);
  });

  it('finds what a stranger gets, and what a run prints', async () => {
    const other = makeSecret('leak');
    await fetch(`http://${foreign.host}/x`, {
      headers: { authorization: `Basic ${Buffer.from(`me:${other}`).toString('base64')}` },
    });
    const received = [{ where: 'what a stranger got', bytes: foreign.received() }];
    expect(searchCanaries([canaryOf('a leak', other)], received).leaks).not.toEqual([]);
    const leaking = { inputs: { reason: OTHERS.foreign, from: `${OTHERS.foreign}/d/app:1` } };
    expect(search(await run(leaking, registry.host, { name: 'honest', behave: () => () => undefined }))).not.toEqual(
      [],
    );
  });
});
