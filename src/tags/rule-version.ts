import { InputError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import { renderText } from './compose.ts';
import { type FoundVersion, fillUp, findVersion, textOfSourceTag, versionTextOfGitTag } from './find-version.ts';
import { tryParseFullPep440, tryParsePep440 } from './pep440.ts';
import { type ChannelRule, matchGitTag, type Pep440Rule, type SemverRule } from './rule.ts';
import type { RuleScope } from './rule-result.ts';
import { reasonForNoVersion, sampleVersion, tryParseVersion } from './version.ts';

/**
 * Returns the text that a rule reads its version from: its own value, else the input, else the image's git tag, each
 * but the input cut out by the rule's `match`; for PEP 440 then the source tag of a promotion and the image's label.
 *
 * @returns undefined if there is none.
 */
export function versionText(rule: SemverRule | Pep440Rule | ChannelRule, scope: RuleScope): string | undefined {
  const value = rule.value === undefined ? '' : renderText(rule.value, scope).text;
  if (value !== '') {
    if (rule.match === undefined) return value;
    const groups = matchGitTag(rule.match, value);
    return groups?.[1] ?? groups?.[0];
  }
  const { versions } = scope.context;
  const text = versions.input || versionTextOfGitTag(versions, rule.match);
  if (versions.promoted === undefined || rule.type !== 'pep440' || tryParsePep440(text ?? '') !== undefined)
    return text;
  const tag = textOfSourceTag(versions)?.replace('_', '+') ?? '';
  if (tryParseFullPep440(tag) !== undefined) return tag;
  return tryParsePep440(versions.label ?? '') === undefined ? text : versions.label;
}

/**
 * Finds the semantic version of a rule.
 *
 * @returns a clause where none is known.
 * @throws {InputError} if the rule's value, or what begins as a version does, is none.
 */
export function findRuleVersion(rule: SemverRule | ChannelRule, scope: RuleScope): FoundVersion | string {
  const coerce = rule.type === 'semver' && rule.coerce;
  const value = rule.value === undefined ? '' : renderText(rule.value, scope).text;
  if (value === '') {
    const found = findVersion(scope.context.versions, { match: rule.match, coerce });
    return found ?? reasonForNone(rule, scope);
  }
  const text = versionText(rule, scope);
  if (text === undefined) return `its match finds nothing in ${quote(value)}`;
  const whole = fillUp(text, { coerce });
  const version = tryParseVersion(whole);
  if (version !== undefined) return { version, raw: whole, origin: `the tag rule on line ${rule.line}` };
  throw new InputError(
    `Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: its value ${quote(text)} is not a version, because ${reasonForNoVersion(whole)}; write it in full, such as "${sampleVersion(text)}"`,
  );
}

/** Says why no version is known: a clause, which names the git tag where there is one. */
function reasonForNone(rule: SemverRule | ChannelRule, { context }: RuleScope): string {
  const text = versionTextOfGitTag(context.versions, undefined);
  if (text === undefined) return 'no version is known';
  const cut = versionTextOfGitTag(context.versions, rule.match);
  return cut === undefined
    ? `its match finds nothing in the git tag ${quote(text)}`
    : `the git tag ${quote(text)} does not begin with a version`;
}
