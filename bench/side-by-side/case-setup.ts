import { type BuiltImage, buildImage } from '../../test/support/image/build-image.ts';
import { buildReferrer } from '../../test/support/image/build-referrer.ts';
import { pushImage } from '../../test/support/image/push-image.ts';
import { pushReferrer } from '../../test/support/image/push-referrer.ts';
import { buildLargeImage } from './large-image.ts';
import type { Site } from './site.ts';
import type { CopyJob, Workload } from './workload.ts';

/** How large the large cases are. */
export interface Sizes {
  /** All layers of the image that goes between two registries (MB). */
  readonly megabytes: number;
  /** All layers of the large image that is made while it is read (MB). */
  readonly largeMegabytes: number;
  /** How many images the set has. */
  readonly images: number;
}

/** Makes what one run has to do; every run has a number of its own. */
export type NextWorkload = (run: number) => Workload;

/** Puts into the registries what has to be there, and returns how the runs go on from that. */
export type SetUp = (site: Site, sizes: Sizes) => Promise<NextWorkload>;

/** How many layers each platform of a small image has. */
export const LAYERS = 5;
/** How many referrers an image has that has some. */
export const REFERRERS = 20;
/** The tags of an image that has many. */
export const TEN_TAGS = Array.from({ length: 10 }, (_, index) => `v${index + 1}`);

/** Pushes an image past the proxy. */
async function push(site: Site, repository: string, image: BuiltImage, tag: string): Promise<void> {
  await pushImage(site.near.direct, repository, image, [tag], { authorization: site.authorize(repository) });
}

/** Where a run's image comes from and goes to, within one registry. */
function within(site: Site, repositories: readonly [string, string], image: BuiltImage, tags = ['v1']): CopyJob {
  const host = site.near.proxy;
  return {
    source: { host, repository: repositories[0], tag: 'v1' },
    destination: { host, repository: repositories[1], tags },
    digest: image.index.digest,
  };
}

/** The case of a new destination in each run. */
export function cold(name: string, tags: readonly string[]): SetUp {
  return async (site) => {
    const image = buildImage({ layers: LAYERS, seed: name });
    await push(site, `d/${name}`, image, 'v1');
    return (run) => ({
      jobs: [within(site, [`d/${name}`, `p/${name}-${run}`], image, [...tags])],
      withReferrers: false,
    });
  };
}

/** The case of a destination that has the image already. */
export function standing(name: string, tagOf: (run: number) => string): SetUp {
  return async (site) => {
    const image = buildImage({ layers: LAYERS, seed: name });
    await push(site, `d/${name}`, image, 'v1');
    await push(site, `p/${name}`, image, 'v1');
    return (run) => ({ jobs: [within(site, [`d/${name}`, `p/${name}`], image, [tagOf(run)])], withReferrers: false });
  };
}

/** The case of an image that goes to another registry. */
export async function setUpBetween(site: Site, { megabytes }: Sizes): Promise<NextWorkload> {
  const image = buildLargeImage(megabytes);
  await push(site, 'd/between', image, 'v1');
  const { digest } = image.index;
  return (run) => ({
    jobs: [
      {
        source: { host: site.near.proxy, repository: 'd/between', tag: 'v1' },
        destination: { host: site.far.proxy, repository: `p/between-${run}`, tags: ['v1'] },
        digest,
      },
    ],
    withReferrers: false,
  });
}

/** The case of many images, each with layers of its own. */
export async function setUpSet(site: Site, { images }: Sizes): Promise<NextWorkload> {
  const built = Array.from({ length: images }, (_, index) => buildImage({ layers: LAYERS, seed: `set ${index}` }));
  for (const [index, image] of built.entries()) await push(site, `d/set-${index}`, image, 'v1');
  const host = site.near.proxy;
  return (run) => ({
    jobs: built.map((image, index) => within(site, [`d/set-${index}`, `p/run-${run}/set-${index}`], image)),
    set: {
      from: `${host}/d/{image}`,
      to: `${host}/p/run-${run}/{image}`,
      images: built.map((_, index) => `set-${index}:v1`),
    },
    withReferrers: false,
  });
}

/** The case of an image that nobody has to store: both ends are `stream-registry.ts`. */
export function memory(megabytesOf: (sizes: Sizes) => number): SetUp {
  return async (site, sizes) => {
    const repository = `d/memory-${megabytesOf(sizes)}`;
    // The first to ask waits until all digests are made.
    const head = await fetch(`http://${site.near.direct}/v2/${repository}/manifests/v1`, { method: 'HEAD' });
    const digest = head.headers.get('docker-content-digest') ?? '';
    return (run) => ({
      jobs: [
        {
          source: { host: site.near.proxy, repository, tag: 'v1' },
          destination: { host: site.far.proxy, repository: `p/memory-${run}`, tags: ['v1'] },
          digest,
        },
      ],
      withReferrers: false,
    });
  };
}

/** The tags of a promotion by default: a version, its lines, and others. */
const SIX_TAGS = ['1.2.3', '1.2', '1', 'latest', 'blue', 'green'];

/**
 * The case of the whole job: an image with a referrer, its six tags, and a record of the promotion.
 *
 * @param isClaimed whether Sealift makes one of the tags immutable, and so waits until its claim stands.
 */
export function setUpJob(isClaimed: boolean): SetUp {
  return async (site) => {
    const repository = `d/job-${isClaimed}`;
    const image = buildImage({ layers: LAYERS, seed: repository });
    await push(site, repository, image, 'v1');
    const target = { host: site.near.direct, repository, authorization: site.authorize(repository) };
    await pushReferrer(
      target,
      image.index,
      buildReferrer(image.index, { artifactType: 'application/vnd.example.sbom' }),
    );
    const [version, ...others] = SIX_TAGS;
    const rules = [`type=raw,value=${version},immutable=${isClaimed}`, ...others.map((tag) => `type=raw,value=${tag}`)];
    return (run) => ({
      jobs: [within(site, [repository, `p/job-${isClaimed}-${run}`], image, SIX_TAGS)],
      withReferrers: true,
      whole: { rules: rules.join('\n') },
    });
  };
}

/** The case of an image that others refer to. */
export async function setUpReferrers(site: Site): Promise<NextWorkload> {
  const repository = 'd/referrers';
  const image = buildImage({ layers: LAYERS, seed: 'referrers' });
  await push(site, repository, image, 'v1');
  const target = { host: site.near.direct, repository, authorization: site.authorize(repository) };
  for (let number = 0; number < REFERRERS; number++) {
    const options = { artifactType: 'application/vnd.example.sbom', content: `sbom ${number}` };
    await pushReferrer(target, image.index, buildReferrer(image.index, options));
  }
  return (run) => ({ jobs: [within(site, [repository, `p/referrers-${run}`], image)], withReferrers: true });
}
