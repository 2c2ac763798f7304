import { type Digest, digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { computeTags } from '../../src/tags/compute.ts';
import { ALLOWED, type GitFacts, type TagContext } from '../../src/tags/context.ts';
import type { ExistingTags } from '../../src/tags/existing.ts';
import type { PromotedImage } from '../../src/tags/find-version.ts';
import { parseFlavor } from '../../src/tags/flavor.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import type { ComputedTags } from '../../src/tags/planned-tag.ts';
import type { TagRule } from '../../src/tags/rule.ts';
import type { RuleScope } from '../../src/tags/rule-result.ts';

/** The revision of most tests. */
export const REVISION = '860c1904a1ce19322e91ac35af1ab07466440c37';

/** The short tag of that revision. */
export const SHA_TAG = 'sha-860c190';

/** The instant of most tests. */
export const NOW = new Date('2020-01-02T00:00:00Z');

/** Two images. */
export const OURS: Digest = digestOf('ours');
export const THEIRS: Digest = digestOf('theirs');

/** What a test knows of an image and its event. */
export interface Known {
  /** The input `version`. */
  readonly version?: string | undefined;
  /** The full ref of the event, such as `refs/tags/v1.2.3`. */
  readonly ref?: string;
  readonly event?: string;
  readonly tagPrefix?: string;
  readonly revision?: string | undefined;
  readonly sourceTag?: string;
  readonly label?: string;
  readonly baseRef?: string;
  readonly defaultBranch?: string | undefined;
  readonly commitDate?: Date;
  readonly mergeGroup?: number;
  /** A promotion knows no event but its git tag. */
  readonly isPromotion?: boolean;
  /** The image's label `org.opencontainers.image.source`, in a promotion run by `acme/shop`. */
  readonly source?: string;
  readonly preRelease?: boolean;
  readonly makeLatest?: boolean;
  /** Why the event gives no tags, or may not move them. */
  readonly givesNothing?: string;
  readonly movesNothing?: string;
  readonly flavor?: string;
  readonly timeZone?: string;
  readonly shortShaLength?: number;
  readonly digest?: Digest;
  readonly notes?: readonly string[];
}

function nameIn(ref: string, folder: string): string | undefined {
  return ref.startsWith(folder) ? ref.slice(folder.length) : undefined;
}

function gitFacts(known: Known): GitFacts {
  const { ref = '', event = 'push', baseRef, commitDate, mergeGroup } = known;
  const defaultBranch = 'defaultBranch' in known ? known.defaultBranch : 'main';
  const branch = nameIn(ref, 'refs/heads/');
  const number = nameIn(ref, 'refs/pull/')?.replace('/merge', '');
  return {
    ...{ event, branch, tag: nameIn(ref, 'refs/tags/'), baseRef, defaultBranch, commitDate },
    pullRequest: number === undefined ? undefined : Number(number),
    mergeGroup: mergeGroup === undefined ? undefined : { pullRequest: mergeGroup },
    isDefaultBranch: branch !== undefined && branch === defaultBranch,
  };
}

function promotedOf({ sourceTag, source }: Known): PromotedImage {
  const reference = `registry.example.com/d/shop:${sourceTag ?? 'main'}`;
  return { reference, source, repository: 'https://github.com/acme/shop' };
}

/** Returns a context that knows nothing but what is given. */
export function contextOf(known: Known): TagContext {
  const { revision, sourceTag, makeLatest, digest, givesNothing, movesNothing } = known;
  const tag = nameIn(known.ref ?? '', 'refs/tags/');
  const source = sourceTag === undefined ? undefined : parseTag(sourceTag);
  return {
    versions: {
      input: known.version,
      gitTag: tag === undefined ? undefined : { name: tag, commit: revision },
      tagPrefix: known.tagPrefix ?? '',
      imageRevision: revision,
      sourceTag: source,
      label: known.label,
      ...(known.isPromotion === true ? { promoted: promotedOf(known) } : {}),
    },
    revision: revision === undefined ? undefined : { sha: revision, origin: "the event's commit" },
    sourceTag: source,
    git: known.isPromotion === true ? undefined : gitFacts(known),
    preRelease: known.preRelease ?? false,
    makeLatest,
    gives: givesNothing === undefined ? ALLOWED : { allowed: false, reason: givesNothing },
    moves: movesNothing === undefined ? ALLOWED : { allowed: false, reason: movesNothing },
    flavor: parseFlavor(known.flavor ?? ''),
    timeZone: known.timeZone ?? 'UTC',
    shortShaLength: known.shortShaLength ?? 7,
    digest,
    notes: known.notes ?? [],
  };
}

/** Returns existing tags: names alone, or names with what they hold. */
export function existingOf(names: Iterable<string>, digests: Readonly<Record<string, Digest>> = {}): ExistingTags {
  return { names: new Set([...names, ...Object.keys(digests)]), digests: new Map(Object.entries(digests)) };
}

/** Computes tags where names exist, which blanks separate. */
export function compute(rules: string, known: Known, names = ''): ComputedTags {
  return computeTags(parseTagRules(rules), contextOf(known), existingOf(names.split(' ').filter(Boolean)), NOW);
}

/** Returns what rules are evaluated in. */
export function scopeOf(known: Known, names = ''): RuleScope {
  return { context: contextOf(known), existing: existingOf(names.split(' ').filter(Boolean)), now: NOW };
}

/** Returns the one rule of a text, of the type that the text names. */
export function ruleOf<Type extends TagRule['type']>(type: Type, attributes = ''): Extract<TagRule, { type: Type }> {
  const rule = parseTagRules(`type=${type}${attributes}`).find(
    (each): each is Extract<TagRule, { type: Type }> => each.type === type,
  );
  if (rule === undefined) throw new Error(`there is no rule of type ${type}`);
  return rule;
}

/** Lists the candidates in order, separated by blanks. */
export function wantedOf(computed: ComputedTags): string {
  return computed.candidates.map(({ tag }) => tag).join(' ');
}

/** Lists the candidates as a set, in alphabetical order. */
export function setOf(computed: ComputedTags): string {
  return computed.candidates
    .map(({ tag }) => tag)
    .toSorted()
    .join(' ');
}

/** Lists the tags held back with their reasons. */
export function heldBackOf(computed: ComputedTags): readonly string[] {
  return computed.heldBack.map(({ tag, reason }) => `${tag}: ${reason}`);
}

/** Lists why rules gave no tag. */
export function unmatchedOf(computed: ComputedTags): readonly string[] {
  return computed.unmatched.map(({ reason }) => reason);
}
