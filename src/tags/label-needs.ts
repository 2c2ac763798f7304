import type { TagTemplate } from './language/tag-language.ts';
import type { TagRule } from './language/tag-rule.ts';
import { needsVersion, templatesOf, type VersionSources } from './versions/find-version.ts';
import { tryParseVersionTag } from './versions/version.ts';

/** What is known of an image before its labels are. */
export interface KnownOfImage extends Pick<VersionSources, 'input' | 'gitTag' | 'sourceTag'> {
  /** The input `revision`; undefined or empty where it is not given. */
  readonly revision: string | undefined;
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
 * A git tag counts only where it is on the image's revision, and that is a label. A version that is read in another way
 * than as a semantic version (`pep440`, `match`) is taken to depend on them.
 */
export function dependsOnLabels(rules: readonly TagRule[], known: KnownOfImage): boolean {
  const { input = '', gitTag, sourceTag = '', revision = '' } = known;
  if (revision === '' && needsRevision(rules)) return true;
  if (!needsVersion(rules)) return false;
  if (rules.some(({ type }) => type === 'pep440' || type === 'match')) return true;
  if (input !== '') return false;
  return gitTag !== undefined || tryParseVersionTag(sourceTag) === undefined;
}
