import { describe, expect, it } from 'vitest';
import type { Applying } from '../../src/retention/apply.ts';
import { MemoryRegistry, type Snapshot } from '../support/registry/memory.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { sizeOf } from '../support/sample.ts';
import { createRandom, seedOf } from '../support/seed.ts';
import { act, type Contest, type End, judge, OTHERS, outcomeOf, RULES } from './race-judge.ts';
import { fill, type Held, LATER, listReferrers, Racers, REPOSITORIES } from './race-world.ts';
import { Schedule } from './schedule.ts';
import { NOW } from './world.ts';

const HOST = 'registry.example.com';

interface Kind extends Contest {
  readonly name: string;
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
    OTHERS.map((other) => ({
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

/** The time that a promotion stands by for; its clock may pass over it. */
const STAND_BY = 3000;

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
  const [retained, other] = await schedule.race<unknown>([
    { after: early, run: () => way.retain(applying, now) },
    { after: late, run: () => act(way, kind.other, { now, rules: given }) },
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

const TIMEOUT = 600_000;

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
    const { registry, snapshot } = start;
    const before = snapshot.get('p/app')?.tags ?? new Map<string, string>();
    yield {
      faults: judge(kind, { held: heldBy(registry), before }, end).map(
        (fault) => `${kind.name}, seed ${first + index}: ${fault}`,
      ),
      end,
    };
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
