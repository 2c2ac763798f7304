/** Attributes that every tag rule takes (contract section 4). */
interface RuleOptions {
  /** The line of the `tags` input that the rule stands on, counted from 1. */
  readonly line: number;
  /** Literal text before the tag; tags are compared only with those that have the same. */
  readonly prefix: string;
  /** Literal text after the tag; tags are compared only with those that have the same. */
  readonly suffix: string;
  /** Whether the tag may never move once it exists; undefined leaves it to the tag's nature. */
  readonly immutable: boolean | undefined;
}

/** The family X.Y.Z, X.Y, X and latest of a version. */
export interface SemverRule extends RuleOptions {
  readonly type: 'semver';
  /** A version that stands in for the one that was found. */
  readonly value: string | undefined;
}

/** The revision's tag, such as `sha-860c190`. */
export interface ShaRule extends RuleOptions {
  readonly type: 'sha';
  /** How many digits of the revision: 7 for `format=short`, 40 for `format=long`. */
  readonly length: number;
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
  readonly value: string;
}

/** One line of the `tags` input, parsed. A rule with `enable=false` is left out by the parser. */
export type TagRule = SemverRule | ShaRule | DateSeqRule | SourceRule | RawRule;
