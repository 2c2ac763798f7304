import { declaredPredicate } from '../attestation/artifact.ts';
import { RETIREMENT } from '../attestation/predicates/retirement.ts';
import { RegistryError } from '../errors.ts';
import { childrenFirst, type Graph } from '../image/graph.ts';
import { type Digest, digestAlgorithm, digestHex } from '../oci/digest.ts';
import { formatRepository, isMarkTag, type Repository } from '../oci/reference.ts';
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

/**
 * Whether retention has marked an image, so that another run may be destroying it: by its mark, or by a record, which anyone who
 * may push can attach. Then nothing counts as there already.
 */
export async function isRetired(
  client: RegistryClient,
  { repository, route }: Pick<Destination, 'repository' | 'route'>,
  { digest, names }: { readonly digest: Digest; readonly names: ReadonlySet<string> },
): Promise<boolean> {
  const end = `-${digestHex(digest).slice(0, 12)}`;
  if ([...names].some((name) => isMarkTag(name) && name.endsWith(end))) return true;
  // Where tags cannot be deleted, the record is the only mark.
  if (route?.destination.retention === undefined) return false;
  const referrers = await listReferrers(client, repository, digest, { warn: () => undefined });
  return referrers.some((each) => declaredPredicate(each) === RETIREMENT.type);
}

interface Written {
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
async function putBack({ client, repository, root, tags }: Written, missing: readonly StoredManifest[]): Promise<void> {
  for (const manifest of missing) await putManifest(client, repository, manifest.digest, manifest);
  const own = tags.filter(({ after }) => after === root.digest);
  await eachAtMost(AT_ONCE, own, async ({ tag }) => {
    const holds = await headManifest(client, repository, tag, digestAlgorithm(root.digest));
    if (holds === undefined) await putManifest(client, repository, tag, root);
  });
}

/**
 * Stands by after the tags of an image that retention had marked, looks whether all of it is there, and puts back what a sweep
 * that had begun before deleted. Retention looks again before each deletion, and ends when it sees the record or a tag.
 *
 * @throws {RegistryError} if something is missing after every look.
 */
export async function standBy(written: Written): Promise<void> {
  const { client, repository, root } = written;
  const { clock, writeLatency } = client;
  for (let look = 1; ; look++) {
    await clock.sleep(Math.max(STAND_BY, PACE_FACTOR * writeLatency.slowestWrite));
    const missing = await findMissing(written);
    if (missing.length === 0) return;
    if (look > MOST_LOOKS) {
      throw new RegistryError({
        what: `keep ${formatRepository(repository)}@${root.digest}`,
        reason: `command retain, or another tool, deletes its manifests again and again (${missing.length} are missing)`,
        remedy: 'promote it again when that has ended',
        code: 'refused',
      });
    }
    await putBack(written, missing);
  }
}
