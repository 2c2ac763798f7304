import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { applySet } from '../../src/promotion/promote.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { readRecords } from '../e2e/look.ts';
import { connect } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { Intercept } from '../support/registry/options.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { bothEnds, createEvents, LABELS, repositoryOn, requestOf } from './support.ts';

const IMAGES = { a: buildImage({ seed: 'a', layers: 1, labels: LABELS }), b: buildImage({ seed: 'b', layers: 1 }) };

/** The record is written after the manifests of the image itself. */
const RECORD = IMAGES.a.manifests.size + 1;

/** Refuses the manifests of `p/b` once the record of `p/a` is attached, and what a test adds. */
function failing(more: (request: { method: string | undefined; path: string }) => boolean = () => false): Intercept {
  const isAttached = Promise.withResolvers<void>();
  let records = 0;
  return (request, response, path) => {
    const { method } = request;
    if (method === 'PUT' && /p\/a\/manifests\/sha256:/.test(path)) {
      response.once('finish', () => {
        if (++records === RECORD) isAttached.resolve();
      });
    }
    if (more({ method, path })) {
      response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"errors":[{"code":"DENIED"}]}');
      return true;
    }
    if (method !== 'PUT' || !path.includes('p/b/manifests/')) return false;
    void isAttached.promise.then(() => response.writeHead(403).end());
    return true;
  };
}

async function promoteBoth(intercept: Intercept) {
  await using registry = await startRegistry({ intercept });
  const { host } = registry;
  for (const [name, image] of Object.entries(IMAGES)) await pushImage(host, `d/${name}`, image, ['1.2.3']);
  await using connection = await connect(host);
  const clients = bothEnds(connection.client);
  const { emit, all } = createEvents();
  const items = await Promise.all(
    Object.keys(IMAGES).map(async (name) => {
      const request = requestOf(host, {
        from: parseReference(`${host}/d/${name}:1.2.3`),
        to: [repositoryOn(host, `p/${name}`)],
        rules: parseTagRules('type=source'),
      });
      return { request, clients, plan: await preparePromotion(request, clients) };
    }),
  );
  const error = await applySet(items, emit).catch((reason: unknown) => reason);
  const said = all.flatMap((event) => (event.kind === 'warning' ? [event.sentence] : []));
  return { error, said, records: await readRecords(host, 'p/a', IMAGES.a.index.digest), tags: registry.tags('p/a') };
}

describe('a set of which one image cannot be brought', () => {
  it('corrects the records of the others: none of them has got its tags', async () => {
    const { error, said, records, tags } = await promoteBoth(failing());
    expect(String(error)).toContain('p/b');
    expect([...tags.keys()]).toEqual([]);
    expect(said).toEqual([]);
    const [first, second, ...more] = records;
    expect(more).toEqual([]);
    expect(first?.annotations).toMatchObject({ 'io.github.sealift.promotion.tags': '1.2.3' });
    expect(second?.annotations).toMatchObject({ 'io.github.sealift.promotion.corrects': first?.digest });
    expect(second?.annotations).not.toHaveProperty('io.github.sealift.promotion.tags');
  });

  it('fails with its own error where a record cannot be corrected, and warns of that', async () => {
    let records = 0;
    const {
      error,
      said,
      records: left,
    } = await promoteBoth(
      failing(({ method, path }) => method === 'PUT' && /p\/a\/manifests\/sha256:/.test(path) && ++records > RECORD),
    );
    expect(String(error)).toContain('p/b');
    expect(left).toHaveLength(1);
    expect(said).toEqual([
      expect.stringMatching(/^The record of .*p\/a@sha256:.* could not be corrected \(.*\); promote again/),
    ]);
  });
});
