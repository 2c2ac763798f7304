import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';

/** What a tag stands for (rule R1). */
export type TagKind =
  | 'semver.full'
  | 'semver.minor'
  | 'semver.major'
  | 'latest'
  | 'sha'
  | 'date_seq'
  | 'channel'
  | 'pep440'
  | 'match'
  | 'schedule'
  | 'edge'
  | 'branch'
  | 'git-tag'
  | 'pr'
  | 'source'
  | 'raw';

/** A tag is written for the first time, moved, already right, or left as it is. */
export type TagAction = 'create' | 'move' | 'keep' | 'skip';

/** The numbering of a date_seq tag, for the next one. */
export interface DateSequence {
  readonly stem: string;
  readonly suffix: string;
  readonly width: number;
  readonly number: number;
}

/** A tag that the rules ask for, before it is known what the destination holds under it. */
export interface TagCandidate {
  readonly tag: Tag;
  readonly kind: TagKind;
  readonly mutable: boolean;
  /** A clause without a full stop. */
  readonly reason: string;
  /** The tag with the highest is the main one (docker/metadata-action, `priority`). */
  readonly priority: number;
  /** The text before it was made legal, for a label. */
  readonly original: string;
  readonly sequence?: DateSequence;
  /** Whether a branch's tag is refused instead of moved if its commit is unknown. */
  readonly strict?: boolean;
  readonly version?: string;
  /** The full tag of the version, by which its siblings find each other. */
  readonly family?: Tag;
}

/** Why a moving tag stays where it is. */
export interface Objection {
  /** A clause, such as "1.3.0 is higher". */
  readonly reason: string;
  /** The existing tag whose version is the reason; undefined if something else is. */
  readonly blocking?: string | undefined;
}

/** A tag that what exists keeps from being given, such as `latest` if a higher version is there. */
export type HeldBackTag = Pick<TagCandidate, 'tag' | 'kind' | 'mutable'> & Objection;

/** Holds a tag back. */
export function holdBack(
  { tag, kind, mutable }: Omit<HeldBackTag, 'reason' | 'blocking'>,
  objection: string | Objection,
): HeldBackTag {
  if (typeof objection === 'string') return { tag, kind, mutable, reason: objection };
  const { reason, blocking } = objection;
  return { tag, kind, mutable, reason, ...(blocking === undefined ? {} : { blocking }) };
}

/** Tags to write, and those that are held back. */
export interface TagSelection {
  readonly candidates: readonly TagCandidate[];
  readonly heldBack: readonly HeldBackTag[];
}

/** A rule that gave no tag, and why. */
export interface UnmatchedRule {
  readonly line: number;
  readonly rule: string;
  readonly reason: string;
}

/** The tags of an image, in the order in which they are shown (rule R10). */
export interface ComputedTags extends TagSelection {
  readonly unmatched: readonly UnmatchedRule[];
  readonly warnings: readonly string[];
  /** The main tag (rule R10); undefined without tags. */
  readonly version: Tag | undefined;
  /** For the label `org.opencontainers.image.version`: the main tag's text before it was made legal. */
  readonly versionLabel: string | undefined;
}

/** One tag of the plan (output `plan`). */
export interface PlannedTag extends Pick<TagCandidate, 'tag' | 'kind' | 'mutable' | 'reason' | 'sequence'> {
  readonly action: TagAction;
  /** Undefined if it does not exist. */
  readonly before: Digest | undefined;
  /** Undefined if the digest is unknown, before a build. */
  readonly after: Digest | undefined;
}

/** Whether a planned tag is written. */
export function isChange({ action }: Pick<PlannedTag, 'action'>): boolean {
  return action === 'create' || action === 'move';
}

/** Moving tags, the one that says most about the image before first. */
const RANK: readonly TagKind[] = ['latest', 'semver.major', 'semver.minor'];

/** The position of a tag's kind in an order; others come last. */
export function rankOf({ kind }: Pick<TagCandidate, 'kind'>, order: readonly TagKind[]): number {
  const position = order.indexOf(kind);
  return position < 0 ? order.length : position;
}

/** The previous digest of the highest moving tag of a plan (output `previous-digest`). */
export function previousDigest(tags: readonly PlannedTag[]): Digest | undefined {
  const moved = tags.filter(({ action, mutable }) => mutable && action === 'move');
  return moved.sort((left, right) => rankOf(left, RANK) - rankOf(right, RANK))[0]?.before;
}
