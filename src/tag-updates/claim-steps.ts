import { PolicyError, RegistryError } from '../errors.ts';
import { type Digest, digestAlgorithm, shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Tag } from '../oci/tag.ts';
import { headManifest } from '../registry/manifests.ts';
import { nextInSequence } from '../tags/daily-number.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { type TagWriter, writeTag } from './write-tag.ts';

/** How often a claim that looked lost once is looked at before it counts as ours after all. */
const FURTHER_LOOKS = 3;

/** The pause before each of these, in ms. */
const LOOK_PAUSE = 250;

/** What claiming works on. */
export interface ClaimTarget extends TagWriter {
  readonly ifTagExists: 'fail' | 'skip';
  /** The manifests whose digest tags this run writes: they are no sign of other runs. */
  readonly own: readonly Digest[];
  /** Reads the tags that exist now, as far as the rules need them. */
  readNames(): Promise<ReadonlySet<string>>;
}

/** What a look at a tag shows: our image, another one, or nothing. */
export type Verdict = 'ours' | 'taken' | 'free';

/** What a look needs. */
type Looker = Pick<TagWriter, 'client' | 'repository' | 'root'>;

function lookUp({ client, repository, root }: Looker, tag: Tag): Promise<Digest | undefined> {
  return headManifest(client, repository, tag, digestAlgorithm(root.digest));
}

/**
 * Looks again at a claim that one look showed as lost and the next as ours: an answer may be wrong or old. It counts
 * as ours only where every further look says so.
 */
async function isOursAfterAll(target: ClaimTarget, { tag }: PlannedTag): Promise<boolean> {
  for (let count = 0; count < FURTHER_LOOKS; count++) {
    await target.client.clock.sleep(LOOK_PAUSE);
    if ((await lookUp(target, tag)) !== target.root.digest) return false;
  }
  return true;
}

/** What a tag holds, judged by what this run wants it to hold. */
export interface Look {
  readonly verdict: Verdict;
  readonly holds: Digest | undefined;
}

/** Looks at what a claimed tag holds now. */
export async function look(target: Looker, { tag }: PlannedTag): Promise<Look> {
  const holds = await lookUp(target, tag);
  if (holds === undefined) return { verdict: 'free', holds };
  return { verdict: holds === target.root.digest ? 'ours' : 'taken', holds };
}

/** Writes a claimed tag. A registry that keeps tags from being overwritten is believed: the tag is looked at again. */
export async function writeClaim(target: ClaimTarget, claim: PlannedTag): Promise<void> {
  try {
    await writeTag(target, claim);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code !== 'tag-immutable') throw error;
    if ((await look(target, claim)).verdict === 'free') throw error;
  }
}

/** Keeps a claim that nobody has to write: the tag holds the image already, though the plan did not know. */
export function keepClaim(claim: PlannedTag, { root }: ClaimTarget): PlannedTag {
  return { ...claim, action: 'keep', before: root.digest, reason: 'it holds this image already' };
}

/** An immutable tag that holds another image, though no list showed it. */
export interface TakenTag {
  readonly repository: Repository;
  readonly tag: Tag;
  readonly holds: Digest;
  /** What this run wants it to hold. */
  readonly wanted: Digest;
}

/** Makes the error for immutable tags that are taken: one for all of them, in all destinations. */
export function takenError([first, ...others]: readonly [TakenTag, ...TakenTag[]]): PolicyError {
  const at = formatRepository(first.repository);
  const reasons = [first, ...others].map(({ repository, tag, holds, wanted }) => {
    const where = formatRepository(repository) === at ? '' : ` of ${formatRepository(repository)}`;
    return `the immutable tag "${tag}"${where} holds ${shortDigest(holds)} and not ${shortDigest(wanted)}`;
  });
  return new PolicyError(
    `Cannot tag ${at}: ${reasons.join(', and ')}, which the list of tags did not show; release a new version, or set if-tag-exists to "skip" to leave ${others.length === 0 ? 'it' : 'them'}`,
  );
}

/** What is known of a claim that this run does not get. */
export interface LostClaim {
  /** The tags that exist now. */
  readonly names: ReadonlySet<string>;
  /** Whether the tag was taken before this run wrote it: no list showed it. */
  readonly wasTaken: boolean;
}

/** Makes the error for a tag that holds nothing that a look shows, though it was written or held another image. */
function hiddenError({ repository, root, client }: ClaimTarget, tag: Tag, wasTaken: boolean): RegistryError {
  const seen = wasTaken
    ? `the immutable tag "${tag}" held another image a moment ago, and the registry does not show it any more`
    : `the registry accepted the immutable tag "${tag}" for ${shortDigest(root.digest)} and does not show it`;
  return new RegistryError(
    `Cannot tag ${formatRepository(repository)}: ${seen}, so that nobody knows what it holds; look at the tag, run again once the registry shows it, and tell the registry's administrators if it stays so`,
    { code: 'digest-mismatch', registry: client.registry },
  );
}

/**
 * Decides what becomes of a claim that another image has: the next number of the day, or none.
 *
 * @returns the claim itself where a second look shows that the tag is ours after all.
 * @throws {PolicyError} where the tag has no successor and the user did not say to skip it.
 * @throws {RegistryError} where no look shows what the tag holds.
 */
export async function giveWay(
  target: ClaimTarget,
  claim: PlannedTag,
  { names, wasTaken }: LostClaim,
): Promise<PlannedTag> {
  const { repository, root } = target;
  const holds = await lookUp(target, claim.tag);
  if (holds === undefined) throw hiddenError(target, claim.tag, wasTaken);
  if (holds === root.digest && (await isOursAfterAll(target, claim))) return claim;
  // Another image has it, so that it is no new tag of this run.
  target.journal.release(repository, claim.tag);
  if (claim.sequence !== undefined) {
    const next = nextInSequence(claim.sequence, names);
    target.emit({ kind: 'lost-race', to: repository, tag: claim.tag, next: next.tag, wasTaken });
    const reason = wasTaken ? `another image has ${claim.tag} already` : `another run took ${claim.tag} first`;
    return { ...claim, ...next, reason };
  }
  if (target.ifTagExists === 'skip') {
    const reason = wasTaken ? 'it holds another image' : 'another run created it just now';
    return { ...claim, action: 'skip', reason, before: holds, after: holds };
  }
  if (wasTaken) throw takenError([{ repository, tag: claim.tag, holds, wanted: root.digest }]);
  throw new PolicyError(
    `Cannot tag ${formatRepository(repository)}: another run gave the immutable tag "${claim.tag}" to ${shortDigest(holds)} just now and not to ${shortDigest(root.digest)}; release a new version, or run one release at a time`,
  );
}
