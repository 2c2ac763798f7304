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
 * @throws {SyntaxError} where it is no regular expression.
 */
export function parseGitTagPattern(source: string): GitTagPattern {
  const [, body, flags] = /^\/(.+)\/([a-z]*)$/.exec(source) ?? [];
  // Without these two a pattern finds the same thing each time it is asked.
  const expression = new RegExp(body ?? source, (flags ?? '').replace(/[gy]/g, ''));
  return { source, expression, isAnchored: (body ?? source).includes('/') };
}

/** Returns what the pattern finds in a git tag, the whole match first and then its groups; undefined where it finds nothing. */
export function matchGitTag(
  { expression, isAnchored }: GitTagPattern,
  text: string,
): readonly (string | undefined)[] | undefined {
  const match = expression.exec(text);
  return match === null || (isAnchored && match.index !== 0) ? undefined : match;
}
