import { describe, expect, it } from 'vitest';
import type { AppliedPlan, Applying } from '../../src/retention/apply.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { MemoryRegistry, type Snapshot } from '../support/registry/memory.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { sizeOf } from '../support/sample.ts';
import { createRandom, seedOf } from '../support/seed.ts';
import {
  brokenTags,
  fill,
  type Held,
  IMAGES,
  LATER,
  lacks,
  listReferrers,
  Racers,
  REPOSITORIES,
  SHARING,
} from './race-world.ts';
import { Schedule } from './schedule.ts';
import { NOW } from './world.ts';

const HOST = 'registry.example.com';

/** What races: a promotion or a rollback, with what retention does at the same time. */
interface Kind {
  readonly name: string;
  readonly retention: 'retire' | 'sweep';
  readonly other: 'promote A' | 'promote E' | 'roll back to A';
  readonly registry: RegistryOptions;
}

const REGISTRIES: Readonly<Record<string, RegistryOptions>> = {
  'strict, with referrers': { referrers: 'api' },
  'without referrers': { referrers: 'none' },
  'without deletion of tags': { referrers: 'api', delete: 'digest-only' },
  'lax about children': { referrers: 'api', manifests: { children: 'unchecked' } },
};

const KINDS: readonly Kind[] = Object.entries(REGISTRIES).flatMap(([where, registry]) =>
  (['retire', 'sweep'] as const).flatMap((retention) =>
    (['promote A', 'promote E', 'roll back to A'] as const).map((other) => ({
      ...{ name: `${retention} against ${other}, ${where}`, retention, other, registry },
    })),
  ),
);

/** Where a race begins: what the registry holds, and what is approved. */
interface Start {
  readonly kind: Kind;
  readonly registry: MemoryRegistry;
  readonly snapshot: Snapshot;
  readonly racers: Racers;
  readonly applying: Applying;
  readonly now: Date;
}

const QUICK = { slow: 0, usual: 20, longest: 20 };

function openSchedule(now: Date, random: () => number) {
  // No request takes longer than a promotion stands by.
  const slow = [0, 0.05, 0.2][Math.floor(random() * 3)] ?? 0;
  return new Schedule(now.getTime(), { random, pace: { slow, usual: 5 + random() * 40, longest: 900 } });
}

async function prepare(kind: Kind): Promise<Start> {
  const registry = new MemoryRegistry(HOST, kind.registry);
  fill(registry);
  if (kind.registry.referrers === 'none') for (const place of ['d/app', 'p/app']) listReferrers(registry, place);
  const quick = new Schedule(NOW.getTime(), { random: () => 0.5, pace: QUICK });
  const racers = await Racers.open({ host: HOST, clock: quick.clock, transport: registry.connect(quick.way) });
  const retiring = await racers.plan(NOW);
  const now = kind.retention === 'retire' ? NOW : LATER;
  if (kind.retention === 'sweep') await racers.retain(retiring, NOW);
  const applying = kind.retention === 'retire' ? retiring : await racers.plan(LATER);
  return { kind, registry, snapshot: registry.take(REPOSITORIES), racers, applying, now };
}

/** How a race ended. */
interface End {
  readonly retained: PromiseSettledResult<unknown>;
  readonly other: PromiseSettledResult<unknown>;
}

/** The time that a promotion stands by for; its clock may pass over it. */
const STAND_BY = 3000;

/** Rules that claim tags, so that a promotion waits for a second, and one that does not, nor reads a list. */
const RULES = ['type=semver\ntype=date_seq', 'type=raw,value=stable,immutable=false'] as const;

interface RaceOptions {
  readonly standsBy?: boolean;
  readonly rules?: string;
}

async function race(
  { kind, registry, snapshot, racers, applying, now }: Start,
  seed: number,
  { standsBy = true, rules }: RaceOptions = {},
): Promise<End> {
  const random = createRandom(seed);
  registry.restore(snapshot);
  const schedule = openSchedule(now, random);
  const { clock } = schedule;
  const sleep = async (milliseconds: number) =>
    standsBy || milliseconds < STAND_BY ? clock.sleep(milliseconds) : undefined;
  const way = racers.by({ host: HOST, clock: { ...clock, sleep }, transport: registry.connect(schedule.way) });
  // About as long as what retention does takes at this pace.
  const [early, late] = [random() * 4000, random() * 4000];
  const given = rules ?? RULES[random() < 0.5 ? 0 : 1];
  const act = () =>
    kind.other === 'roll back to A'
      ? way.rollBack(IMAGES.A, now)
      : way.promote(kind.other === 'promote A' ? '1.0.0' : '3.0.0', now, given);
  const [retained, other] = await schedule.race<unknown>([
    { after: early, run: () => way.retain(applying, now) },
    { after: late, run: act },
  ]);
  if (retained === undefined || other === undefined) throw new Error('nobody raced');
  return { retained, other };
}

function heldBy(registry: MemoryRegistry): Held {
  return {
    tags: (name) => registry.tags(name),
    manifests: (name) => registry.manifests(name),
    blobs: (name) => new Set(registry.blobs(name).keys()),
  };
}

/** What refuses a promotion or a rollback in an honest way: the image, or a part of it, went away before it was tagged. */
const HONEST =
  /lacks|not found|but does not have it; run again|was destroyed on|is not there|is gone|unknown|deletes its manifests|not in .* any more|not complete/;

function judge({ kind, registry, snapshot }: Start, { retained, other }: End): readonly string[] {
  const held = heldBy(registry);
  const faults = [...brokenTags(held, 'p/app')];
  const whole = (name: string, image: BuiltImage) =>
    faults.push(...lacks(held, 'p/app', image.index.digest).map((lacking) => `${name} lacks ${lacking}`));
  whole('C', IMAGES.C);
  whole('D', IMAGES.D);
  for (const [tag, digest] of snapshot.get('p/app')?.tags ?? []) {
    const stays = [IMAGES.C, IMAGES.D].some(({ index }) => index.digest === digest) && tag !== 'latest';
    if (stays && held.tags('p/app').get(tag) !== digest) faults.push(`${tag} is not on what stays any more`);
  }
  if (retained.status === 'rejected') faults.push(`retention: ${retained.reason}`);
  else for (const { error } of (retained.value as AppliedPlan).failures) faults.push(`retention: ${String(error)}`);
  if (other.status === 'rejected') {
    if (!HONEST.test(String(other.reason))) faults.push(`${kind.other}: ${other.reason}`);
    return faults;
  }
  const wanted = kind.other === 'promote E' ? SHARING : IMAGES.A;
  whole(kind.other, wanted);
  const tags: readonly { readonly tag: string; readonly after?: string | undefined; readonly mutable: boolean }[] =
    kind.other === 'roll back to A'
      ? (other.value as { units: { tags: never[] }[] }).units.flatMap((unit) => unit.tags)
      : (other.value as { tags: never[] }).tags;
  for (const { tag, after } of tags) {
    const holds = held.tags('p/app').get(tag);
    if (after === wanted.index.digest && holds !== after)
      faults.push(`${kind.other} ended well, and ${tag} holds ${holds}`);
  }
  return faults;
}

const TIMEOUT = 600_000;

/** What became of A. */
function outcomeOf({ retained }: End): string {
  if (retained.status === 'rejected') return 'failed';
  const { images } = retained.value as AppliedPlan;
  return images.find(({ digest }) => digest === IMAGES.A.index.digest)?.outcome ?? 'nothing';
}

const TOTAL = sizeOf({ every: 72, full: 1000 });

/** Runs races, each kind in turn, and tells what was wrong after each. */
async function* raceAll(kinds: readonly Kind[], total: number, options: RaceOptions = {}) {
  const starts = new Map<string, Start>();
  const first = seedOf('retention races');
  for (let index = 0; index < total; index++) {
    const kind = kinds[index % kinds.length];
    if (kind === undefined) return;
    const start = starts.get(kind.name) ?? (await prepare(kind));
    starts.set(kind.name, start);
    const end = await race(start, first + index, options);
    yield { faults: judge(start, end).map((fault) => `${kind.name}, seed ${first + index}: ${fault}`), end };
  }
}

describe('promotions and rollbacks against retention', () => {
  it(
    `harm nothing in ${TOTAL} interleavings`,
    async () => {
      const faults: string[] = [];
      const outcomes = new Set<string>();
      for await (const { faults: found, end } of raceAll(KINDS, TOTAL)) {
        faults.push(...found);
        outcomes.add(`${end.other.status} and ${outcomeOf(end)}`);
      }
      expect(faults).toEqual([]);
      // They do meet: sometimes the one comes too late, sometimes the other.
      expect([...outcomes]).toEqual(
        expect.arrayContaining(['fulfilled and rescued', 'fulfilled and left', 'fulfilled and retired']),
      );
    },
    TIMEOUT,
  );

  it(
    'would do harm if promotions did not stand by',
    async () => {
      const swept = KINDS.filter(({ retention, other }) => retention === 'sweep' && other === 'promote A');
      for await (const { faults } of raceAll(swept, 1000, { standsBy: false, rules: RULES[1] })) {
        if (faults.length > 0) return;
      }
      expect.fail('nothing was harmed');
    },
    TIMEOUT,
  );
});
