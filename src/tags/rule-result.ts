import { InputError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import type { Affixes } from './affixes.ts';
import { renderText } from './compose.ts';
import type { ExistingTags } from './existing.ts';
import type { ExpressionScope } from './expressions.ts';
import type { KnownPep440 } from './known-versions.ts';
import type { TagCandidate, TagSelection } from './planned-tag.ts';
import type { DottedNumber, Release } from './release.ts';
import type { TagRule } from './rule.ts';
import { namesIn } from './template.ts';
import type { Version } from './version.ts';

/** What a rule's tags are made of. */
export interface RuleScope extends ExpressionScope {
  readonly existing: ExistingTags;
  /** The versions of PEP 440 that exist, those of this run among them; undefined before all tags of the run are known. */
  readonly knownPep440?: KnownPep440;
}

/** A moving tag of a version, and which other versions it competes with. */
export interface VersionLine
  extends Pick<TagCandidate, 'tag' | 'kind' | 'mutable' | 'original' | 'priority' | 'reason'> {
  readonly version: Version;
  /** The affixes of the full tags that are compared with. */
  readonly family: Affixes;
  /** Other families to go by, too, if this run gives no full tag with the affixes of the family. */
  readonly wider?: readonly Affixes[];
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
  /** Dotted numbers, if the rule's text is not a semantic version. */
  readonly dotted?: DottedNumber | undefined;
  /** The family to go by, too, if this run gives no full tag with the affixes of the family. */
  readonly wider?: Affixes;
  /** Whether the family is the name of a component in a git tag, which is compared only within itself. */
  readonly isComponent?: boolean;
  /** What asks for `latest`, if it cannot be compared with anything: for a warning. */
  readonly name?: string;
}

/**
 * Where the text of a tag comes from: the author of the workflow, a date, or somebody who named a branch, a git tag or
 * opened a pull request.
 */
export type TextOrigin = 'author' | 'date' | 'branch' | 'git-tag' | 'pull-request';

/** A tag whose text a rule takes as it finds it: it may turn out to be the line of a version (rule R3). */
export interface NamedTag {
  readonly tag: TagCandidate;
  /** The text between the affixes, made legal. */
  readonly text: string;
  readonly affixes: Affixes;
  readonly origin: TextOrigin;
  /** The release of the image by the rule itself, such as the git tag that a `match` looks into. */
  readonly release?: Release | undefined;
  /** Who names the tag, if that is not its origin: whoever writes a value names what a pattern cuts out of it, too. */
  readonly namedBy?: TextOrigin;
  /** Whether a pattern of the author's cuts the text out of a longer name. */
  readonly isCut?: boolean;
}

/** What a rule gives: tags, lines that are compared with what exists, and a vote for `latest`. */
export interface RuleOutcome extends TagSelection {
  readonly lines: readonly VersionLine[];
  readonly latest: LatestCandidate | undefined;
  /** The only tag of the outcome, if its text is not made from a version. */
  readonly named?: NamedTag;
}

/** An outcome of nothing. */
export const NOTHING: RuleOutcome = { candidates: [], heldBack: [], lines: [], latest: undefined };

/** An outcome of one tag and nothing else. */
export function onlyTag(tag: TagCandidate, latest?: LatestCandidate): RuleOutcome {
  return { ...NOTHING, candidates: [tag], latest };
}

/** An outcome of one tag whose text is not made from a version. */
export function onlyNamed(named: NamedTag, latest?: LatestCandidate): RuleOutcome {
  return { ...onlyTag(named.tag, latest), named };
}

/** How much a type's tag stands for the image where the rule does not say (docker/metadata-action's priorities, and ours). */
const PRIORITIES: Record<TagRule['type'], number> = {
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

/**
 * Whether a tag may move: as the rule says, or else by nature. A tag with the commit in its text is of one commit, as
 * that of `type=sha` is, and never moves.
 *
 * @param byNature whether such a tag moves if neither the rule nor a commit in it says otherwise.
 */
export function isMutable(rule: TagRule, { context: { flavor } }: ExpressionScope, byNature: boolean): boolean {
  if (rule.immutable !== undefined) return !rule.immutable;
  const value = 'value' in rule ? rule.value : undefined;
  const texts = [value, rule.prefix ?? flavor.prefix, rule.suffix ?? flavor.suffix];
  return byNature && !texts.some((text) => text !== undefined && namesIn(text).has('sha'));
}

/**
 * Whether a rule counts in this run.
 *
 * @throws {InputError} if its switch comes to anything else than `true` or `false`.
 */
export function isEnabled(rule: TagRule, scope: RuleScope): boolean {
  const { text } = renderText(rule.enable, scope);
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InputError(
    `Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: enable comes to ${quote(text)}; write an expression that comes to "true" or "false"`,
  );
}
