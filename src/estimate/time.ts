import { type Cost, countRequests, type RequestClass } from './cost.ts';

interface Link {
  /** In ms. */
  readonly roundTrip: number;
  /** Requests at the same time. */
  readonly concurrency: number;
  /** Bytes a second through the runner, all streams together. */
  readonly throughput: number;
  /** Round trips that wait for each other, in the least. */
  readonly depth: number;
}

/** A runner of GitHub's and a registry nearby, if nothing was measured. */
export const USUAL_LINK: Link = { roundTrip: 50, concurrency: 16, throughput: 50 * 1024 * 1024, depth: 8 };

/** How long some work takes, and what it waits for most. */
export interface TimeEstimate {
  /** In ms. */
  readonly milliseconds: number;
  /** The name of a published limit, or what of the link is full. */
  readonly boundBy: string;
}

/** Who does some work. */
export interface Crowd {
  readonly limits: RegistryLimits | undefined;
  /** Jobs that share the work: each has a link of its own. One by default. */
  readonly shards?: number | undefined;
  /** Jobs that share the registry's limits, each with work of its own. One by default. */
  readonly sharers?: number | undefined;
}

/** Estimates how long some work takes: as long as the tightest of the registry's limits, the round trips and the bytes. */
export function estimateTime(cost: Cost, link: Link, { limits, shards = 1, sharers = 1 }: Crowd): TimeEstimate {
  const { roundTrip, concurrency, throughput, depth } = link;
  const ways: TimeEstimate[] = [
    { milliseconds: (countRequests(cost) * roundTrip) / concurrency / shards, boundBy: 'round trips' },
    { milliseconds: (cost.bytes * 1000) / throughput / shards, boundBy: 'bytes' },
  ];
  for (const { name, classes, rate } of limits?.limits ?? []) {
    const requests = classes.reduce((sum, each) => sum + cost.requests[each], 0);
    ways.push({ milliseconds: (requests * 1000 * sharers) / rate, boundBy: name });
  }
  const longest = ways.reduce((most, way) => (way.milliseconds > most.milliseconds ? way : most));
  // Nothing to do takes no time; all else takes its round trips in the least.
  const least = countRequests(cost) === 0 ? 0 : depth * roundTrip;
  return { ...longest, milliseconds: longest.milliseconds + least };
}

/** A limit that a registry publishes, or that many have measured: requests of these classes together. */
interface PublishedLimit {
  readonly name: string;
  readonly classes: readonly RequestClass[];
  /** Requests a second. */
  readonly rate: number;
}

/** What a registry is known to allow, and which hosts are it. */
export interface RegistryLimits {
  readonly name: string;
  readonly hosts: RegExp;
  readonly limits: readonly PublishedLimit[];
}

const READS: readonly RequestClass[] = ['manifest-get', 'manifest-head', 'blob-read', 'tag-list', 'referrers'];

const WRITES: readonly RequestClass[] = ['manifest-write', 'upload-start', 'upload-end'];

const ALL: readonly RequestClass[] = [...READS, ...WRITES, 'token'];

/** The limits of registries, as of 2026: defaults, which a contract or a request may raise. */
export const PUBLISHED_LIMITS: readonly RegistryLimits[] = [
  {
    // docs.aws.amazon.com, "Amazon ECR service quotas": transactions a second, of an account and region.
    name: 'Amazon ECR',
    hosts: /\.dkr[.-]ecr[.-]|\.on\.aws$/,
    limits: [
      { name: 'PutImage', classes: ['manifest-write'], rate: 10 },
      { name: 'InitiateLayerUpload', classes: ['upload-start'], rate: 100 },
      { name: 'CompleteLayerUpload', classes: ['upload-end'], rate: 100 },
    ],
  },
  {
    // Nothing is published; 2,000 a minute for a principal is what users measure.
    name: 'GHCR',
    hosts: /^(?:ghcr\.io|containers\.pkg\.github\.com)$/,
    limits: [{ name: 'requests', classes: ALL, rate: 2000 / 60 }],
  },
  {
    // cloud.google.com, "Artifact Registry quotas": a minute, of a project and region.
    name: 'Google Artifact Registry',
    hosts: /(?:^|\.)(?:gcr\.io|pkg\.dev)$/,
    limits: [
      { name: 'requests', classes: ALL, rate: 60_000 / 60 },
      { name: 'writes', classes: WRITES, rate: 18_000 / 60 },
    ],
  },
  {
    // learn.microsoft.com, "Azure Container Registry service tiers", Premium; the lists of referrers are limited apart.
    name: 'Azure Container Registry',
    hosts: /\.azurecr\.(?:io|cn|us)$/,
    limits: [
      { name: 'reads', classes: READS, rate: 10_000 / 60 },
      { name: 'writes', classes: WRITES, rate: 2000 / 60 },
      { name: 'referrers', classes: ['referrers'], rate: 250 / 60 },
    ],
  },
  {
    // docs.docker.com, "Usage and limits": pulls are counted, which are GETs of manifests; 100 in 6 hours for a free
    // account, none for one that pays.
    name: 'Docker Hub, free',
    hosts: /^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)$/,
    limits: [{ name: 'pulls', classes: ['manifest-get'], rate: 100 / (6 * 3600) }],
  },
];

/** Finds what is known of a registry; undefined if nothing is. */
export function findPublishedLimits(registry: string): RegistryLimits | undefined {
  const host = registry.replace(/:[0-9]+$/, '');
  return PUBLISHED_LIMITS.find(({ hosts }) => hosts.test(host));
}
