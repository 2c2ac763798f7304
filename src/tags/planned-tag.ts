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

/** What happens to a tag: it is written for the first time, moved, found right, or left as it is. */
export type TagAction = 'create' | 'move' | 'keep' | 'skip';

/** The numbering that a date_seq tag comes from: what it takes to name the next one. */
export interface DateSequence {
  /** What all tags of the day begin with: prefix, date and separator. */
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
  /** Why the rules give this tag: a clause without a full stop. */
  readonly reason: string;
  /** How much it stands for the image: the tag with the highest is the main one (docker/metadata-action, `priority`). */
  readonly priority: number;
  /** What the tag was made of, before it was made legal: what a label shows. */
  readonly original: string;
  /** For `date_seq`: how it is numbered. */
  readonly sequence?: DateSequence;
  /** For tags of branches: whether one whose commit is not known is refused instead of moved. */
  readonly strict?: boolean;
  /** For the family of a version: the version (without prefix and suffix). */
  readonly version?: string;
  /** For the family of a version: its full tag with prefix and suffix, by which siblings find each other. */
  readonly family?: Tag;
}

/** A tag that the rules would give but for what exists, such as `latest` if a higher version is there. */
export type HeldBackTag = Pick<TagCandidate, 'tag' | 'kind' | 'mutable' | 'reason'>;

/** Holds a tag back for a reason. */
export function holdBack({ tag, kind, mutable }: Omit<HeldBackTag, 'reason'>, reason: string): HeldBackTag {
  return { tag, kind, mutable, reason };
}

/** What rules make of tags: those to write, and those that what exists keeps them from. */
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

/** What the rules make of an image: pure data, in the order in which tags are shown (rule R10). */
export interface ComputedTags extends TagSelection {
  readonly unmatched: readonly UnmatchedRule[];
  readonly warnings: readonly string[];
  /** The tag that stands for the image (rule R10); undefined without tags. */
  readonly version: Tag | undefined;
  /** What the label `org.opencontainers.image.version` should say: the main tag's text before it was made legal. */
  readonly versionLabel: string | undefined;
}

/** One tag of the plan: what is done to it and why (output `plan`). */
export interface PlannedTag extends HeldBackTag, Pick<TagCandidate, 'sequence'> {
  readonly action: TagAction;
  /** What the tag points at before; undefined if it does not exist. */
  readonly before: Digest | undefined;
  /** What the tag points at afterwards; undefined if the digest is not known before a build. */
  readonly after: Digest | undefined;
}

/** Whether a planned tag is written: created or moved. */
export function isChange({ action }: Pick<PlannedTag, 'action'>): boolean {
  return action === 'create' || action === 'move';
}

/** The moving tags from the one that says most about "what was here before" downwards. */
const RANK: readonly TagKind[] = ['latest', 'semver.major', 'semver.minor'];

/** Returns the position of a tag's kind in an order; all kinds that it does not name come after it. */
export function rankOf({ kind }: Pick<TagCandidate, 'kind'>, order: readonly TagKind[]): number {
  const position = order.indexOf(kind);
  return position < 0 ? order.length : position;
}

/** Finds what the highest moving tag of a plan pointed at before, where it moves: the output `previous-digest`. */
export function previousDigest(tags: readonly PlannedTag[]): Digest | undefined {
  const moved = tags.filter(({ action, mutable }) => mutable && action === 'move');
  return moved.sort((left, right) => rankOf(left, RANK) - rankOf(right, RANK))[0]?.before;
}
