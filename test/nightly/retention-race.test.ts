import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Transport } from '../../src/registry/transport/http.ts';
import { openHttpTransport } from '../../src/registry/transport/network.ts';
import { eachAtMost } from '../../src/util/concurrency.ts';
import { act, type End, judge, OTHERS, RULES } from '../retention/race-judge.ts';
import { fill, type Held, IMAGES, LATER, listReferrers, Racers, SHARING } from '../retention/race-world.ts';
import { NOW } from '../retention/world.ts';
import { startDistribution } from '../support/distribution.ts';
import { pushImage } from '../support/image/push-image.ts';
import { MemoryRegistry } from '../support/registry/memory.ts';
import { DISTRIBUTION_3, findRegistryProgram } from '../support/registry-programs.ts';
import { createRandom, seedOf } from '../support/seed.ts';

const RACES = 50;
const AT_ONCE = 5;
const TIMEOUT = 900_000;

const CONTESTS = (['sweep', 'retire'] as const).flatMap((retention) => OTHERS.map((other) => ({ retention, other })));

const ACCEPT = ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.manifest.v1+json'].join(', ');

const CLOCK = { now: Date.now, random: Math.random, sleep: async (milliseconds: number) => sleep(milliseconds) };

/** Fills a registry that is a process of its own with what the embedded one would hold. */
async function fillReal(host: string): Promise<ReadonlyMap<string, string>> {
  const memory = new MemoryRegistry(host);
  fill(memory);
  for (const place of ['d/app', 'p/app']) {
    listReferrers(memory, place);
    const manifests = memory.manifests(place);
    for (const digest of manifests.keys()) {
      const tags = [...memory.tags(place)].filter(([, holds]) => holds === digest).map(([tag]) => tag);
      const blobs = digest === [...manifests.keys()][0] ? memory.blobs(place) : new Map();
      const own = new Map([...manifests].filter(([each]) => each === digest));
      await pushImage(
        host,
        place,
        { index: { digest } as never, manifests: own as never, blobs: blobs as never },
        tags,
      );
    }
  }
  return memory.tags('p/app');
}

/** Requests and answers take up to as long as the test says, so that runs meet otherwise each time. */
function delayed(transport: Transport, random: () => number, most: number): Transport {
  const pause = () => sleep(random() < 0.1 ? random() * 600 : random() * most);
  return {
    async send(request) {
      await pause();
      const response = await transport.send(request);
      await pause();
      return response;
    },
  };
}

/** Reads what a repository holds, from its tags and what the race is about. */
async function readHeld(host: string, place: string): Promise<Held> {
  const get = (path: string, method = 'GET') =>
    fetch(`http://${host}/v2/${place}/${path}`, { method, headers: { accept: ACCEPT } });
  const listed: { readonly tags?: readonly string[] | null } = JSON.parse(await (await get('tags/list')).text());
  const manifests = new Map<string, { readonly bytes: Uint8Array }>();
  const blobs = new Set<string>();
  async function read(reference: string): Promise<string | undefined> {
    const answer = await get(`manifests/${reference}`);
    if (!answer.ok) return undefined;
    const digest = answer.headers.get('docker-content-digest') ?? '';
    const bytes = await answer.bytes();
    if (manifests.has(digest)) return digest;
    manifests.set(digest, { bytes });
    const { manifests: children = [], layers = [], config } = JSON.parse(Buffer.from(bytes).toString());
    for (const child of children) await read(child.digest);
    for (const blob of [...layers, ...(config === undefined ? [] : [config])]) {
      if ((await get(`blobs/${blob.digest}`, 'HEAD')).ok) blobs.add(blob.digest);
    }
    return digest;
  }
  const tags = new Map<string, string>();
  for (const tag of listed.tags ?? []) {
    const digest = await read(tag);
    if (digest !== undefined) tags.set(tag, digest);
  }
  for (const { index } of [...Object.values(IMAGES), SHARING]) await read(index.digest);
  return { tags: () => tags, manifests: () => manifests, blobs: () => blobs };
}

async function race(index: number): Promise<readonly string[]> {
  const contest = CONTESTS[index % CONTESTS.length];
  if (contest === undefined) throw new Error('there is no contest');
  const seed = seedOf('retention races on a real registry') + index;
  const random = createRandom(seed);
  await using registry = await startDistribution({ version: 3 });
  const { host } = registry;
  await using wire = await openHttpTransport({ userAgent: 'sealift-test' });
  const before = await fillReal(host);
  const quick = await Racers.open({ host, clock: CLOCK, transport: wire });
  const retiring = await quick.plan(NOW);
  if (contest.retention === 'sweep') await quick.retain(retiring, NOW);
  const now = contest.retention === 'sweep' ? LATER : NOW;
  const applying = contest.retention === 'sweep' ? await quick.plan(LATER) : retiring;
  const racers = quick.by({ host, clock: CLOCK, transport: delayed(wire, random, 5 + random() * 30) });
  const [early, late] = [random() * 2000, random() * 2000];
  const rules = RULES[random() < 0.5 ? 0 : 1];
  const [retained, other] = await Promise.allSettled([
    sleep(early).then(() => racers.retain(applying, now)),
    sleep(late).then(() => act(racers, contest.other, { now, rules })),
  ]);
  const end: End = { retained, other };
  const faults = judge(contest, { held: await readHeld(host, 'p/app'), before }, end);
  return faults.map((fault) => `${contest.retention} against ${contest.other}, seed ${seed}: ${fault}`);
}

describe.skipIf(findRegistryProgram(DISTRIBUTION_3) === undefined)('retention on CNCF Distribution 3', () => {
  it(
    `harms nothing in ${RACES} races with promotions and rollbacks`,
    async () => {
      const races = Array.from({ length: RACES }, (_, index) => index);
      expect((await eachAtMost(AT_ONCE, races, race)).flat()).toEqual([]);
    },
    TIMEOUT,
  );
});
