import { type ArchivePlace, findLost } from '../archive/find-lost.ts';
import {
  isArchiveRecord,
  lackingIn,
  readArchiveRecords,
  type VerifiedArchive,
  verifyArchives,
} from '../archive/record.ts';
import { ARCHIVE } from '../attestation/predicates/archive.ts';
import { toNode, UnreadableManifestError } from '../image/read-graph.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { parseRepository, type Repository } from '../oci/reference.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';
import { safeText } from '../util/safe-text.ts';
import type { Announced } from './announced.ts';
import type { Belongings, Referrer } from './belongings.ts';
import { type RetentionAccess, type SharedLocation, verifierFor } from './read-ran.ts';

/** Reads the records that prove that an image was archived; the newest first. */
async function readArchives(
  digest: Digest,
  { location, environments }: SharedLocation,
  access: RetentionAccess,
): Promise<readonly VerifiedArchive[]> {
  const { repository, uri } = location;
  const records = await readArchiveRecords({ client: access.clientOf(repository), repository }, digest);
  const verify = await verifierFor(records, access);
  return verifyArchives(records, { environments, digest, uri, verify, now: access.now });
}

/** Whether an image is archived with all that lists show of it now: otherwise it is archived again. */
export async function readIsArchived(
  root: Digest,
  announced: readonly Announced[],
  own: SharedLocation,
  access: RetentionAccess,
): Promise<boolean> {
  const isAsked = own.environments.some(({ retention }) => retention !== undefined && retention.archive !== 'no');
  if (!isAsked || !announced.some(({ predicate }) => predicate === ARCHIVE.type)) return false;
  // All that refers to it, and not only attestations.
  const { repository } = own.location;
  const all = await listReferrers(access.clientOf(repository), repository, root);
  const records = new Set(announced.filter(({ predicate }) => predicate === ARCHIVE.type).map(({ digest }) => digest));
  const listed = all.map(({ digest }) => digest).filter((digest) => !records.has(digest));
  const archives = await readArchives(root, own, access);
  return archives.some(({ predicate }) => lackingIn(predicate, [root, ...listed]).length === 0);
}

function isRecordOfArchive(stored: Referrer['stored'], repository: Repository): boolean {
  try {
    return isArchiveRecord(toNode(repository, stored).manifest);
  } catch (error) {
    if (error instanceof UnreadableManifestError) return false;
    throw error;
  }
}

/** All that an image has, except records of archives and what refers to them. */
function listWanted({ root, children, referrers, schemeTags }: Belongings, repository: Repository): readonly Digest[] {
  const left = new Set<Digest>();
  const wanted = referrers.flatMap(({ subject, stored }) => {
    if (!left.has(subject) && !isRecordOfArchive(stored, repository)) return [stored.digest];
    left.add(stored.digest);
    return [];
  });
  // What cosign keeps under its tags belongs to it too; a list of referrers is made anew.
  const cosign = schemeTags.filter(({ tag }) => tag.includes('.')).map(({ holds }) => holds);
  return [...(root === undefined ? [] : [root.digest]), ...children.map(({ digest }) => digest), ...wanted, ...cosign];
}

/** Where an image is archived, or what stands against destroying it, in a clause. */
export type ArchiveProof = { readonly uri: string } | { readonly lack: string };

/** How archives are looked at again. */
export interface ArchiveAccess {
  /** Opens the repository of an archive; undefined if it cannot be asked. */
  readonly openPlace: (repository: Repository) => ArchivePlace | undefined;
  /** Whether a layout is at a path, whole, and the one that the record is of. */
  readonly hasLayout: (path: string, digest: Digest) => Promise<boolean>;
}

/**
 * Proves that an archive holds all that an image has now. The archive is looked at again:
 * a file on a runner goes with it.
 */
export async function proveArchive(
  digest: Digest,
  belongings: Belongings,
  own: SharedLocation,
  access: RetentionAccess,
  { openPlace, hasLayout }: ArchiveAccess,
): Promise<ArchiveProof> {
  const archives = await readArchives(digest, own, access);
  const wanted = listWanted(belongings, own.location.repository);
  let lack = 'nothing proves that it is archived; archive it';
  for (const { predicate } of archives) {
    const [missing] = lackingIn(predicate, wanted);
    const where = safeText(predicate.uri, 300);
    if (missing !== undefined) lack = `its archive ${where} lacks ${shortDigest(missing)}; archive it again`;
    else if (predicate.to !== 'repository') {
      if (await hasLayout(predicate.uri, predicate.digest)) return { uri: predicate.uri };
      lack = `its archive ${where} is not there, or not whole; put it there, or archive it again`;
    } else {
      const place = openPlace(parseRepository(predicate.uri));
      if (place === undefined) {
        lack = `its archive ${where} is not the one that the pipeline file names; archive it again`;
        continue;
      }
      const [lost] = await findLost(predicate.contents, place);
      if (lost === undefined) return { uri: predicate.uri };
      lack = `its archive ${where} has lost ${shortDigest(lost)}; archive it again`;
    }
  }
  return { lack };
}
