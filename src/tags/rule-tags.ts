import { InputError } from '../errors.ts';
import { MAX_TAG_LENGTH } from '../oci/tag.ts';
import { channelTags } from './channel-tags.ts';
import { type Affixes, composeTag, type RuleAffixes, renderAffixes } from './compose.ts';
import { numberTag } from './daily-number.ts';
import { isEnabled } from './enabled.ts';
import { pep440Tags } from './pep440-rule.ts';
import { edgeTags, refTags } from './ref-rules.ts';
import type { DateSeqRule, TagRule } from './rule.ts';
import { onlyTag, priorityOf, type RuleOutcome, type RuleScope } from './rule-result.ts';
import { shortenNames } from './sanitize.ts';
import { semverTags } from './semver-tags.ts';
import { matchTags, rawTags, scheduleTags, shaTags, sourceTags } from './text-rules.ts';

/**
 * Returns what a rule gives, whatever exists under its tags.
 *
 * @returns a clause where it gives nothing.
 * @throws {InputError} where what the rule speaks of cannot be used.
 */
export function ruleTags(rule: TagRule, scope: RuleScope): RuleOutcome | string {
  if (!isEnabled(rule, scope)) return 'it is not enabled';
  const { gives } = scope.context;
  if (!gives.allowed) return gives.reason;
  if (scope.context.git?.tag === 'latest' && readsGitTag(rule, scope)) {
    throw new InputError(
      'Cannot use the git tag "latest": the name is reserved for the highest version; push a version such as "v1.2.3"',
    );
  }
  switch (rule.type) {
    case 'semver':
      return semverTags(rule, scope);
    case 'pep440':
      return pep440Tags(rule, scope);
    case 'match':
      return matchTags(rule, scope);
    case 'channel':
      return channelTags(rule, scope);
    case 'schedule':
      return scheduleTags(rule, scope);
    case 'edge':
      return edgeTags(rule, scope);
    case 'ref':
      return refTags(rule, scope);
    case 'sha':
      return shaTags(rule, scope);
    case 'date_seq':
      return dateSeqTags(rule, scope);
    case 'source':
      return sourceTags(rule, scope);
    case 'raw':
      return rawTags(rule, scope);
    default:
      return rule satisfies never;
  }
}

/** Tells whether a rule makes its tag of the event's git tag. */
function readsGitTag(rule: TagRule, { context }: RuleScope): boolean {
  if (rule.type === 'ref') return rule.event === 'tag';
  if (rule.type === 'match') return rule.value === undefined;
  const isVersioned = rule.type === 'semver' || rule.type === 'pep440' || rule.type === 'channel';
  return isVersioned && rule.value === undefined && !context.versions.input;
}

function dateSeqTags(rule: DateSeqRule, scope: RuleScope): RuleOutcome | string {
  const { context, existing, now } = scope;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const timeZone = rule.timeZone ?? context.timeZone;
  // The date, the separator and a number that may outgrow its width.
  const room = MAX_TAG_LENGTH - affixes.prefix.length - affixes.suffix.length - (9 + Math.max(rule.width, 4));
  const { prefix, suffix } = room < 0 ? shortenAffixes(affixes, room) : affixes;
  const numbering = { separator: rule.separator, width: rule.width, timeZone, prefix, suffix };
  const { tag, sequence, isOwn } = numberTag(numbering, { now, digest: context.digest, existing });
  const composed = composeTag(
    { text: tag.slice(prefix.length, tag.length - suffix.length), original: tag },
    { ...affixes, prefix, suffix },
  );
  if (typeof composed === 'string') return composed;
  const reason = isOwn ? `the number that this image has today in ${timeZone}` : `the next number today in ${timeZone}`;
  const mutable = rule.immutable === false;
  return onlyTag({ tag, original: tag, kind: 'date_seq', mutable, priority: priorityOf(rule), reason, sequence });
}

/** Cuts the names in affixes, the same way in each run of a day, so that its numbers stay one sequence. */
function shortenAffixes({ prefix, suffix, names }: RuleAffixes, room: number): Affixes {
  const short = shortenNames(prefix, names, Math.max(0, prefix.length + room));
  const left = room + prefix.length - short.length;
  return { prefix: short, suffix: left < 0 ? shortenNames(suffix, names, Math.max(0, suffix.length + left)) : suffix };
}
