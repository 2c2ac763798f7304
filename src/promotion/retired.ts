import { declaredPredicate } from '../attestation/artifact.ts';
import { RETIREMENT } from '../attestation/predicates/retirement.ts';
import { RegistryError } from '../errors.ts';
import { childrenFirst, type Graph } from '../image/graph.ts';
import { type Digest, digestAlgorithm, digestHex } from '../oci/digest.ts';
import { formatRepository, isMarkTag, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest, type StoredManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { Destination } from './request.ts';

/** How long an image stands before it is looked at again (ms): retention deletes within 0.3 s of its own look. */
const STAND_BY = 3000;

/** The same as a multiple of the slowest write of this run: those of others lag as much. */
const PACE_FACTOR = 3;

/** Looks that may find something missing; retention ends when it sees the record or the tags. */
const MOST_LOOKS = 3;

const AT_ONCE = 16;

/** Whether one of the tags of a repository is the mark of an image. */
export function isMarked(names: Iterable<string>, digest: Digest): boolean {
  const end = `-${digestHex(digest).slice(0, 12)}`;
  return [...names].some((name) => isMarkTag(name) && name.endsWith(end));
}

/**
 * Whether retention has marked an image, so that another run may be destroying it: by its mark, or by a record, which anyone who
 * may push can attach. Then nothing counts as there already.
 */
export async function isRetired(
  client: RegistryClient,
  { repository, route }: Pick<Destination, 'repository' | 'route'>,
  { digest, names }: { readonly digest: Digest; readonly names: ReadonlySet<string> },
): Promise<boolean> {
  if (isMarked(names, digest)) return true;
  // Where tags cannot be deleted, the record is the only mark.
  if (route?.destination.retention === undefined) return false;
  const referrers = await listReferrers(client, repository, digest, { warn: () => undefined });
  return referrers.some((each) => declaredPredicate(each) === RETIREMENT.type);
}

/** What retention may do to an image while it gets its tags. */
export type Danger =
  /** It is marked: another run may be destroying it. */
  | 'marked'
  /** Another image is marked that may have a platform of it, or the image was there and may be retired meanwhile. */
  | 'near';

/** Judges what retention may do to an image, by what was read before its tags were written; undefined if nothing. */
export function findDanger({
  isRetired: isOwn,
  names,
  listsAll,
  isThere,
  route,
}: {
  readonly isRetired: boolean;
  /** The tags of the repository that were read. */
  readonly names: ReadonlySet<string>;
  /** Whether these are all that it has, so that no mark is missing. */
  readonly listsAll: boolean;
  /** Whether the repository had the image already. */
  readonly isThere: boolean;
  readonly route: Destination['route'];
}): Danger | undefined {
  if (isOwn) return 'marked';
  const mayGo = route?.destination.retention !== undefined && (isThere || !listsAll);
  return mayGo || [...names].some(isMarkTag) ? 'near' : undefined;
}

/** An image that has got its tags. */
export interface Written {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly graph: Graph;
  readonly root: StoredManifest;
  /** As they came out. */
  readonly tags: readonly PlannedTag[];
}

async function findMissing({ client, repository, graph }: Written): Promise<readonly StoredManifest[]> {
  const nodes = childrenFirst(graph);
  const found = await eachAtMost(AT_ONCE, nodes, ({ descriptor: { digest } }) =>
    headManifest(client, repository, digest, digestAlgorithm(digest)),
  );
  return nodes.flatMap(({ descriptor: { mediaType, digest }, bytes }, index) =>
    found[index] === undefined ? [{ mediaType, digest, bytes }] : [],
  );
}

/** Writes manifests again, and the tags that went with the root. Layers are never deleted by retention. */
async function putBack(
  { client, repository, root }: Written,
  { manifests, tags }: { readonly manifests: readonly StoredManifest[]; readonly tags: readonly Tag[] },
): Promise<void> {
  for (const manifest of manifests) await putManifest(client, repository, manifest.digest, manifest);
  await eachAtMost(AT_ONCE, tags, (tag) => putManifest(client, repository, tag, root));
}

/** Finds the tags of the image that are gone. One that holds something else by now is not its own any more. */
async function findMissingTags({ client, repository, root, tags }: Written): Promise<readonly Tag[]> {
  const own = tags.filter(({ after }) => after === root.digest);
  const holds = await eachAtMost(AT_ONCE, own, ({ tag }) =>
    headManifest(client, repository, tag, digestAlgorithm(root.digest)),
  );
  return own.flatMap(({ tag }, index) => (holds[index] === undefined ? [tag] : []));
}

/**
 * Looks, after an image has got its tags, whether all of it is there, and puts back what retention has taken meanwhile. If
 * the image itself was marked, it stands by before: a sweep that had begun deletes one thing after the other. In all other
 * cases one look is enough. A run that deletes looks for tags and records after its last deletion, and puts back what it finds
 * to be needed: whichever of the two looks last sees what the other did.
 *
 * @throws {RegistryError} if something is missing after every look.
 */
export async function lookAfterTags(written: Written, danger: Danger): Promise<void> {
  const { client, repository, root } = written;
  const { clock, writeLatency } = client;
  for (let look = 1; ; look++) {
    if (danger === 'marked') await clock.sleep(Math.max(STAND_BY, PACE_FACTOR * writeLatency.slowestWrite));
    const [manifests, tags] = await Promise.all([findMissing(written), findMissingTags(written)]);
    const missing = manifests.length + tags.length;
    if (missing === 0) return;
    if (look > MOST_LOOKS) {
      throw new RegistryError({
        what: `keep ${formatRepository(repository)}@${root.digest}`,
        reason: `command retain, or another tool, deletes its manifests again and again (${missing} are missing)`,
        remedy: 'promote it again when that has ended',
        code: 'refused',
      });
    }
    await putBack(written, { manifests, tags });
  }
}
