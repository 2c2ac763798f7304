import { composeTag, renderAffixes } from './compose.ts';
import type { ChannelRule } from './rule.ts';
import { priorityOf, type RuleOutcome, type RuleScope, type VersionLine } from './rule-result.ts';
import { findRuleVersion } from './rule-version.ts';
import type { Version } from './version.ts';

/** Returns the name of a pre-release's line: `rc` of `2.0.0-rc.10`; undefined where it has none. */
function channelOf({ preRelease }: Version): string | undefined {
  return /^[a-zA-Z]+/.exec(preRelease ?? '')?.[0];
}

/**
 * Returns the moving tag of a pre-release's line, such as `rc` or `beta`: it follows the highest version of that line.
 *
 * @returns a clause where the version is stable or its line has no name.
 */
export function channelTags(rule: ChannelRule, scope: RuleScope): RuleOutcome | string {
  const found = findRuleVersion(rule, scope);
  if (typeof found === 'string') return found;
  const { version } = found;
  const channel = channelOf(version);
  if (channel === undefined) {
    return version.preRelease === undefined
      ? `${version.text} is no pre-release`
      : `${version.text} names no line such as "rc"`;
  }
  if (channel === 'latest') return `the line of ${version.text} would pass for the highest version`;
  const family = renderAffixes(rule, scope);
  if (typeof family === 'string') return family;
  const composed = composeTag({ text: channel, original: channel }, family, { isVersion: true });
  if (typeof composed === 'string') return composed;
  const line: VersionLine = {
    ...composed,
    ...{ kind: 'channel', version, family, priority: priorityOf(rule) },
    mutable: rule.immutable !== true,
    reason: `${version.text} is the highest of ${channel}`,
    includes: (other) => channelOf(other) === channel,
  };
  const latest = { asks: false, version, family, reason: line.reason };
  return { tags: [], withheld: [], lines: [line], latest };
}
