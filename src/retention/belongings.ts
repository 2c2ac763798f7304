import { childrenFirst } from '../image/graph.ts';
import { readGraph, toNode, UnreadableManifestError } from '../image/read-graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository, Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, headManifest, type StoredManifest } from '../registry/manifests.ts';
import { cosignTags, fallbackTag, listReferrers } from '../registry/referrers/referrers.ts';
import { eachAtMost } from '../util/concurrency.ts';

/** Manifests that are read concurrently. */
const AT_ONCE = 8;

/** A signature on an SBOM on an image: what is deeper is not looked for. */
const MAX_DEPTH = 3;

/** A manifest that refers to the image, to a part of it, or to another referrer. */
export interface Referrer {
  readonly subject: Digest;
  readonly stored: StoredManifest;
}

/** A tag by which tools find what belongs to a manifest, such as the list of its referrers. */
export interface SchemeTag {
  readonly tag: Tag;
  readonly subject: Digest;
  readonly holds: Digest;
}

/** All that an image is, and all that belongs to it, with its bytes: what is deleted by mistake can be put back. */
export interface Belongings {
  /** Undefined if it is gone: a sweep was cut off. */
  readonly root: StoredManifest | undefined;
  /** Below the root; what refers comes before what it refers to. */
  readonly children: readonly StoredManifest[];
  /** Subjects come before what refers to them. */
  readonly referrers: readonly Referrer[];
  readonly schemeTags: readonly SchemeTag[];
}

/** Reads what refers to manifests, and what refers to that; whatever is gone already is passed over. */
async function readReferrers(
  client: RegistryClient,
  repository: Repository,
  subjects: readonly Digest[],
): Promise<readonly Referrer[]> {
  const known = new Set<Digest>(subjects);
  const found: Referrer[] = [];
  let level = subjects;
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const listed = await eachAtMost(AT_ONCE, level, async (subject) =>
      (await listReferrers(client, repository, subject)).map((each) => ({ subject, ...each })),
    );
    const fresh = [...new Map(listed.flat().map((each) => [each.digest, each])).values()].filter(
      ({ digest }) => !known.has(digest),
    );
    const read = await eachAtMost(AT_ONCE, fresh, async ({ subject, digest, mediaType }) => {
      const stored = await getManifest(client, repository, digest, { accept: mediaType });
      return stored && { subject, stored };
    });
    const own = read
      .filter((each) => each !== undefined)
      .filter(({ subject, stored }) => namesSubject(stored, subject, repository));
    found.push(...own);
    level = own.map(({ stored }) => stored.digest);
    for (const digest of level) known.add(digest);
  }
  return found;
}

/** A list may name whatever somebody put there: only what itself says that it belongs there does. */
function namesSubject(stored: StoredManifest, subject: Digest, repository: Repository): boolean {
  try {
    const { manifest } = toNode(repository, stored);
    return manifest.subject?.digest === subject;
  } catch (error) {
    if (error instanceof UnreadableManifestError) return false;
    throw error;
  }
}

async function readSchemeTags(
  client: RegistryClient,
  repository: Repository,
  { subjects, names }: { readonly subjects: readonly Digest[]; readonly names: ReadonlySet<string> },
): Promise<readonly SchemeTag[]> {
  const tags = subjects.flatMap((subject) =>
    [fallbackTag(subject), ...cosignTags(subject)].filter((tag) => names.has(tag)).map((tag) => ({ tag, subject })),
  );
  const read = await eachAtMost(AT_ONCE, tags, async ({ tag, subject }): Promise<SchemeTag | undefined> => {
    const holds = await headManifest(client, repository, tag);
    return holds === undefined ? undefined : { tag, subject, holds };
  });
  return read.filter((each) => each !== undefined);
}

/**
 * Reads all that an image is, and all that belongs to it.
 *
 * @param names all tags of the repository.
 * @returns undefined if the repository does not have its root.
 * @throws {RegistryError} if something of it cannot be read: then it is not known what else would have to go.
 */
export async function readBelongings(
  client: RegistryClient,
  repository: Repository,
  digest: Digest,
  names: ReadonlySet<string>,
): Promise<Belongings | undefined> {
  const root = await getManifest(client, repository, digest);
  if (root === undefined) return undefined;
  const graph = await readGraph(client, repository, root);
  const nodes = childrenFirst(graph).toReversed();
  const children = nodes
    .filter(({ descriptor }) => descriptor.digest !== digest)
    .map(({ descriptor, bytes }) => ({ mediaType: descriptor.mediaType, digest: descriptor.digest, bytes }));
  const subjects = nodes.map(({ descriptor }) => descriptor.digest);
  const referrers = await readReferrers(client, repository, subjects);
  const all = [...subjects, ...referrers.map(({ stored }) => stored.digest)];
  return { root, children, referrers, schemeTags: await readSchemeTags(client, repository, { subjects: all, names }) };
}

/** The digests of an image, as a tombstone lists them. */
export interface ListedDigests {
  readonly root: Digest;
  readonly children: readonly Digest[];
  readonly referrers: readonly Digest[];
}

/** Reads what a sweep that was cut off has left of an image: nothing refers to it any more, so a tombstone names it. */
export async function readRemains(
  client: RegistryClient,
  repository: Repository,
  { root, children, referrers }: ListedDigests,
  names: ReadonlySet<string>,
): Promise<Belongings> {
  const read = async (digests: readonly Digest[]) => {
    const found = await eachAtMost(AT_ONCE, digests, (digest) => getManifest(client, repository, digest));
    return found.filter((each) => each !== undefined);
  };
  const subjectOf = (stored: StoredManifest) => toNode(repository, stored).manifest.subject?.digest;
  const left = await read(referrers);
  return {
    root: await getManifest(client, repository, root),
    children: await read(children),
    referrers: left.flatMap((stored) => {
      const subject = subjectOf(stored);
      return subject === undefined ? [] : [{ subject, stored }];
    }),
    schemeTags: await readSchemeTags(client, repository, { subjects: [root, ...children, ...referrers], names }),
  };
}
