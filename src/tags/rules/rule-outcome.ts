import type { Tag } from '../../oci/tag.ts';
import type { Affixes } from '../compose.ts';
import type { ExistingTags } from '../existing.ts';
import type { ExpressionScope } from '../language/expressions.ts';
import type { TagRule } from '../language/tag-rule.ts';
import type { TagKind, WantedTag, WithheldTag } from '../tag-plan.ts';
import type { KnownPep440 } from '../versions/known-pep440.ts';
import type { Version } from '../versions/version.ts';

/** What a rule's tags are made of. */
export interface RuleScope extends ExpressionScope {
  readonly existing: ExistingTags;
  /** The versions of PEP 440 that exist, those of this run among them; undefined before all tags of the run are known. */
  readonly knownPep440?: KnownPep440;
}

/** A moving tag of a version, and which other versions it competes with. */
export interface VersionLine {
  readonly tag: Tag;
  readonly kind: TagKind;
  readonly mutable: boolean;
  readonly original: string;
  readonly priority: number;
  readonly reason: string;
  readonly version: Version;
  /** The affixes of the full tags that are compared with. */
  readonly family: Affixes;
  /** The affixes to go by where this run gives no full tag with those of the family. */
  readonly wider?: Affixes;
  includes(other: Version): boolean;
}

/** What a rule says for `latest` of the flavor: nothing, or for which version it may be given. */
export interface LatestCandidate {
  /** Whether it asks for `latest`; one that does not is compared alone, where something else gives it. */
  readonly asks: boolean;
  readonly version: Version | undefined;
  readonly family: Affixes;
  readonly reason: string;
  /** What the rule's own comparison says where its versions are not semantic ones: which higher version is there. */
  readonly compared?: { readonly objection: string | undefined };
}

/** What a rule gives: tags, lines that are compared with what exists, and a vote for `latest`. */
export interface RuleOutcome {
  readonly tags: readonly WantedTag[];
  readonly withheld: readonly WithheldTag[];
  readonly lines: readonly VersionLine[];
  readonly latest: LatestCandidate | undefined;
}

/** An outcome of one tag and nothing else. */
export function onlyTag(tag: WantedTag, latest?: LatestCandidate): RuleOutcome {
  return { tags: [tag], withheld: [], lines: [], latest };
}

/** How much a type's tag stands for the image where the rule does not say (docker/metadata-action's priorities, and ours). */
export const PRIORITIES: Record<TagRule['type'], number> = {
  schedule: 1000,
  semver: 900,
  pep440: 900,
  date_seq: 850,
  match: 800,
  edge: 700,
  ref: 600,
  channel: 500,
  source: 300,
  raw: 200,
  sha: 100,
};

/** Returns a rule's priority: its own, or its type's. */
export function priorityOf(rule: TagRule): number {
  return rule.priority ?? PRIORITIES[rule.type];
}
