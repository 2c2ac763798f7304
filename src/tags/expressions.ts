import type { TagContext } from './context.ts';
import { formatDate } from './dates.ts';
import { findVersion } from './find-version.ts';
import type { Expression, TAG_LANGUAGE } from './template.ts';

/** The facts that expressions are made of. */
export interface ExpressionScope {
  readonly context: TagContext;
  readonly now: Date;
}

/** The revision, shortened to the digits that the user asks for. */
export function shortSha({ revision, shortShaLength }: TagContext): string {
  return revision?.sha.slice(0, shortShaLength) ?? '';
}

/** An expression's value, empty if the event has none. @throws {InputError} for a malformed version. */
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
