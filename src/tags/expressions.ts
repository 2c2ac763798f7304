import type { TagContext } from './context.ts';
import { formatDate } from './dates.ts';
import { findVersion } from './find-version.ts';
import type { Expression, TAG_LANGUAGE } from './template.ts';

/** What an expression is evaluated in. */
export interface ExpressionScope {
  readonly context: TagContext;
  /** The instant of the run. */
  readonly now: Date;
}

/** Shortens a revision to the digits that the user asks for. */
export function shortSha({ revision, shortShaLength }: TagContext): string {
  return revision?.sha.slice(0, shortShaLength) ?? '';
}

/**
 * Evaluates an expression; one that does not apply to the event is empty, as in docker/metadata-action.
 *
 * @throws {InputError} if a version is asked for and what should be one is none.
 */
export function evaluateExpression(
  expression: Expression<(typeof TAG_LANGUAGE.names)[number]>,
  { context, now }: ExpressionScope,
): string {
  const { git } = context;
  const date = (instant: Date): string =>
    formatDate(instant, expression.format ?? '', expression.timeZone ?? context.timeZone);
  switch (expression.name) {
    case 'branch':
      return git?.branch ?? '';
    case 'tag':
      return git?.tag ?? '';
    case 'sha':
      return shortSha(context);
    case 'base_ref':
      return git?.baseRef ?? '';
    case 'is_default_branch':
      return String(git?.isDefaultBranch ?? false);
    case 'is_not_default_branch':
      return String(!(git?.isDefaultBranch ?? false));
    case 'date':
      return date(now);
    case 'commit_date':
      return date(git?.commitDate ?? now);
    case 'version':
      return findVersion(context.versions)?.version.text ?? '';
    case 'major':
    case 'minor':
    case 'patch': {
      const version = findVersion(context.versions)?.version;
      return version === undefined ? '' : String(version[expression.name]);
    }
    default:
      return expression.name satisfies never;
  }
}
