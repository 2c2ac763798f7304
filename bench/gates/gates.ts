// Measures what six gates cost a promotion of many images on one base: requests at the registry and at GitHub, apart; how
// many of them wait for one another; and seconds, if each request takes longer. Without an argument: 100 images, 20 ms, 3 runs.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Rounds } from '../../test/support/rounds.ts';
import { median, promotion, type RunCost, startWorld, type WorldOptions } from './world.ts';

/** The pause between two looks of `Rounds`: the client is another process (ms). */
const DISTANCE = 25;

type Setting = Pick<WorldOptions, 'images' | 'hasGates' | 'hold'>;

async function promote(setting: Setting): Promise<RunCost> {
  await using world = await startWorld({ ...setting, environments: ['t', 'p'] });
  return await world.run(promotion(world.names, 't', 'p'));
}

async function countRounds(images: number, hasGates: boolean): Promise<number> {
  const rounds = new Rounds(DISTANCE);
  await promote({ images, hasGates, hold: rounds.hold });
  return rounds.count;
}

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '100' },
    delay: { type: 'string', default: '20' },
    runs: { type: 'string', default: '3' },
  },
});
const [images, delay, runs] = [Number(values.images), Number(values.delay), Number(values.runs)];
const hold = async (): Promise<undefined> => {
  await sleep(delay);
};
const costs: Record<string, RunCost[]> = { without: [], with: [] };
// In turn, so that whatever else the machine does meets both.
for (let run = 0; run < runs; run++) {
  for (const hasGates of [false, true]) {
    costs[hasGates ? 'with' : 'without']?.push(await promote({ images, hasGates, hold }));
  }
}
console.log(`${images} images on one base, ${delay} ms a request, the median of ${runs} runs\n`);
console.log('| Six gates | Requests at the registry | at GitHub | Seconds | Rounds, 1 image |');
console.log('| --- | --: | --: | --: | --: |');
for (const [name, all] of Object.entries(costs)) {
  const [registry, github, seconds] = (['registry', 'github', 'seconds'] as const).map((key) =>
    median(all.map((cost) => cost[key])),
  );
  const rounds = await countRounds(1, name === 'with');
  console.log(`| ${name} | ${registry} | ${github} | ${seconds?.toFixed(1)} | ${rounds} |`);
}
const ratio = median(
  (costs['with'] ?? []).map(({ seconds }, index) => seconds / (costs['without']?.[index]?.seconds ?? 1)),
);
console.log(`\nWith gates it takes ${ratio.toFixed(2)} times as long, pair by pair.`);
