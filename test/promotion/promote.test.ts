import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { buildReport } from '../../src/report/promotion.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import {
  applyPromotion,
  bothEnds,
  createEvents,
  emptyIndex,
  LABELS,
  NOW,
  type RequestChanges,
  repositoryOn,
  requestOf,
  tagAs,
} from './support.ts';

const IMAGE = buildImage({ labels: LABELS });

async function withSource(options: RegistryOptions = {}): Promise<EmbeddedRegistry> {
  const registry = await startRegistry(options);
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
  registry.clearLog();
  return registry;
}

async function promote(registry: EmbeddedRegistry, changes: RequestChanges = {}) {
  await using connection = await connect(registry.host, { clock: createClock(NOW.getTime()) });
  const request = requestOf(registry.host, changes);
  const clients = bothEnds(connection.client);
  const plan = await preparePromotion(request, clients);
  registry.clearLog();
  const events = createEvents();
  const results = await applyPromotion(request, clients, { plan, emit: events.emit });
  const facts = {
    dryRun: false,
    run: { address: null, actor: null, approvedBy: [], reason: null },
    requests: 0,
    milliseconds: 0,
    warnings: [],
  };
  const report = buildReport([{ plan, results }], facts);
  const written = report.images.flatMap(({ destinations }) => destinations.map((each) => each.written));
  return { results, events: events.all, written };
}

/** The records of the image in a repository, as its registry lists them. */
async function recordsOf(registry: EmbeddedRegistry, repository = 'p/app') {
  const answer = await fetch(`http://${registry.host}/v2/${repository}/referrers/${IMAGE.index.digest}`);
  const list: { manifests: { digest: string; annotations: Record<string, string> }[] } = JSON.parse(
    await answer.text(),
  );
  return list.manifests;
}

function writesOf(registry: EmbeddedRegistry): readonly string[] {
  return registry.log.flatMap(({ method, path }) =>
    method === 'GET' || method === 'HEAD' ? [] : [`${method} ${path}`],
  );
}

describe('a promotion', () => {
  it('brings image, record and tags, in this order', async () => {
    await using registry = await withSource();
    const { results, events } = await promote(registry, { reason: 'release' });
    const [result] = results;
    expect(result).toMatchObject({
      changed: true,
      manifestsWritten: 3,
      counts: { mounted: 6, copied: 0, bytesCopied: 0 },
    });
    expect([...registry.tags('p/app').values()].every((digest) => digest === IMAGE.index.digest)).toBe(true);
    const [record] = await recordsOf(registry);
    expect(record?.digest).toBe(result?.record);
    expect(record?.annotations).toMatchObject({
      'io.github.sealift.promotion.from': `${registry.host}/d/app:1.2.3`,
      'io.github.sealift.promotion.to': `${registry.host}/p/app`,
      'io.github.sealift.promotion.tags': '1.2.3 1.2 1 latest sha-860c190 20200102_01',
      'io.github.sealift.promotion.reason': 'release',
    });
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('blob')).toBeLessThan(kinds.indexOf('verified'));
    expect(kinds.indexOf('verified')).toBeLessThan(kinds.indexOf('record'));
    expect(kinds.indexOf('record')).toBeLessThan(kinds.indexOf('tag'));
    const puts = writesOf(registry).filter((line) => line.startsWith('PUT'));
    const isTag = (line: string): boolean => /\/manifests\/(?!sha256:)/.test(line);
    expect(puts.findIndex(isTag)).toBeGreaterThan(puts.findLastIndex((line) => !isTag(line)));
  });

  it('reports what it wrote: nothing, an image or a record without a tag, or tags', async () => {
    await using registry = await withSource();
    const rules = parseTagRules('type=raw,value=x,enable=false');
    expect((await promote(registry, { rules })).written).toEqual([['image', 'record']]);
    expect((await promote(registry, { rules })).written).toEqual([[]]);
    // A repository that lists no tag is taken for empty: all of the image is written once more.
    expect((await promote(registry)).written).toEqual([['image', 'record', 'tags']]);
    const from = parseReference(`${registry.host}/d/app@${IMAGE.index.digest}`);
    expect((await promote(registry, { from, version: '1.2.3' })).written).toEqual([['record']]);
    expect((await promote(registry, { record: 'off' })).written).toEqual([[]]);
  });

  it('that is repeated writes nothing and finds its record', async () => {
    await using registry = await withSource();
    const first = await promote(registry);
    const second = await promote(registry);
    expect(writesOf(registry)).toEqual([]);
    expect(second.results[0]).toMatchObject({ changed: false, manifestsWritten: 0, record: first.results[0]?.record });
    expect(await recordsOf(registry)).toHaveLength(1);
  });

  it('of another tag to the same image writes a record of its own', async () => {
    await using registry = await withSource();
    await promote(registry);
    await promote(registry, { rules: parseTagRules('stable') });
    expect(await recordsOf(registry)).toHaveLength(2);
  });

  it('without a record writes none', async () => {
    await using registry = await withSource();
    const { results } = await promote(registry, { record: 'off' });
    expect(results[0]?.record).toBeUndefined();
    expect(await recordsOf(registry)).toEqual([]);
  });

  it('to two repositories tags neither before both are complete', async () => {
    await using registry = await withSource();
    const to = [repositoryOn(registry.host, 'p/app'), repositoryOn(registry.host, 'q/app')] as const;
    const { results } = await promote(registry, { to });
    expect(results.map(({ plan }) => plan.repository.name)).toEqual(['p/app', 'q/app']);
    const writes = writesOf(registry);
    const isTag = (line: string): boolean => /\/manifests\/(?!sha256:)/.test(line);
    expect(writes.findIndex(isTag)).toBeGreaterThan(writes.findLastIndex((line) => !isTag(line)));
    expect(registry.tags('q/app')).toEqual(registry.tags('p/app'));
  });

  it('tells what it replaced', async () => {
    await using registry = await withSource();
    await tagAs(registry, 'p/app', ['1.2.2', '1.2', '1', 'latest'], emptyIndex('before'));
    await promote(registry, { rules: parseTagRules('type=semver') });
    const [record] = await recordsOf(registry);
    expect(record?.annotations['io.github.sealift.promotion.previous-digest']).toMatch(/^sha256:/);
  });
});

describe('a promotion leaves every tag as it was where', () => {
  function refusing(method: string, path: RegExp): RegistryOptions {
    return {
      intercept(request, response, url) {
        if (request.method !== method || !url.startsWith('/v2/p/app/') || !path.test(url)) return false;
        response.writeHead(403).end();
        return true;
      },
    };
  }

  it.each([
    ['a blob cannot be written', refusing('POST', /uploads/)],
    ['a manifest cannot be written', refusing('PUT', /\/manifests\/sha256:/)],
    ['the record cannot be written', refusing('PUT', /uploads\//)],
  ])('%s', async (_, options) => {
    await using registry = await withSource(options);
    await expect(promote(registry)).rejects.toMatchObject({ code: 'denied' });
    expect(registry.tags('p/app').size).toBe(0);
  });

  it('the registry does not have what it took', async () => {
    await using registry = await withSource({
      intercept({ method }, response, path) {
        if (method !== 'HEAD' || path !== `/v2/p/app/manifests/${IMAGE.index.digest}`) return false;
        response.writeHead(404).end();
        return true;
      },
    });
    await expect(promote(registry)).rejects.toThrow(
      `Cannot promote to ${registry.host}/p/app: the registry took ${IMAGE.index.digest} but does not have it; run again, and tell its administrators if that does not help`,
    );
    expect(registry.tags('p/app').size).toBe(0);
  });

  it('one of two destinations fails', async () => {
    await using registry = await withSource(refusing('POST', /uploads/));
    const to = [repositoryOn(registry.host, 'q/app'), repositoryOn(registry.host, 'p/app')] as const;
    await expect(promote(registry, { to })).rejects.toMatchObject({ code: 'denied' });
    expect(registry.tags('q/app').size).toBe(0);
  });
});
