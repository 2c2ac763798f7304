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

/** A tag that the rules would give but for what exists, such as `latest` where a higher version is there. */
export interface HeldBackTag {
  readonly tag: Tag;
  readonly kind: TagKind;
  readonly mutable: boolean;
  readonly reason: string;
}

/** A rule that gave no tag, and why. */
export interface UnmatchedRule {
  readonly line: number;
  readonly rule: string;
  readonly reason: string;
}

/** What the rules make of an image: pure data, in the order in which tags are shown (rule R10). */
export interface ComputedTags {
  readonly wanted: readonly TagCandidate[];
  readonly withheld: readonly HeldBackTag[];
  readonly idle: readonly UnmatchedRule[];
  readonly warnings: readonly string[];
  /** The tag that stands for the image (rule R10); undefined without tags. */
  readonly version: Tag | undefined;
  /** What the label `org.opencontainers.image.version` should say: the main tag's text before it was made legal. */
  readonly versionLabel: string | undefined;
}

/** One tag of the plan: what is done to it and why (output `plan`). */
export interface PlannedTag {
  readonly tag: Tag;
  readonly kind: TagKind;
  readonly mutable: boolean;
  readonly action: TagAction;
  readonly reason: string;
  /** What the tag points at before; undefined if it does not exist. */
  readonly before: Digest | undefined;
  /** What the tag points at afterwards; undefined if the digest is not known before a build. */
  readonly after: Digest | undefined;
  readonly sequence?: DateSequence;
}

/** Whether a planned tag is written: created or moved. */
export function isChange({ action }: Pick<PlannedTag, 'action'>): boolean {
  return action === 'create' || action === 'move';
}

/** Text before and after a tag, as tags hold it: tags with the same affixes are one family (rule R2). */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

/** The moving tags from the one that says most about "what was here before" downwards. */
const RANK: readonly TagKind[] = ['latest', 'semver.major', 'semver.minor'];

function rank({ kind }: PlannedTag): number {
  const position = RANK.indexOf(kind);
  return position < 0 ? RANK.length : position;
}

/** Finds what the highest moving tag of a plan pointed at before, where it moves: the output `previous-digest`. */
export function previousDigest(tags: readonly PlannedTag[]): Digest | undefined {
  const moved = tags.filter(({ action, mutable }) => mutable && action === 'move');
  return moved.sort((left, right) => rank(left) - rank(right))[0]?.before;
}
