import { needsVersion, templatesOf, type VersionSources } from './find-version.ts';
import type { Flavor } from './flavor.ts';
import { isLiteral } from './language-template.ts';
import type { TagRule } from './rule.ts';
import type { TagTemplate } from './tag-language.ts';

/** What is known of an image before its labels are. */
export interface KnownOfImage extends Pick<VersionSources, 'input' | 'sourceTag'> {
  /** The input `revision`; undefined or empty where it is not given. */
  readonly revision: string | undefined;
  readonly flavor: Flavor;
}

/** A text that may be `latest` or the line of a version, with something around it: no number within a word such as `s2`. */
const LINE_LIKE = /(?:^|[^a-zA-Z0-9])(?:latest(?![a-zA-Z0-9])|[vV]?[0-9])/;

/** Tells whether a rule may name a moving tag of versions by a text of its own: the image's version decides whether it moves. */
function mayNameLine(rule: TagRule, sourceTag: string): boolean {
  if (rule.type === 'source') return LINE_LIKE.test(sourceTag);
  if (rule.type === 'match') return true;
  return rule.type === 'raw' && (!isLiteral(rule.value) || LINE_LIKE.test(rule.value.source));
}

function namesRevision({ parts }: TagTemplate): boolean {
  return parts.some((part) => typeof part !== 'string' && part.name === 'sha');
}

function needsRevision(rules: readonly TagRule[]): boolean {
  return rules.some((rule) => rule.type === 'sha' || templatesOf(rule).some(namesRevision));
}

/**
 * Tells whether the tags of an image depend on its labels, which take a request more than its manifests.
 *
 * Even a source tag that is a version is held against the label: `1.2.3-alpine` may be a variant of 1.2.3. Only the
 * input says it all, but to `match`, which reads the git tag, and that counts on the image's revision alone. A text such
 * as `latest` or `1.2` needs the version too: it stays if a higher one is there.
 */
export function dependsOnLabels(rules: readonly TagRule[], known: KnownOfImage): boolean {
  const { input = '', revision = '', sourceTag = '', flavor } = known;
  if (revision === '' && needsRevision(rules)) return true;
  if (rules.some(({ type }) => type === 'match')) return true;
  if (input !== '') return false;
  return needsVersion(rules) || flavor.latest === 'true' || rules.some((rule) => mayNameLine(rule, sourceTag));
}
