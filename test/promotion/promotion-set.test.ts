import { describe, expect, it } from 'vitest';
import { PolicyError } from '../../src/errors.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { requireNoOverlap } from '../../src/promotion/plan.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { applySet } from '../../src/promotion/promote.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { Intercept } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { bothEnds, createEvents, LABELS, NOW, repositoryOn, requestOf } from './support.ts';

const NAMES = ['app', 'worker', 'db'] as const;
const imageOf = (name: string) => buildImage({ labels: LABELS, seed: name });
const oldOf = (name: string) => buildImage({ labels: LABELS, seed: `old ${name}` });

async function withSet(intercept?: Intercept): Promise<EmbeddedRegistry> {
  const registry = await startRegistry(intercept === undefined ? {} : { intercept });
  for (const name of NAMES) {
    await pushImage(registry.host, `d/${name}`, imageOf(name), ['1.2.3']);
    await pushImage(registry.host, `p/${name}`, oldOf(name), ['1.2.2', '1.2', '1', 'latest']);
  }
  registry.clearLog();
  return registry;
}

async function promote(registry: EmbeddedRegistry, to: (name: string) => string, rules = 'type=semver') {
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const clients = bothEnds(connection.client);
  const requests = NAMES.map((name) =>
    requestOf(registry.host, {
      from: parseReference(`${registry.host}/d/${name}:1.2.3`),
      to: [repositoryOn(registry.host, to(name))],
      rules: parseTagRules(rules),
    }),
  );
  const items = await Promise.all(
    requests.map(async (request) => ({ request, clients, plan: await preparePromotion(request, clients) })),
  );
  requireNoOverlap(items.map(({ plan }) => plan));
  const events = createEvents();
  return { results: await applySet(items, events.emit), events: events.all };
}

function latestOf(registry: EmbeddedRegistry): readonly (string | undefined)[] {
  return NAMES.map((name) => registry.tags(`p/${name}`).get('latest'));
}

describe('a set of images', () => {
  it('is promoted, and its results come in the order of its images', async () => {
    await using registry = await withSet();
    const { results } = await promote(registry, (name) => `p/${name}`);
    expect(latestOf(registry)).toEqual(NAMES.map((name) => imageOf(name).index.digest));
    expect(results.map(([result]) => result?.plan.repository.name)).toEqual(['p/app', 'p/worker', 'p/db']);
    expect(results.flat().every(({ changed, record }) => changed && record !== undefined)).toBe(true);
  });

  it('is complete and recorded everywhere before the first tag is written', async () => {
    await using registry = await withSet();
    const { events } = await promote(registry, (name) => `p/${name}`);
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('record')).toBeLessThan(kinds.indexOf('tag'));
    expect(kinds.filter((kind) => kind === 'record')).toHaveLength(3);
  });

  it('moves no tag before those that never move stand in all repositories', async () => {
    await using registry = await withSet();
    const { events } = await promote(registry, (name) => `p/${name}`);
    const tags = events.flatMap((event) => (event.kind === 'tag' ? [event.tag] : []));
    expect(tags.slice(0, 3)).toEqual(['1.2.3', '1.2.3', '1.2.3']);
    expect(tags).toHaveLength(12);
  });

  it('moves no tag where one image cannot be completed', async () => {
    let isArmed = false;
    await using registry = await withSet((request, response, path) => {
      if (!isArmed || request.method !== 'PUT' || !path.startsWith('/v2/p/worker/manifests/')) return false;
      response.writeHead(403).end();
      return true;
    });
    isArmed = true;
    await expect(promote(registry, (name) => `p/${name}`)).rejects.toThrow('the registry answers 403');
    expect(latestOf(registry)).toEqual(NAMES.map((name) => oldOf(name).index.digest));
    expect(NAMES.map((name) => registry.tags(`p/${name}`).has('1.2.3'))).toEqual([false, false, false]);
  });

  it('is put back as a whole where one tag cannot be moved', async () => {
    let isArmed = false;
    await using registry = await withSet((request, response, path) => {
      if (!isArmed || request.method !== 'PUT' || path !== '/v2/p/db/manifests/latest') return false;
      response.writeHead(403).end();
      return true;
    });
    isArmed = true;
    const outcome = promote(registry, (name) => `p/${name}`);
    await expect(outcome).rejects.toThrow(/put back to what it was: .*p\/app:latest/);
    expect(latestOf(registry)).toEqual(NAMES.map((name) => oldOf(name).index.digest));
  });

  it('is refused before anything is written where two of its images want one tag', async () => {
    await using registry = await withSet();
    const outcome = promote(registry, () => 'p/all');
    await expect(outcome).rejects.toThrow(PolicyError);
    await expect(outcome).rejects.toThrow(`Cannot promote as one set: ${registry.host}/p/all:1.2.3 would be both`);
    expect(registry.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  it('may go to one repository under tags of its own', async () => {
    const same = buildImage({ labels: LABELS, seed: 'app' });
    await using registry = await startRegistry();
    for (const name of NAMES) await pushImage(registry.host, `d/${name}`, same, ['1.2.3']);
    await promote(registry, () => 'p/all', 'stable');
    expect(registry.tags('p/all').get('stable')).toBe(same.index.digest);
  });
});
