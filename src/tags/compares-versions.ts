import { NO_AFFIXES } from './affixes.ts';
import { sanitizeComponent } from './compose.ts';
import type { TagContext } from './context.ts';
import { formatDate } from './dates.ts';
import { readTextLine } from './release.ts';
import type { RefRule, TagRule } from './rule.ts';
import { type Expression, namesIn, renderTemplate, type Template } from './template.ts';

/** What decides whether the rules need to know which versions exist. */
export type ComparisonContext = Pick<TagContext, 'flavor' | 'timeZone'> &
  Partial<Pick<TagContext, 'git' | 'sourceTag'>>;

/** A day is not a line of versions, and the tags of days are those of most scheduled builds. */
const DAY = /^[0-9]{8}$/;

/** Whether a rule needs all existing versions: a plain name does if it reads as `latest` or the line of a version. */
export function comparesVersions(rule: TagRule, context: ComparisonContext, now: Date): boolean {
  const { flavor, git, sourceTag } = context;
  if (flavor.latest === 'true') return true;
  switch (rule.type) {
    case 'semver':
    case 'channel':
    case 'pep440':
    case 'match':
      return true;
    case 'raw':
      return rule.value.source.includes('latest') || isLine(rule.value, context, now);
    case 'schedule':
      return git?.event === 'schedule' && isLine(rule.pattern, context, now);
    case 'source':
      return sourceTag !== undefined && readsAsLine(sourceTag);
    case 'ref':
      return comparesRef(rule, context);
    case 'edge':
    case 'sha':
    case 'date_seq':
      return false;
    default:
      return rule satisfies never;
  }
}

function comparesRef({ event, prefix }: RefRule, { flavor, git }: ComparisonContext): boolean {
  if (event === 'tag') return git?.tag !== undefined && (flavor.latest !== 'false' || readsAsLine(git.tag));
  if (event === 'pr') {
    const number = git?.pullRequest ?? git?.mergeGroup?.pullRequest;
    // With the prefix of a family, the number of a pull request reads as a line of it.
    return number !== undefined && prefix !== undefined && prefix.source !== 'pr-';
  }
  return git?.branch !== undefined && readsAsLine(git.branch);
}

function readsAsLine(name: string): boolean {
  return readTextLine(sanitizeComponent(name), NO_AFFIXES) !== undefined;
}

/** Whether a text becomes the line of a version in this run; the parts of one always do. */
function isLine(template: Template<string>, { git, timeZone }: ComparisonContext, now: Date): boolean {
  const names = namesIn(template);
  if (names.has('major') || names.has('minor')) return true;
  const evaluate = ({ name, format, timeZone: zone }: Expression<string>): string => {
    if (name === 'branch') return git?.branch ?? '';
    if (name === 'tag') return git?.tag ?? '';
    if (name === 'base_ref') return git?.baseRef ?? '';
    if (name === 'date') return formatDate(now, format ?? '', zone ?? timeZone);
    if (name === 'commit_date') return formatDate(git?.commitDate ?? now, format ?? '', zone ?? timeZone);
    // A commit and whole versions are no first numbers of one.
    return '.';
  };
  const { text } = renderTemplate(template, (expression) => sanitizeComponent(evaluate(expression)));
  return !DAY.test(text) && readsAsLine(text);
}
