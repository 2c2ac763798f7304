import { InputError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import type { Affixes } from './affixes.ts';
import { renderText } from './compose.ts';
import type { ExistingTags } from './existing.ts';
import type { ExpressionScope } from './expressions.ts';
import type { KnownPep440 } from './known-versions.ts';
import type { Objection, TagCandidate, TagSelection } from './planned-tag.ts';
import type { DottedNumber, Release } from './release.ts';
import type { TagRule } from './rule.ts';
import { namesIn } from './template.ts';
import type { Version } from './version.ts';

/** The facts that a rule's tags are made of. */
export interface RuleScope extends ExpressionScope {
  readonly existing: ExistingTags;
  /** Includes this run's; undefined before all tags of the run are known. */
  readonly knownPep440?: KnownPep440;
}

/** A moving tag of a version, and the versions that it competes with. */
export interface VersionLine
  extends Pick<TagCandidate, 'tag' | 'kind' | 'mutable' | 'original' | 'priority' | 'reason'> {
  readonly version: Version;
  /** The affixes of the full tags that are compared with. */
  readonly family: Affixes;
  /** Other families to compare with if this run gives no full tag of the family. */
  readonly wider?: readonly Affixes[];
  includes(other: Version): boolean;
}

/** A rule's vote for the flavor's `latest`. */
export interface LatestCandidate {
  /** Otherwise it is only compared, if something else gives `latest`. */
  readonly asks: boolean;
  readonly version: Version | undefined;
  readonly family: Affixes;
  readonly reason: string;
  /** The rule's own comparison, if its versions are not semantic ones: which higher version exists. */
  readonly compared?: { readonly objection: Objection | undefined };
  readonly dotted?: DottedNumber | undefined;
  /** Another family to compare with if this run gives no full tag of the family. */
  readonly wider?: Affixes;
  /** Whether the family is a component's name in a git tag, which is compared only within itself. */
  readonly isComponent?: boolean;
  /** A name that cannot be compared, for a warning. */
  readonly name?: string;
}

/** The author of a tag's text: of the workflow, or of a branch, git tag or pull request; or a date. */
export type TextOrigin = 'author' | 'date' | 'branch' | 'git-tag' | 'pull-request';

/** A tag whose text is verbatim: it may turn out to be the line of a version (rule R3). */
export interface NamedTag {
  readonly tag: TagCandidate;
  readonly text: string;
  readonly affixes: Affixes;
  readonly origin: TextOrigin;
  /** The image's release by the rule itself, such as the git tag that a `match` looks into. */
  readonly release?: Release | undefined;
  /** The author of the name, if not the origin: the author of a value names what a pattern cuts out of it, too. */
  readonly namedBy?: TextOrigin;
  /** Whether a pattern cuts the text out of a longer name. */
  readonly isCut?: boolean;
}

/** What a rule gives: tags, lines, and a vote for `latest`; a rule that gives nothing returns a clause instead. */
export interface RuleOutcome extends TagSelection {
  readonly lines: readonly VersionLine[];
  readonly latest: LatestCandidate | undefined;
  /** The only tag, if its text is not made from a version. */
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

/** Priorities of types (docker/metadata-action's, and ours). */
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

/** A rule's priority, or its type's. */
export function priorityOf(rule: TagRule): number {
  return rule.priority ?? PRIORITIES[rule.type];
}

/** Whether a tag may move: as the rule says, or else by nature, unless its text has a commit, as with `type=sha`. */
export function isMutable(rule: TagRule, { context: { flavor } }: ExpressionScope, byNature: boolean): boolean {
  if (rule.immutable !== undefined) return !rule.immutable;
  const value = 'value' in rule ? rule.value : undefined;
  const texts = [value, rule.prefix ?? flavor.prefix, rule.suffix ?? flavor.suffix];
  return byNature && !texts.some((text) => text !== undefined && namesIn(text).has('sha'));
}

/** Whether a rule counts in this run. @throws {InputError} if `enable` is neither `true` nor `false`. */
export function isEnabled(rule: TagRule, scope: RuleScope): boolean {
  const { text } = renderText(rule.enable, scope);
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InputError(
    `Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: enable evaluates to ${quote(text)}; write an expression that evaluates to "true" or "false"`,
  );
}
