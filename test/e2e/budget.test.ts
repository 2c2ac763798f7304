import { expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { blobBytes, type RecordedRequest, sequentialDepth } from '../support/requests.ts';
import { runAction } from '../support/run-action.ts';
import { LABELS } from './labels.ts';
import { readTags } from './look.ts';
import { DISTRIBUTION } from './targets.ts';

const IMAGE = buildImage({ labels: LABELS, layers: 5 });

/** The requests that a promotion makes for its record alone: the config for the labels, its blobs, its manifest and the list it is in. */
function isForRecord({ path }: RecordedRequest, recordPaths: ReadonlySet<string>): boolean {
  if (path.includes('/manifests/sha256-')) return true;
  if (path.includes('/d/app/blobs/sha256:')) return true;
  if (path.includes('/t/app/blobs/') && !path.includes('mount=')) return true;
  return recordPaths.has(path);
}

/** The requests that find out what refers to the image: the source's list of tags and, once, its list of referrers. */
function isForReferrers({ path }: RecordedRequest): boolean {
  return path.startsWith('/v2/d/app/tags/list') || path.startsWith('/v2/d/app/referrers/');
}

/** A look at a tag is good for 500 ms (src/tag-updates/claim.ts); here less, because the proxy sees it later. */
const LOOK_LIFETIME = 450;

/**
 * Finds the second looks of claims at a tag that is not there: on a machine that is so slow that the first look is too
 * old once the write is due. One that comes sooner is a request too many, and is not among them.
 */
function findLateLooks(log: readonly RecordedRequest[]): ReadonlySet<RecordedRequest> {
  const looks = log.filter(
    ({ method, path, status }) =>
      method === 'HEAD' && status === 404 && /\/t\/app\/manifests\/(?:1\.2\.3|sha-[0-9a-f]{7}|\d{8}_\d+)$/.test(path),
  );
  const byTag = Map.groupBy(looks, ({ path }) => path);
  const late = [...byTag.values()].flatMap((each) =>
    each.filter(({ startedAt }, index) => startedAt - (each[index - 1]?.startedAt ?? Infinity) > LOOK_LIFETIME),
  );
  return new Set(late);
}

async function promoteCold(tags: string) {
  await using registry = await DISTRIBUTION.start();
  await using proxy = await startProxy(registry.host);
  await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
  const run = await runAction({ inputs: { from: `${proxy.host}/d/app:1.2.3`, to: `${proxy.host}/t/app`, tags } });
  expect(run.exitCode).toBe(0);
  const [, digest = ''] = run.outputs['record']?.split('@') ?? [];
  const recordPaths = new Set([`/v2/t/app/manifests/${digest}`]);
  const late = findLateLooks(proxy.log);
  const others = proxy.log.filter(
    (request) => !isForRecord(request, recordPaths) && !isForReferrers(request) && !late.has(request),
  );
  const forReferrers = proxy.log.filter(isForReferrers);
  expect(forReferrers.length).toBeLessThanOrEqual(2);
  return { run, log: proxy.log, others, tags: await readTags(registry.host, 't/app') };
}

/** A layer's bytes, as opposed to those of configs and records. */
function layerBytes(log: readonly RecordedRequest[]): number {
  const layers = new Set<string>();
  for (const { bytes } of IMAGE.manifests.values()) {
    const { layers: list = [] } = JSON.parse(Buffer.from(bytes).toString('utf8'));
    for (const { digest } of list) layers.add(digest);
  }
  return blobBytes(
    log.filter(
      ({ path, method }) =>
        method !== 'POST' && [...layers].some((digest) => decodeURIComponent(path).includes(digest)),
    ),
  );
}

it.skipIf(!DISTRIBUTION.available)(
  'promotes 2 platforms of 5 layers on CNCF Distribution with at most 30 requests beside the record and what refers to it, and no layer byte',
  async () => {
    const { run, log, others, tags } = await promoteCold('type=semver');
    console.log(
      `      semver family: ${others.length} requests and ${log.length - others.length} for the record and referrers, ${sequentialDepth(log)} in sequence`,
    );
    // Of each tag it is asked right before what it holds: four of them.
    expect(others.length).toBeLessThanOrEqual(30);
    expect(layerBytes(log)).toBe(0);
    expect(run.outputs['digest']).toBe(IMAGE.index.digest);
    const { digest } = IMAGE.index;
    expect(tags).toEqual({ '1': digest, '1.2': digest, '1.2.3': digest, latest: digest });
  },
);

it.skipIf(!DISTRIBUTION.available)(
  'needs two requests more for each further tag, and three where it is immutable',
  async () => {
    const { log, others, tags } = await promoteCold('');
    console.log(
      `      default rules: ${others.length} requests and ${log.length - others.length} for the record and referrers, ${sequentialDepth(log)} in sequence`,
    );
    expect(Object.keys(tags)).toHaveLength(6);
    expect(others.length).toBeLessThanOrEqual(30 + 2 * 3);
    expect(layerBytes(log)).toBe(0);
  },
);

it.skipIf(!DISTRIBUTION.available)('tags with one moving tag in at most 25 requests, without a list', async () => {
  const { others } = await promoteCold('edge');
  expect(others.length).toBeLessThanOrEqual(25);
  expect(others.filter(({ path }) => path.includes('/tags/list'))).toEqual([]);
});
