import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerAuthorization } from '../support/authorization.ts';
import { type Certificate, findOpenssl, makeAuthority } from '../support/certificates.ts';
import { startDistribution } from '../support/distribution.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type LoggingProxy, startProxy } from '../support/proxy.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { type RecordedRequest, sequentialDepth } from '../support/requests.ts';
import { Rounds } from '../support/rounds.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { startTokenServer } from '../support/token-server.ts';
import { LABELS } from './labels.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

/** As in copying: 2 platforms of 5 layers, so 3 manifests and 12 blobs. */
const IMAGE = buildImage({ labels: LABELS, layers: 5 });
const USER = { username: 'deployer', password: 'correct-horse' } as const;
/** What each request takes longer (ms): so much that those that go out together overlap, however busy the machine is. */
const DELAY = 250;

/** A registry with token authentication, as the action and as the test see it. */
interface Guarded extends AsyncDisposable {
  /** Where every request takes longer and is counted. */
  readonly host: string;
  readonly behind: string;
  readonly authorization: string;
  log(): readonly RecordedRequest[];
  clear(): void;
}

function slowly(host: string): Promise<LoggingProxy> {
  return startProxy(host, { intercept: () => sleep(DELAY, undefined) });
}

let folder = '';
let certificate: Certificate = { certificateFile: '', keyFile: '' };
const HAS_OPENSSL = findOpenssl() !== undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-round-trips-'));
  if (HAS_OPENSSL) certificate = await makeAuthority({ folder, name: 'signer' });
});
afterAll(() => rm(folder, { recursive: true }));

async function startGuardedDistribution(): Promise<Guarded> {
  const stack = new AsyncDisposableStack();
  const users = { [USER.username]: { password: USER.password, pushes: ['p/app'] } };
  const server = stack.use(await startTokenServer({ certificate, users }));
  const realm = new URL(server.tokens.realm);
  const tokens = stack.use(await slowly(realm.host));
  realm.host = tokens.host;
  const registry = stack.use(await startDistribution({ tokens: { ...server.tokens, realm: realm.href } }));
  const proxy = stack.use(await slowly(registry.host));
  const all = ['d/app', 'p/app'].map((repository) => ({ repository, actions: ['pull', 'push'] as const }));
  return {
    ...{ host: proxy.host, behind: registry.host, authorization: server.authorize(all) },
    log: () => [...proxy.log, ...tokens.log],
    clear() {
      proxy.clearLog();
      tokens.clearLog();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function startGuardedEmbedded(): Promise<Guarded> {
  const registry = await startRegistry({ auth: { kind: 'bearer', users: { [USER.username]: USER.password } } });
  const proxy = await slowly(registry.host);
  const scopes = ['repository:d/app:pull,push', 'repository:p/app:pull,push'];
  return {
    ...{ host: proxy.host, behind: registry.host },
    authorization: await bearerAuthorization(registry.host, { user: USER, scopes }),
    log: () => proxy.log,
    clear: () => proxy.clearLog(),
    async [Symbol.asyncDispose]() {
      await proxy.close();
      await registry[Symbol.asyncDispose]();
    },
  };
}

/** Asks which digest a tag stands for. */
async function digestOf({ behind, authorization }: Guarded, tag: string): Promise<string | null> {
  const headers = { authorization, accept: IMAGE.index.mediaType };
  const answer = await fetch(`http://${behind}/v2/p/app/manifests/${tag}`, { method: 'HEAD', headers });
  return answer.headers.get('docker-content-digest');
}

const REGISTRIES = [
  { name: 'CNCF Distribution', available: DISTRIBUTION.available && HAS_OPENSSL, start: startGuardedDistribution },
  { name: 'the embedded registry', available: true, start: startGuardedEmbedded },
] as const;

describe.each(REGISTRIES)('a promotion within $name with token authentication', ({ available, start }) => {
  let ran: ActionResult | undefined;

  /** Promotes what a peer would: no record, no referrers; everything else as by default. */
  async function promote(registry: Guarded, tags: string) {
    registry.clear();
    const run = await runAction({
      inputs: {
        ...{
          from: `${registry.host}/d/app:1.2.3`,
          to: `${registry.host}/p/app`,
          tags,
          record: 'off',
          referrers: 'false',
        },
        ...{ 'destination-username': USER.username, 'destination-password': USER.password },
        ...{ 'source-username': USER.username, 'source-password': USER.password },
      },
    });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest: IMAGE.index.digest } });
    ran = run;
    const log = registry.log();
    return {
      requests: log.length,
      inSequence: sequentialDepth(log),
      refused: log.filter(({ status }) => status === 401).length,
    };
  }

  it.skipIf(!available)('takes no more round trips than it must', async () => {
    await using registry = await start();
    const { authorization } = registry;
    await pushImage(registry.behind, 'd/app', IMAGE, ['1.2.3'], { authorization });
    const cold = await promote(registry, 'type=raw,value=blue');
    expect(await digestOf(registry, 'blue')).toBe(IMAGE.index.digest);
    const unchanged = await promote(registry, 'type=raw,value=blue');
    // What was not read is not told as nothing.
    expect(ran?.stdout).toContain('  blobs     not read: every tag already holds the image');
    expect(ran?.stdout).toContain('  platforms linux/amd64, linux/arm64');
    expect(JSON.parse(ran?.outputs['report'] ?? '').images[0]).toMatchObject({ blobs: null, bytes: null });
    expect(ran?.summary).not.toContain('0 blobs');
    const another = await promote(registry, 'type=raw,value=green');
    expect(await digestOf(registry, 'green')).toBe(IMAGE.index.digest);
    const many = await promote(registry, 'type=raw,value=red\ntype=raw,value=white\ntype=raw,value=black');
    // 401, token, index; 2 children beside 3 looks and the tag's; 12 mounts, 2 children, a look at the tag, the index under it.
    expect(cold).toEqual({ requests: 25, inSequence: 8, refused: 1 });
    // 401, token; the index beside the tag's look.
    expect(unchanged).toEqual({ requests: 4, inSequence: 3, refused: 1 });
    // 401, token; index and tag; 2 children beside 3 looks; a look at the tag, and the tag.
    expect(another).toEqual({ requests: 11, inSequence: 6, refused: 1 });
    expect(many).toEqual({ requests: 17, inSequence: 6, refused: 1 });
  });
});

/** A look at a tag is good for so long (ms): on a machine where the write comes later, it is repeated. */
const LOOK_LIFETIME = 450;

describe.each([
  { ...DISTRIBUTION, without: 11, all: 14 },
  { ...EMBEDDED, without: 9, all: 12 },
])('a promotion by default within $name', ({ available, start, without, all }) => {
  it.skipIf(!available)(`takes ${without} round trips before its claims stand, and ${all} in all`, async () => {
    await using registry = await start();
    const rounds = new Rounds(25);
    const asked: { readonly method: string; readonly path: string; readonly round: number; readonly at: number }[] = [];
    await using proxy = await startProxy(registry.host, {
      intercept({ method, path }) {
        asked.push({ method, path, round: rounds.count + 1, at: performance.now() });
        return rounds.hold();
      },
    });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    const run = await runAction({ inputs: { from: `${proxy.host}/d/app:1.2.3`, to: `${proxy.host}/p/app` } });
    expect(run).toMatchObject({ exitCode: 0, outputs: { digest: IMAGE.index.digest } });
    expect(run.outputs['tag-names']?.split('\n')).toHaveLength(6);

    const claims = asked.filter(({ path }) => /\/p\/app\/manifests\/(?:1\.2\.3|sha-[0-9a-f]+|\d{8}_01)$/.test(path));
    const written = claims.filter(({ method }) => method === 'PUT');
    expect(written).toHaveLength(3);
    const claimed = Math.max(...written.map(({ round }) => round));
    const looked = claims.filter(({ method, round }) => method === 'HEAD' && round < claimed);
    const isLate = (written[0]?.at ?? 0) - (looked[0]?.at ?? 0) > LOOK_LIFETIME;
    expect(claimed).toBeLessThanOrEqual(isLate ? without + 1 : without);
    // The list of tags and what they hold, the tags that move, and their writes.
    expect(rounds.count - claimed).toBeLessThanOrEqual(all - without + (isLate ? 1 : 0));
  });
});
