import { quote } from '../../text/safe-text.ts';
import { composeTag, renderAffixes } from '../compose.ts';
import type { Pep440Rule } from '../language/tag-rule.ts';
import { renderTemplate } from '../language/template.ts';
import { sanitizeComponent } from '../sanitize.ts';
import type { WantedTag } from '../tag-plan.ts';
import { comparePep440, type Pep440Version, tryParsePep440 } from '../versions/pep440.ts';
import { versionText } from '../versions/version-text.ts';
import { type LatestCandidate, onlyTag, priorityOf, type RuleOutcome, type RuleScope } from './rule-outcome.ts';
import { familyOf } from './semver-pattern.ts';

/**
 * Returns the tag of a version of Python's PEP 440, written by the rule's pattern.
 *
 * What is no final release gets its whole version whatever the pattern says. A pattern that leaves parts out moves, and
 * only forward.
 */
export function pep440Tags(rule: Pep440Rule, scope: RuleScope): RuleOutcome | string {
  const text = versionText(rule, scope);
  if (text === undefined || text === '') return 'no version is known';
  const version = tryParsePep440(text);
  if (version === undefined) return `${quote(text)} is no version of PEP 440`;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const values = {
    ...{ raw: text, version: version.text, prerelease: '', build: '' },
    ...{ major: `${version.major}`, minor: `${version.minor}`, patch: `${version.patch}` },
  };
  const names = new Set(rule.pattern.parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name])));
  const isRaw = rule.pattern.parts.length === 1 && names.has('raw');
  const written = renderTemplate(rule.pattern, ({ name }) => values[name]).text;
  const original = version.isStable ? written : isRaw ? text : version.text;
  const composed = composeTag({ text: sanitizeComponent(original), original }, affixes, { isVersion: true });
  if (typeof composed === 'string') return composed;
  const isWhole = !version.isStable || names.has('version') || names.has('raw') || names.has('patch');
  const mutable = rule.immutable === undefined ? !isWhole : !rule.immutable;
  const reason = `version ${version.text} of PEP 440`;
  const tag: WantedTag = { ...composed, kind: 'pep440', mutable, priority: priorityOf(rule), reason };
  const family = familyOf(rule.pattern, affixes);
  const higherOf = (counts: (other: Pep440Version) => boolean): string | undefined => {
    const highest = scope.knownPep440?.highest(family, counts);
    return highest !== undefined && comparePep440(highest, version) > 0 ? `${highest.text} is higher` : undefined;
  };
  const objection = higherOf((other) => other.isStable || !version.isStable);
  const latest: LatestCandidate = {
    ...{ asks: version.isStable, version: undefined, family, compared: { objection } },
    reason: `${version.text} is the highest version`,
  };
  if (isWhole) return onlyTag(tag, latest);
  const held = (because: string): RuleOutcome => {
    const withheld = { ...composed, kind: tag.kind, mutable, reason: because };
    return { tags: [], withheld: [withheld], lines: [], latest };
  };
  if (scope.context.preRelease) return held(`GitHub marks the release of ${version.text} as a pre-release`);
  const higher =
    objection === undefined ? undefined : higherOf((other) => other.isStable && isSameLine(other, { version, names }));
  return higher === undefined ? onlyTag(tag, latest) : held(higher);
}

/** Tells whether another version is of the line that the pattern's tag stands for. */
function isSameLine(
  other: Pep440Version,
  { version, names }: { readonly version: Pep440Version; readonly names: ReadonlySet<string> },
): boolean {
  if (names.has('minor')) return other.major === version.major && other.minor === version.minor;
  return names.has('major') ? other.major === version.major : true;
}
