import { quote } from '../util/safe-text.ts';
import { type Affixes, distinctFamilies } from './affixes.ts';
import { composeTag, renderAffixes, sanitizeComponent } from './compose.ts';
import { renderLatestAffixes } from './latest.ts';
import { comparePep440, type Pep440Version, tryParsePep440 } from './pep440.ts';
import { holdBack, type Objection, type TagCandidate } from './planned-tag.ts';
import type { Pep440Rule } from './rule.ts';
import {
  isMutable,
  type LatestCandidate,
  NOTHING,
  onlyTag,
  priorityOf,
  type RuleOutcome,
  type RuleScope,
} from './rule-result.ts';
import { versionText } from './rule-version.ts';
import { familyOf, showsWhole } from './semver-rule.ts';
import { namesIn, renderTemplate } from './template.ts';

/**
 * The tag of a version of Python's PEP 440 by the rule's pattern, or the whole version unless it is a final release. Tags
 * of patterns that omit parts move, and only forward.
 */
export function pep440Tags(rule: Pep440Rule, scope: RuleScope): RuleOutcome | string {
  const text = versionText(rule, scope);
  if (text === undefined || text === '') return 'no version is known';
  const version = tryParsePep440(text);
  if (version === undefined) return `${quote(text)} is not a PEP 440 version`;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const values = {
    ...{ raw: text, version: version.text, prerelease: '', build: '' },
    ...{ major: `${version.major}`, minor: `${version.minor}`, patch: `${version.patch}` },
  };
  const names = namesIn(rule.pattern);
  const written = renderTemplate(rule.pattern, ({ name }) => values[name]).text;
  const original = version.isStable || showsWhole(rule.pattern) ? written : version.text;
  const composed = composeTag({ text: sanitizeComponent(original), original }, affixes, { isVersion: true });
  if (typeof composed === 'string') return composed;
  const isWhole = !version.isStable || names.has('version') || names.has('raw') || names.has('patch');
  const mutable = isMutable(rule, scope, !isWhole);
  const reason = `version ${version.text} of PEP 440`;
  const tag: TagCandidate = { ...composed, kind: 'pep440', mutable, priority: priorityOf(rule), reason };
  const family = familyOf(rule.pattern, affixes);
  const higherIn = (families: readonly Affixes[], counts: (other: Pep440Version) => boolean): Objection | undefined => {
    const highest = distinctFamilies(families).flatMap((each) => scope.knownPep440?.highest(each, counts) ?? []);
    const higher = highest.find((other) => comparePep440(other, version) > 0);
    return higher && { reason: `${higher.text} is higher`, blocking: higher.tag };
  };
  // A text around the version that no full tag of this run has is a mere addition: the rule's own family counts, too.
  const families = scope.knownPep440?.isGiven(version, family) === true ? [family] : [family, affixes];
  const ofLatest = renderLatestAffixes(scope);
  const objection = higherIn(typeof ofLatest === 'string' ? families : [...families, ofLatest], (other) => {
    return other.isStable || !version.isStable;
  });
  const latest: LatestCandidate = {
    ...{ asks: version.isStable, version: undefined, family, compared: { objection } },
    reason: `${version.text} is the highest version`,
  };
  if (isWhole) return onlyTag(tag, latest);
  const held = (because: string | Objection): RuleOutcome => ({
    ...NOTHING,
    heldBack: [holdBack(tag, because)],
    latest,
  });
  if (scope.context.preRelease) return held(`GitHub marks the release of ${version.text} as a pre-release`);
  const higher = higherIn(families, (other) => other.isStable && isSameLine(other, { version, names }));
  return higher === undefined ? onlyTag(tag, latest) : held(higher);
}

function isSameLine(
  other: Pep440Version,
  { version, names }: { readonly version: Pep440Version; readonly names: ReadonlySet<string> },
): boolean {
  if (names.has('minor')) return other.major === version.major && other.minor === version.minor;
  return names.has('major') ? other.major === version.major : true;
}
