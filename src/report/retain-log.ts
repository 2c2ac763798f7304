import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import {
  type AppliedImageReport,
  type AppliedReport,
  type BecauseReport,
  countApplied,
  type GoingReport,
  type RetainedReport,
  type RetainReport,
} from './retain.ts';

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
  capacity: 'capacity',
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

function goingLine({ digest, tags, action, because, frees }: GoingReport): string {
  const size = frees === null ? '' : `, frees ${formatBytes(frees)}`;
  return `  - ${action} ${shortDigest(digest)} (${tags.length === 0 ? 'no tags' : describeTags(tags)})${size}: ${describeBecause(because)}`;
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

/** What is said of what was done. */
const DONE = {
  retired: 'retired',
  rescued: 'rescued',
  archived: 'archived',
  destroyed: 'destroyed',
  left: 'left',
} as const;

/** Says what was done to an image, in a line. */
export function appliedLine({ repository, digest, tags, outcome, reason, left }: AppliedImageReport): string {
  const named = tags.length === 0 ? '' : ` (${describeTags(tags)})`;
  const why = reason === null ? '' : `: ${safeText(reason, 300)}`;
  const rest = left.map((each) => `; ${each.kind} ${safeText(each.name, 140)} is left: ${safeText(each.reason, 300)}`);
  return `${DONE[outcome]} ${repository}@${shortDigest(digest)}${named}${why}${rest.join('')}`;
}

/** Says in a line what was done. @example 'Retired 2 images and destroyed 1 image in p' */
export function appliedSummaryLine({ images }: AppliedReport): string {
  const { retired, destroyed, rescued, left, frees } = countApplied({ images });
  const names = [...new Set(images.flatMap(({ environments }) => environments))];
  const did = [
    retired > 0 ? `retired ${formatCount(retired, 'image')}` : '',
    destroyed > 0 ? `destroyed ${formatCount(destroyed, 'image')}, which frees ${formatBytes(frees)}` : '',
    rescued > 0 ? `rescued ${formatCount(rescued, 'image')}` : '',
    left > 0 ? `left ${formatCount(left, 'image')}` : '',
  ].filter((each) => each !== '');
  if (did.length === 0) return 'Nothing to do: what the plan names is done, or is needed again';
  const text = formatList(did);
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)} in ${formatList(names)}`;
}

/** Says in a line what the plan is. */
export function retainSummaryLine({ totals, refused, environments, applied }: RetainReport): string {
  if (applied !== null) return appliedSummaryLine(applied);
  const names = [
    ...new Set(
      environments.filter(({ going }) => going.some(({ action }) => action !== 'rescue')).map(({ name }) => name),
    ),
  ];
  const due =
    totals.due === 0
      ? `Nothing is due: all ${formatCount(totals.images, 'image')} stay`
      : `${totals.due} of ${formatCount(totals.images, 'image')} ${totals.due === 1 ? 'is' : 'are'} due in ${formatList(names)}, which would free ${formatBytes(totals.frees)}`;
  const failed = [...new Set(refused.map(({ environment }) => environment))];
  const rest = failed.length === 0 ? '' : `; ${formatList(failed)} cannot be planned`;
  return `${due}${rest}. This is a plan: nothing was changed`;
}
