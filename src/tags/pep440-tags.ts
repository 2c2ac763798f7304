import { composeTag, renderAffixes } from './compose.ts';
import type { ExistingTags } from './existing.ts';
import { comparePep440, type Pep440Version, tryParsePep440 } from './pep440.ts';
import { onlyTag, priorityOf, type RuleOutcome, type RuleScope } from './rule-outcome.ts';
import { sanitizeComponent } from './sanitize.ts';
import type { WantedTag } from './tag-plan.ts';
import type { Pep440Rule } from './tag-rule.ts';
import { renderTemplate } from './template.ts';
import { versionText } from './version-text.ts';

/** A tag that counts days, which PEP 440 would read as a version of the far future. */
const DAY = /^[0-9]{8}(?:[._-]|$)/;

/** Returns the highest stable version of PEP 440 among the names of tags with the same affixes. */
function highestStable(
  existing: ExistingTags,
  { prefix, suffix }: { readonly prefix: string; readonly suffix: string },
): Pep440Version | undefined {
  let highest: Pep440Version | undefined;
  for (const name of existing.names) {
    if (!name.startsWith(prefix) || !name.endsWith(suffix) || DAY.test(name)) continue;
    const version = tryParsePep440(name.slice(prefix.length, name.length - suffix.length));
    if (version === undefined || !version.isStable) continue;
    if (highest === undefined || comparePep440(version, highest) > 0) highest = version;
  }
  return highest;
}

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
  if (version === undefined) return `"${text}" is no version of PEP 440`;
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
  const composed = composeTag({ text: sanitizeComponent(original), original }, affixes, rule);
  if (typeof composed === 'string') return composed;
  const isWhole = !version.isStable || names.has('version') || names.has('raw') || names.has('patch');
  const mutable = rule.immutable === undefined ? !isWhole : !rule.immutable;
  const reason = `version ${version.text} of PEP 440`;
  const tag: WantedTag = { ...composed, kind: 'pep440', mutable, priority: priorityOf(rule), reason };
  if (!version.isStable) return onlyTag(tag);
  const highest = highestStable(scope.existing, affixes);
  const isLower = highest !== undefined && comparePep440(highest, version) > 0;
  if (!isLower)
    return onlyTag(tag, { version: undefined, family: affixes, reason: `${version.text} is the highest version` });
  if (isWhole || isSameLine(highest, { version, names })) {
    const held = { ...composed, kind: tag.kind, mutable, reason: `${highest.text} is higher` };
    return isWhole ? onlyTag(tag) : { tags: [], withheld: [held], lines: [], latest: undefined };
  }
  return onlyTag(tag);
}

/** Tells whether a higher version is of the line that the pattern's tag stands for. */
function isSameLine(
  higher: Pep440Version,
  { version, names }: { readonly version: Pep440Version; readonly names: ReadonlySet<string> },
): boolean {
  if (names.has('minor')) return higher.major === version.major && higher.minor === version.minor;
  return names.has('major') ? higher.major === version.major : true;
}
