import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import type { BecauseReport, GoingReport, RetainedReport, RetainReport } from './retain.ts';

/** What rules are called in tables. */
const RULES: Readonly<Record<string, string>> = {
  moving: 'moving tags',
  last: 'last',
  popped: 'rolled back from',
  days: 'days',
  tags: 'tags',
  downstream: 'later environments',
  held: 'held',
  'in-use': 'in use',
  'in-flight': 'under way',
  'unknown-age': 'unknown age',
  unread: 'not readable',
  'no-image': 'not an image',
  'no-rules': 'no rules',
  elsewhere: 'kept elsewhere',
};

/** Names a rule for people. */
export function nameRule(rule: string): string {
  return RULES[rule] ?? rule;
}

/** Says how many images each rule keeps. @example 'moving tags 2, last 10' */
export function describeRules({ rules }: RetainedReport): string {
  return Object.entries(rules)
    .toSorted(([, left], [, right]) => right - left)
    .map(([rule, images]) => `${nameRule(rule)} ${images}`)
    .join(', ');
}

/** Says why, in a line. */
export function describeBecause(because: readonly BecauseReport[]): string {
  return because.map(({ detail }) => safeText(detail, 300)).join('; ');
}

/** Writes tags in a line; a few of many. */
export function describeTags(tags: readonly string[]): string {
  const more = tags.length > 4 ? ` and ${tags.length - 4} more` : '';
  return `${tags.slice(0, 4).join(', ')}${more}`;
}

function goingLine({ digest, tags, because, frees }: GoingReport): string {
  const size = frees === null ? '' : `, frees ${formatBytes(frees)}`;
  return `  - ${shortDigest(digest)} (${describeTags(tags)})${size}: ${describeBecause(because)}`;
}

/** Lines for the log: what stays where and by which rule, and what goes. */
export function retainLines({ environments }: RetainReport): readonly string[] {
  return environments.flatMap((each) => {
    const { name, repository, images, kept, going } = each;
    const rules = describeRules(each);
    const head = `${safeText(name, 200)} (${repository}): ${formatCount(images, 'image')}, ${kept} kept${rules === '' ? '' : ` (${rules})`}, ${going.length} due`;
    return [head, ...going.map(goingLine)];
  });
}

/** Says in a line what the plan is. */
export function retainSummaryLine({ totals, refused, environments }: RetainReport): string {
  const names = [...new Set(environments.filter(({ going }) => going.length > 0).map(({ name }) => name))];
  const due =
    totals.due === 0
      ? `Nothing is due: all ${formatCount(totals.images, 'image')} stay`
      : `${totals.due} of ${formatCount(totals.images, 'image')} ${totals.due === 1 ? 'is' : 'are'} due in ${formatList(names)}, which would free ${formatBytes(totals.frees)}`;
  const failed = [...new Set(refused.map(({ environment }) => environment))];
  const rest = failed.length === 0 ? '' : `; ${formatList(failed)} cannot be planned`;
  return `${due}${rest}. This is a plan: nothing was changed`;
}
