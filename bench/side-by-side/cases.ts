import {
  cold,
  LAYERS,
  memory,
  REFERRERS,
  type SetUp,
  type Sizes,
  setUpBetween,
  setUpJob,
  setUpReferrers,
  setUpSet,
  standing,
  TEN_TAGS,
} from './case-setup.ts';
import type { RegistryId } from './registries.ts';

/** One situation in which the tools are compared. */
export interface BenchCase {
  readonly name: string;
  readonly title: (sizes: Sizes) => string;
  readonly refusesMounts?: boolean;
  /** The tools that are asked for it, where all of them would take too long. */
  readonly tools?: readonly string[];
  /** The registries that it can be measured on. */
  readonly registries: readonly RegistryId[];
  readonly setUp: SetUp;
}

/** The size of the small image that is made while it is read (MB). */
const SMALL = 100;
const REAL: readonly RegistryId[] = [2, 3, 'olareg'];
/** Those that large layers are measured with; skopeo took longest there, and is left out for the time that it costs. */
const STREAMING = ['sealift', 'crane', 'regctl', 'oras', 'buildx'];

/** All cases, in the order of the tables. */
export const CASES: readonly BenchCase[] = [
  {
    name: 'cold',
    title: () => `cold: 2 platforms of ${LAYERS} layers`,
    registries: REAL,
    setUp: cold('cold', ['v1']),
  },
  { name: 'unchanged', title: () => 'unchanged', registries: REAL, setUp: standing('unchanged', () => 'v1') },
  {
    name: 'tag',
    title: () => 'one new tag, its digest is there',
    registries: REAL,
    setUp: standing('tag', (run) => `t${run}`),
  },
  {
    name: 'tags',
    title: () => 'ten tags, cold',
    // skopeo would start ten times.
    tools: ['sealift', 'sealift-defaults', 'crane', 'regctl', 'oras', 'buildx'],
    registries: REAL,
    setUp: cold('tags', TEN_TAGS),
  },
  {
    name: 'refused',
    title: () => 'every mount refused',
    refusesMounts: true,
    registries: REAL,
    setUp: cold('refused', ['v1']),
  },
  {
    name: 'between',
    title: ({ megabytes }) => `between two registries: ${megabytes} MB in 20 layers`,
    tools: STREAMING,
    // olareg would keep each copy in memory.
    registries: [2, 3],
    setUp: setUpBetween,
  },
  {
    name: 'set',
    title: ({ images }) => `${images} images of 2 platforms`,
    // Single copies in a loop take as many times what "cold" takes: crane, the fastest of them there, stands for all.
    tools: ['sealift', 'crane', 'regsync'],
    registries: REAL,
    setUp: setUpSet,
  },
  {
    name: 'referrers',
    title: () => `an image with ${REFERRERS} referrers`,
    registries: REAL,
    setUp: setUpReferrers,
  },
  {
    name: 'job',
    title: () => 'the whole job: referrers, six tags, a record',
    tools: ['sealift-defaults', 'oras+crane'],
    registries: REAL,
    setUp: setUpJob(false),
  },
  {
    name: 'job-claimed',
    title: () => 'the whole job, one tag immutable',
    tools: ['sealift-defaults', 'oras+crane'],
    registries: REAL,
    setUp: setUpJob(true),
  },
  {
    name: 'memory',
    title: () => `memory: ${SMALL} MB in 20 layers`,
    tools: ['sealift', 'crane', 'regctl'],
    registries: ['stream'],
    setUp: memory(() => SMALL),
  },
  {
    name: 'memory-large',
    title: ({ largeMegabytes }) => `memory: ${largeMegabytes} MB in 20 layers`,
    // The peers' memory is known from the small one; this one takes minutes.
    tools: ['sealift'],
    registries: ['stream'],
    setUp: memory(({ largeMegabytes }) => largeMegabytes),
  },
];
