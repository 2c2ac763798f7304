// Measures what reads: `history` of many images in five environments, `verify` and `check` with six gates of some of them, all
// promoted with signed records; requests, how many of them wait for one another, seconds if each request takes longer, and
// memory. Without an argument: 400 and 100 images, 20 ms, 3 runs.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CONNECTIONS } from '../../src/registry/transport/connections.ts';
import { Rounds } from '../../test/support/rounds.ts';
import { median, promotion, type RunCost, startWorld, type World } from '../gates/world.ts';

const ENVIRONMENTS = ['d', 't', 's1', 's2', 'p'];

/** The pause between two looks of `Rounds`: the client is another process (ms). */
const DISTANCE = 25;

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '400' },
    some: { type: 'string', default: '100' },
    delay: { type: 'string', default: '20' },
    runs: { type: 'string', default: '3' },
  },
});
const [images, some, delay, runs] = [values.images, values.some, values.delay, values.runs].map(Number);

/** Holds the requests of what is being measured; those that prepare the world are answered at once. */
let hold = async (): Promise<undefined> => undefined;

function cases(
  names: readonly string[],
): readonly { readonly title: string; readonly inputs: Record<string, string> }[] {
  const few = names.slice(0, some);
  const pulled = few.map((name) => `${name}:1.2.3`).join('\n');
  return [
    { title: `history, ${names.length} images`, inputs: { command: 'history', image: names.join('\n') } },
    { title: `verify, ${few.length} images`, inputs: { command: 'verify', from: 'p', image: pulled } },
    { title: `check, ${few.length} images, six gates`, inputs: { command: 'check', to: 'p', image: few.join('\n') } },
  ];
}

async function prepare(count: number): Promise<World> {
  hold = async () => undefined;
  const world = await startWorld({
    ...{ images: count, environments: ENVIRONMENTS, hasGates: true },
    hold: () => hold(),
  });
  for (const [index, to] of ENVIRONMENTS.entries()) {
    const from = ENVIRONMENTS[index - 1];
    if (from !== undefined) await world.run(promotion(world.names, from, to));
  }
  return world;
}

/** How many rounds a case has with one image: no further image needs another. */
async function countRounds(): Promise<readonly number[]> {
  await using world = await prepare(1);
  const counts: number[] = [];
  for (const { inputs } of cases(world.names)) {
    const rounds = new Rounds(DISTANCE);
    hold = rounds.hold;
    await world.run(inputs);
    counts.push(rounds.count);
  }
  return counts;
}

const rounds = await countRounds();
await using world = await prepare(images ?? 0);
hold = async () => {
  await sleep(delay);
  return undefined;
};
console.log(`${delay} ms a request, the median of ${runs} runs\n`);
console.log(
  '| Command | Requests at the registry | at GitHub | Rounds, 1 image | Seconds | At least | CPU | Memory (MB) |',
);
console.log('| --- | --: | --: | --: | --: | --: | --: | --: |');
for (const [index, { title, inputs }] of cases(world.names).entries()) {
  const costs: RunCost[] = [];
  for (let run = 0; run < (runs ?? 1); run++) costs.push(await world.run(inputs));
  const [registry = 0, github, seconds, peak, cpu] = (['registry', 'github', 'seconds', 'peak', 'cpu'] as const).map(
    (key) => median(costs.map((cost) => cost[key])),
  );
  // All connections busy all the time, or one image after the other of nothing: whichever is longer.
  const least = (Math.max(registry / CONNECTIONS, rounds[index] ?? 0) * (delay ?? 0)) / 1000;
  const row = [
    title,
    registry,
    github,
    rounds[index],
    seconds?.toFixed(1),
    least.toFixed(1),
    cpu?.toFixed(1),
    peak?.toFixed(0),
  ];
  console.log(`| ${row.join(' | ')} |`);
}
