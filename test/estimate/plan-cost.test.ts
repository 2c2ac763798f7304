import { describe, expect, it } from 'vitest';
import { addCosts, type Cost, countRequests, NO_COST } from '../../src/estimate/cost.ts';
import { planCost, rereadingCost } from '../../src/estimate/plan-cost.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { applySet } from '../../src/promotion/promote.ts';
import type { PromotionClients, PromotionRequest } from '../../src/promotion/request.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { createEvents, LABELS, NOW, type RequestChanges, repositoryOn, requestOf } from '../promotion/support.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { pushImage } from '../support/image/push-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

/** How far an estimate may be from what was counted, as a share of that. */
const TOLERANCE = 0.1;
/** By how much a request moves the clock, in ms: those of a set overlap more. */
const PACE = { one: 20, set: 4 };

interface Case {
  readonly images?: number;
  readonly options?: RegistryOptions;
  readonly changes?: RequestChanges;
  /** Whether the set was promoted before. */
  readonly again?: boolean;
  readonly referrers?: number;
  /** Whether it goes to another registry. */
  readonly across?: boolean;
}

interface Comparison {
  readonly estimated: Cost;
  readonly counted: number;
  readonly bytes: number;
}

function bytesUp(registry: EmbeddedRegistry): number {
  return registry.log
    .filter(({ method, path }) => method === 'PUT' && path.includes('/blobs/uploads/'))
    .reduce((sum, { requestBytes }) => sum + requestBytes, 0);
}

async function withSet<Result>(
  { images = 1, options = {}, changes = {}, referrers = 0, across = false }: Case,
  work: (set: {
    readonly requests: readonly PromotionRequest[];
    readonly clients: PromotionClients;
    readonly registries: readonly EmbeddedRegistry[];
  }) => Promise<Result>,
): Promise<Result> {
  const clock = createClock(NOW.getTime());
  const intercept = () => clock.advance(images === 1 ? PACE.one : PACE.set);
  await using source = await startRegistry({ ...options, intercept });
  await using other = await startRegistry({ ...options, intercept });
  const to = across ? other : source;
  const names = Array.from({ length: images }, (_, index) => `app-${index}`);
  for (const name of names) {
    const image = buildImage({ labels: LABELS, layers: 5, seed: name });
    await pushImage(source.host, `d/${name}`, image, ['1.2.3']);
    for (let index = 0; index < referrers; index++) {
      const referrer = buildReferrer(image.index, { artifactType: `application/vnd.example.${index}` });
      await pushReferrer({ host: source.host, repository: `d/${name}` }, image.index, referrer);
    }
  }
  await using reading = await connect(source.host, { clock });
  await using writing = await connect(other.host, { clock });
  const clients = { source: reading.client, destination: () => (across ? writing.client : reading.client) };
  const requests = names.map((name) =>
    requestOf(source.host, {
      from: parseReference(`${source.host}/d/${name}:1.2.3`),
      to: [repositoryOn(to.host, `p/${name}`)],
      ...changes,
    }),
  );
  return await work({ requests, clients, registries: [source, other] });
}

function clear(registries: readonly EmbeddedRegistry[]): void {
  for (const registry of registries) registry.clearLog();
}

function count(registries: readonly EmbeddedRegistry[]): number {
  return registries.reduce((sum, { log }) => sum + log.length, 0);
}

function compareWriting(given: Case): Promise<Comparison> {
  return withSet(given, async ({ requests, clients, registries }) => {
    async function promote(): Promise<Comparison> {
      const items = await Promise.all(
        requests.map(async (request) => ({ request, clients, plan: await preparePromotion(request, clients) })),
      );
      const traits = { hasReferrersApi: given.options?.referrers !== 'none' };
      const question = { phase: 'all', hasRecord: given.changes?.record !== 'off', traits } as const;
      const estimated = items
        .map(({ plan }) => planCost(plan, { ...question, isAlone: items.length === 1 }))
        .reduce((sum, each) => addCosts(sum, each), NO_COST);
      clear(registries);
      await applySet(items, createEvents().emit);
      const bytes = registries.reduce((sum, registry) => sum + bytesUp(registry), 0);
      return { estimated, counted: count(registries), bytes };
    }
    if (given.again) await promote();
    return promote();
  });
}

function isWithin(estimated: number, counted: number): boolean {
  return Math.abs(estimated - counted) <= TOLERANCE * counted;
}

describe('the estimated requests of a promotion', () => {
  it.each<readonly [string, Case]>([
    ['cold, with the default rules', {}],
    ['cold, with versions alone', { changes: { rules: parseTagRules('type=semver') } }],
    ['cold, with one moving tag', { changes: { rules: parseTagRules('stable') } }],
    ['cold, without a record', { changes: { record: 'off' } }],
    ['cold, of ten images', { images: 10 }],
    ['cold, with three referrers', { referrers: 3 }],
    ['that is repeated', { again: true, changes: { rules: parseTagRules('type=semver') } }],
    ['of ten images that is repeated', { images: 10, again: true }],
    ['cold, where the registry lists no referrers', { options: { referrers: 'none' } }],
    ['between two registries', { across: true }],
    ['of ten images between two registries', { across: true, images: 10 }],
  ])('%s, are those that are sent, within a tenth', async (name, given) => {
    const { estimated, counted } = await compareWriting(given);
    console.log(`      ${name}: ${countRequests(estimated)} estimated, ${counted} counted`);
    expect(isWithin(countRequests(estimated), counted), `${countRequests(estimated)} for ${counted}`).toBe(true);
  });
});

describe('the estimated bytes of a promotion', () => {
  it('within a registry are none', async () => {
    expect((await compareWriting({})).estimated.bytes).toBe(0);
  });

  it('between two registries are those of its blobs', async () => {
    const { estimated, bytes } = await compareWriting({ across: true, changes: { record: 'off' } });
    expect(estimated.bytes).toBe(bytes);
  });
});

describe('what a job of a plan reads', () => {
  it.each<readonly [string, Case]>([
    ['with the default rules', {}],
    ['with versions alone', { changes: { rules: parseTagRules('type=semver') } }],
    ['with one moving tag', { changes: { rules: parseTagRules('stable') } }],
    ['of ten images', { images: 10 }],
    ['of ten images that are there', { images: 10, again: true }],
    ['with three referrers', { referrers: 3 }],
    ['without companions', { changes: { copyAttachments: false } }],
  ])('%s, is estimated within a tenth', async (name, given) => {
    await withSet(given, async ({ requests, clients, registries }) => {
      const prepare = () =>
        Promise.all(
          requests.map((request) =>
            preparePromotion({ ...request, run: { ...request.run, isPlanned: true } }, clients),
          ),
        );
      if (given.again) {
        const plans = await prepare();
        const items = requests.map((request, index) => ({ request, clients, plan: plans[index] }));
        await applySet(
          items.flatMap(({ plan, ...item }) => (plan === undefined ? [] : [{ ...item, plan }])),
          createEvents().emit,
        );
      }
      clear(registries);
      const plans = await prepare();
      const counted = count(registries);
      const copyAttachments = given.changes?.copyAttachments !== false;
      const question = {
        phase: 'push',
        hasRecord: true,
        traits: { hasReferrersApi: true },
        isAlone: false,
      } as const;
      const estimated = plans
        .map((plan) => rereadingCost(plan, { ...question, copyAttachments }))
        .reduce((sum, each) => addCosts(sum, each), NO_COST);
      console.log(`      ${name}: ${countRequests(estimated)} estimated, ${counted} counted`);
      if (process.env['DUMP'])
        console.log(registries[0]?.log.map(({ method, path }) => `${method} ${path}`.slice(0, 100)).join('\n'));
      expect(isWithin(countRequests(estimated), counted), `${countRequests(estimated)} for ${counted}`).toBe(true);
    });
  });
});
