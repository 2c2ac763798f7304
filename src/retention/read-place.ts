import { RegistryError } from '../errors.ts';
import type { Location } from '../history/image-history.ts';
import { type RepositoryState, readRepositoryState } from '../history/read-repository.ts';
import { compareNewness, orderTagNames, readNewness } from '../history/tag-names.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository, Tag } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatNumber } from '../util/format.ts';
import type { RetainedImage, WhatRan } from './facts.ts';
import { isMarkOf } from './marks.ts';
import { isImageRoot, type ReadRoot, readRoot } from './read-contents.ts';
import { type RetentionAccess, readWhatRan, type SharedLocation } from './read-ran.ts';

/** Each tag is a request: a repository with more is not judged. */
const MAX_TAGS = 50_000;

/** Images that are read concurrently. */
export const AT_ONCE = 48;

/** A repository, as it is looked at step by step. */
export interface Place {
  readonly shared: SharedLocation;
  /** What tags hold. */
  readonly holds: ReadonlyMap<Tag, Digest>;
  readonly names: ReadonlySet<string>;
  readonly images: Map<Digest, RetainedImage>;
  readonly roots: Map<Digest, ReadRoot>;
  /** By the names of environments. */
  readonly ran: Map<string, WhatRan | undefined>;
}

/** Joins the locations of a repository. */
export function shareLocations(locations: readonly Location[]): readonly SharedLocation[] {
  return [...Map.groupBy(locations, ({ uri }) => uri).values()].flatMap(([location, ...others]) =>
    location === undefined
      ? []
      : [{ location, environments: [location, ...others].map(({ environment }) => environment) }],
  );
}

function markerOf({ tag }: Environment): string {
  return tag ?? 'latest';
}

function toImage(digest: Digest, tags: Iterable<Tag>, mark: Tag | undefined): RetainedImage {
  return { digest, tags: orderTagNames(tags), mark, parts: [], isImage: true, details: undefined };
}

/** Finds what marks hold; one on another image than it names marks nothing. */
async function readMarks(client: RegistryClient, repository: Repository, tags: readonly Tag[]) {
  const found = await eachAtMost(
    AT_ONCE,
    tags,
    async (tag) => [tag, await headManifest(client, repository, tag)] as const,
  );
  return new Map(
    found.flatMap(([tag, digest]) => (digest !== undefined && isMarkOf(tag, digest) ? [[digest, tag] as const] : [])),
  );
}

function requireAll({ names, refused }: RepositoryState, uri: string): void {
  const [refusal] = refused.values();
  if (refusal !== undefined) throw refusal;
  if (names.size <= MAX_TAGS) return;
  throw new RegistryError({
    what: `find what is in ${uri}`,
    reason: `it has ${formatNumber(names.size)} tags, and no more than ${formatNumber(MAX_TAGS)} are resolved`,
    remedy: 'delete old ones by the means of the registry first',
    code: 'too-large',
  });
}

/** Reads all tags of a repository, and what they hold. @throws {RegistryError} if one of them is not known. */
export async function readPlace(shared: SharedLocation, access: RetentionAccess): Promise<Place> {
  const { repository, uri } = shared.location;
  const first = new Set(shared.environments.map(markerOf));
  const state = await readRepositoryState(access.clientOf(repository), repository, { first, limit: MAX_TAGS });
  requireAll(state, uri);
  const marks = await readMarks(access.clientOf(repository), repository, state.marks);
  const held = Map.groupBy(state.holds, ([, digest]) => digest);
  const images = new Map(
    [...new Set([...held.keys(), ...marks.keys()])].map((digest) => {
      const tags = (held.get(digest) ?? []).map(([tag]) => tag);
      return [digest, toImage(digest, tags, marks.get(digest))];
    }),
  );
  return { shared, holds: state.holds, names: state.names, images, roots: new Map(), ran: new Map() };
}

/** What an environment runs there: what its marker holds, or else what is newest; if nothing tells, all that is there. */
export function findRunning(environment: Environment, { holds, images }: Place): readonly Digest[] {
  const marked = [...holds].find(([tag]) => tag === markerOf(environment))?.[1];
  if (marked !== undefined) return [marked];
  // What is retired has no tags: it does not run.
  const tagged = [...images.values()].filter(({ tags }) => tags.length > 0);
  const all = tagged.map(({ digest, tags }) => ({ digest, newness: readNewness(tags) }));
  const isOrdered = all.every(({ newness }) => newness.day !== undefined || newness.version !== undefined);
  const sorted = all.toSorted((left, right) => compareNewness(left.newness, right.newness));
  return (isOrdered ? sorted.slice(0, 1) : all).map(({ digest }) => digest);
}

/** Reads the roots of all images, and what ran in each environment that counts images. */
export async function readImages(place: Place, image: string, access: RetentionAccess): Promise<readonly string[]> {
  const { shared, images, roots, ran, holds } = place;
  const { repository, uri } = shared.location;
  const client = access.clientOf(repository);
  const found = await eachAtMost(AT_ONCE, [...images.values()], async (each) => ({
    each,
    root: await readRoot(client, repository, each.digest),
  }));
  const warnings: string[] = [];
  for (const { each, root } of found) {
    if (root === undefined) {
      const unread = 'it has tags, and the registry does not give it';
      images.set(each.digest, { ...each, unread });
      warnings.push(`${uri}@${each.digest} is kept: ${unread}`);
    } else {
      roots.set(each.digest, root);
      images.set(each.digest, { ...each, isImage: isImageRoot(root) });
    }
  }
  for (const environment of shared.environments) {
    const last = environment.retention?.last;
    if (last === undefined) continue;
    const current = [...holds].find(([tag]) => tag === markerOf(environment))?.[1];
    const location = { ...shared.location, environment };
    ran.set(environment.name, await readWhatRan({ image, last, location, current }, access));
  }
  return warnings;
}
