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
  /** How many images the set has. */
  readonly images: number;
}

/** Makes what one run has to do; every run has a number of its own. */
export type NextWorkload = (run: number) => Workload;

/** One situation in which the tools are compared. */
export interface BenchCase {
  readonly name: string;
  readonly title: (sizes: Sizes) => string;
  readonly refusesMounts?: boolean;
  /** Puts into the registries what has to be there, and returns how the runs go on from that. */
  setUp(site: Site, sizes: Sizes): Promise<NextWorkload>;
}

const LAYERS = 5;
const REFERRERS = 20;
const TEN_TAGS = Array.from({ length: 10 }, (_, index) => `v${index + 1}`);

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
function cold(name: string, tags: readonly string[]): BenchCase['setUp'] {
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
function standing(name: string, tagOf: (run: number) => string): BenchCase['setUp'] {
  return async (site) => {
    const image = buildImage({ layers: LAYERS, seed: name });
    await push(site, `d/${name}`, image, 'v1');
    await push(site, `p/${name}`, image, 'v1');
    return (run) => ({ jobs: [within(site, [`d/${name}`, `p/${name}`], image, [tagOf(run)])], withReferrers: false });
  };
}

async function setUpBetween(site: Site, { megabytes }: Sizes): Promise<NextWorkload> {
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

async function setUpSet(site: Site, { images }: Sizes): Promise<NextWorkload> {
  const built = Array.from({ length: images }, (_, index) => buildImage({ layers: LAYERS, seed: `set ${index}` }));
  for (const [index, image] of built.entries()) await push(site, `d/set-${index}`, image, 'v1');
  return (run) => ({
    jobs: built.map((image, index) => within(site, [`d/set-${index}`, `p/set-${index}-${run}`], image)),
    withReferrers: false,
  });
}

async function setUpReferrers(site: Site): Promise<NextWorkload> {
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

/** All cases, in the order of the tables. */
export const CASES: readonly BenchCase[] = [
  { name: 'cold', title: () => `cold: 2 platforms of ${LAYERS} layers`, setUp: cold('cold', ['v1']) },
  { name: 'unchanged', title: () => 'unchanged', setUp: standing('unchanged', () => 'v1') },
  { name: 'tag', title: () => 'one new tag, its digest is there', setUp: standing('tag', (run) => `t${run}`) },
  { name: 'tags', title: () => 'ten tags, cold', setUp: cold('tags', TEN_TAGS) },
  { name: 'refused', title: () => 'every mount refused', refusesMounts: true, setUp: cold('refused', ['v1']) },
  {
    name: 'between',
    title: ({ megabytes }) => `between two registries: ${megabytes} MB in 20 layers`,
    setUp: setUpBetween,
  },
  { name: 'set', title: ({ images }) => `${images} images of 2 platforms`, setUp: setUpSet },
  { name: 'referrers', title: () => `an image with ${REFERRERS} referrers`, setUp: setUpReferrers },
];
