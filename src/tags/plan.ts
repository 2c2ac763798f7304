import { PolicyError } from '../errors.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { namesInSequence } from './daily-number.ts';
import type { ExistingTags } from './existing.ts';
import {
  type ComputedTags,
  type HeldBackTag,
  holdBack,
  type PlannedTag,
  type TagCandidate,
  type TagKind,
} from './planned-tag.ts';

/** An immutable tag that would change, or one of a strict rule whose commit's age is unknown. */
interface TagConflict {
  readonly tag: Tag;
  readonly holds: Digest | undefined;
  /** Whether the tag may move, but its rule is strict and its commit unknown (rule R6). */
  readonly isStrict?: true;
}

/** What is done to each tag. */
export interface TagPlan {
  /** The image's digest; undefined before a build. */
  readonly digest: Digest | undefined;
  readonly tags: readonly PlannedTag[];
  /** Always empty if `if-tag-exists` is "skip". */
  readonly conflicts: readonly TagConflict[];
  /** Sentences on tags that may move back (rule R6). */
  readonly warnings: readonly string[];
}

/**
 * Plans what is done to each tag of an image (rule R5): an immutable tag is created once and never moved. One that exists
 * is a conflict if its digest or the image's is unknown, or if they differ.
 */
export function planTags(
  computed: ComputedTags,
  existing: ExistingTags,
  digest: Digest | undefined,
  options: { readonly ifTagExists: 'fail' | 'skip' },
): TagPlan {
  const conflicting = computed.candidates.filter((each) => isConflict(each, existing, digest));
  const foreign = new Map(
    conflicting
      .filter(({ kind }) => kind === 'semver.full')
      .map(({ tag, version = tag }) => [tag, { version, holds: existing.digests.get(tag) }]),
  );
  const tags = computed.candidates.map((each): PlannedTag => {
    const before = existing.digests.get(each.tag);
    const skipped = (reason: string) => leave({ ...each, reason }, before, digest);
    if (conflicting.includes(each))
      return skipped(before === undefined ? 'it exists already' : `it holds another image, ${shortDigest(before)}`);
    const objection = relationObjection(each, existing);
    if (objection !== undefined) return skipped(objection);
    const other = each.family === undefined ? undefined : foreign.get(each.family);
    if (other !== undefined) {
      const { version, holds } = other;
      const isKnown = digest !== undefined && holds !== undefined;
      return skipped(isKnown ? `${version} is another image, ${shortDigest(holds)}` : `${version} exists already`);
    }
    return written(each, { before, after: digest, isThere: exists(each.tag, existing) });
  });
  const heldBack = computed.heldBack.map((each) => leave(each, existing.digests.get(each.tag), digest));
  const strict = computed.candidates.filter((each) => isUnknownToStrict(each, existing));
  const conflicts: readonly TagConflict[] = [
    ...conflicting.map(({ tag }) => ({ tag, holds: existing.digests.get(tag) })),
    ...strict.map(({ tag }) => ({ tag, holds: existing.digests.get(tag), isStrict: true as const })),
  ];
  const all = [...tags, ...heldBack];
  const warnings = all.flatMap((tag) => relationWarning(tag, existing) ?? []);
  return { digest, tags: all, conflicts: options.ifTagExists === 'fail' ? conflicts : [], warnings };
}

/**
 * The existing tags whose digests a plan needs: candidates, held-back tags and the numbers of the day. Without a digest
 * (before a build) no number can be found again: `withSequences: false` saves those requests.
 */
export function namesToLookUp(
  computed: ComputedTags,
  existing: ExistingTags,
  { withSequences = true }: { readonly withSequences?: boolean } = {},
): readonly string[] {
  const names = [...computed.candidates, ...computed.heldBack]
    .map(({ tag }): string => tag)
    .filter((tag) => existing.names.has(tag));
  const sequences = withSequences ? computed.candidates.flatMap(({ sequence }) => sequence ?? []) : [];
  return [...new Set([...names, ...sequences.flatMap((sequence) => namesInSequence(sequence, existing.names))])];
}

/** Refuses a plan with conflicts. @throws {PolicyError} that names all of them. */
export function requireNoConflict({ conflicts, digest }: TagPlan, repository: string): void {
  if (conflicts.length === 0) return;
  const fixed = conflicts.filter(({ isStrict }) => isStrict !== true);
  const strict = conflicts.filter(({ isStrict }) => isStrict === true);
  const reasons = [
    ...fixed.map(({ tag, holds }) => `the immutable tag ${quote(tag)} ${reasonOf(holds, digest)}`),
    ...strict.map(({ tag }) => `the rule of the tag ${quote(tag)} is strict, and its commit is unknown`),
  ];
  const remedy =
    fixed.length > 0
      ? digest === undefined
        ? 'promote the image that is there, release a new version'
        : 'release a new version'
      : 'give the image the label org.opencontainers.image.revision, or leave out "strict=true" once';
  throw new PolicyError(
    `Cannot tag ${repository}: ${reasons.join(', and ')}; ${remedy}, or set if-tag-exists to "skip" to leave ${conflicts.length === 1 ? 'it' : 'them'}`,
  );
}

function reasonOf(holds: Digest | undefined, digest: Digest | undefined): string {
  if (digest === undefined) return 'exists already and a new build would overwrite it';
  if (holds === undefined) return 'exists already and its content is unknown';
  return `holds ${shortDigest(holds)} and not ${shortDigest(digest)}`;
}

function relationObjection(each: TagCandidate, existing: ExistingTags): string | undefined {
  if (existing.relations?.get(each.tag) === 'behind') return 'its commit is newer';
  return isUnknownToStrict(each, existing) ? 'its commit is unknown, and the rule is strict' : undefined;
}

function isUnknownToStrict({ tag, strict }: TagCandidate, { relations }: ExistingTags): boolean {
  return strict === true && relations?.get(tag) === 'unknown';
}

function relationWarning({ tag, action }: PlannedTag, { relations }: ExistingTags): string | undefined {
  const relation = relations?.get(tag);
  if (action !== 'move') return undefined;
  if (relation === 'diverged')
    return `The tag "${tag}" moves to a commit that does not follow the one that it holds, as after a forced push`;
  if (relation !== 'unknown') return undefined;
  return `The tag "${tag}" moves, although its commit's age is unknown: the image that it holds has no revision that can be compared; set the label org.opencontainers.image.revision when building`;
}

function exists(tag: Tag, { names, digests }: ExistingTags): boolean {
  return names.has(tag) || digests.has(tag);
}

function isConflict({ tag, mutable }: TagCandidate, existing: ExistingTags, digest: Digest | undefined): boolean {
  if (mutable || !exists(tag, existing)) return false;
  return digest === undefined || existing.digests.get(tag) !== digest;
}

/** A tag that holds this image is kept, whatever keeps others from taking it. */
function leave(tag: HeldBackTag, held: Digest | undefined, digest: Digest | undefined): PlannedTag {
  const common = { ...holdBack(tag, tag.reason), before: held, after: held };
  if (held === undefined || held !== digest) return { ...common, action: 'skip' };
  return { ...common, action: 'keep', reason: `it holds this image already, though ${tag.reason}` };
}

/** Reasons of kept tags that say more than usual. */
const KEPT: Partial<Record<TagKind, string>> = { date_seq: "it is this image's daily build number, found again" };

function written(
  { tag, kind, mutable, reason, sequence }: TagCandidate,
  { before, after, isThere }: Pick<PlannedTag, 'before' | 'after'> & { readonly isThere: boolean },
): PlannedTag {
  const isKept = after !== undefined && before === after;
  return {
    tag,
    kind,
    mutable,
    action: isKept ? 'keep' : isThere ? 'move' : 'create',
    reason: isKept ? (KEPT[kind] ?? 'it holds this image already') : reason,
    before,
    after,
    ...(sequence === undefined ? {} : { sequence }),
  };
}
