import type { ScheduleTemplate, TagTemplate, VersionTemplate } from './template.ts';

/** Attributes that every tag rule takes. */
export interface RuleOptions {
  /** The line of the `tags` input that the rule stands on, counted from 1. */
  readonly line: number;
  /** The line itself, for reasons and errors. */
  readonly text: string;
  /** Must come to `true` or `false`. */
  readonly enable: TagTemplate;
  /** The higher, the rather its tag is the main one; undefined takes the type's own. */
  readonly priority: number | undefined;
  /** What stands before the tag: only tags with the same are compared. Undefined takes the flavor's. */
  readonly prefix: TagTemplate | undefined;
  /** What stands after the tag: only tags with the same are compared. Undefined takes the flavor's. */
  readonly suffix: TagTemplate | undefined;
  /** Whether the tag may never move once it exists; undefined leaves it to the tag's nature. */
  readonly immutable: boolean | undefined;
  /** Whether a tag that had to be altered gets a hash, so that no other name gives the same. */
  readonly unique: boolean;
}

/** The text that a version is read from: a value of the rule's own, and what is cut out of it. */
interface VersionText {
  readonly value: TagTemplate | undefined;
  readonly match: GitTagPattern | undefined;
}

/** A version: the family X.Y.Z, X.Y, X and latest without a pattern, or the one tag that the pattern gives. */
export interface SemverRule extends RuleOptions, VersionText {
  readonly type: 'semver';
  readonly pattern: VersionTemplate | undefined;
  /** Whether a version of one or two parts is filled up with zeros. */
  readonly coerce: boolean;
}

/** A version of Python's PEP 440, written by a pattern. */
export interface Pep440Rule extends RuleOptions, VersionText {
  readonly type: 'pep440';
  readonly pattern: VersionTemplate;
}

/** What a regular expression finds in the git tag. */
export interface MatchRule extends RuleOptions {
  readonly type: 'match';
  readonly pattern: GitTagPattern;
  readonly group: number;
  readonly value: TagTemplate | undefined;
}

/** The moving tag of a pre-release line: `1.3.0-rc.2` moves `rc`. */
export interface ChannelRule extends RuleOptions, VersionText {
  readonly type: 'channel';
}

/** A tag for scheduled runs. */
export interface ScheduleRule extends RuleOptions {
  readonly type: 'schedule';
  readonly pattern: ScheduleTemplate;
}

/** The tag `edge`, for the tip of one branch. */
export interface EdgeRule extends RuleOptions {
  readonly type: 'edge';
  /** Undefined takes the repository's default branch. */
  readonly branch: string | undefined;
  /** Whether a tag whose commit is not known is refused instead of moved. */
  readonly strict: boolean;
}

/** The name of the branch, git tag or pull request. */
export interface RefRule extends RuleOptions {
  readonly type: 'ref';
  readonly event: 'branch' | 'tag' | 'pr';
  /** Whether a tag whose commit is not known is refused instead of moved. */
  readonly strict: boolean;
}

/** The revision's tag, such as `sha-860c190`. */
export interface ShaRule extends RuleOptions {
  readonly type: 'sha';
  readonly format: 'short' | 'long';
}

/** The next number of the day, such as `20200102_01`. */
export interface DateSeqRule extends RuleOptions {
  readonly type: 'date_seq';
  readonly separator: string;
  /** The least number of digits; a longer number is not cut. */
  readonly width: number;
  /** An IANA time zone; undefined takes the input `time-zone`. */
  readonly timeZone: string | undefined;
}

/** The tag that the source was named by. */
export interface SourceRule extends RuleOptions {
  readonly type: 'source';
}

/** A tag as it is written. */
export interface RawRule extends RuleOptions {
  readonly type: 'raw';
  readonly value: TagTemplate;
}

/** One line of the `tags` input, parsed. */
export type TagRule =
  | SemverRule
  | Pep440Rule
  | MatchRule
  | ChannelRule
  | ScheduleRule
  | EdgeRule
  | RefRule
  | ShaRule
  | DateSeqRule
  | SourceRule
  | RawRule;

/** A regular expression for git tags, as users write it: plain, or as `/expression/flags`. */
export interface GitTagPattern {
  readonly source: string;
  readonly expression: RegExp;
  /**
   * Whether a match counts only from the start. A pattern with a slash names a component of a monorepo, and
   * `app/v(.*)` must not take a release of `my-app/v2.0.0` for one of its own.
   */
  readonly isAnchored: boolean;
}

/**
 * Parses a pattern.
 *
 * @example parseGitTagPattern('/v(.*)/i').expression.flags // 'i'
 * @throws {SyntaxError} if it is not a regular expression.
 */
export function parseGitTagPattern(source: string): GitTagPattern {
  const [, body, flags] = /^\/(.+)\/([a-z]*)$/.exec(source) ?? [];
  // Without these two a pattern finds the same thing each time it is asked.
  const expression = new RegExp(body ?? source, (flags ?? '').replace(/[gy]/g, ''));
  return { source, expression, isAnchored: (body ?? source).includes('/') };
}

/** Returns what the pattern finds in a git tag, the whole match first and then its groups; undefined if it finds nothing. */
export function matchGitTag(
  { expression, isAnchored }: GitTagPattern,
  text: string,
): readonly (string | undefined)[] | undefined {
  const match = expression.exec(text);
  return match === null || (isAnchored && match.index !== 0) ? undefined : match;
}
