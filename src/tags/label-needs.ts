import type { TagTemplate } from './language/tag-language.ts';
import type { TagRule } from './language/tag-rule.ts';
import { needsVersion, templatesOf, type VersionSources } from './versions/find-version.ts';

/** What is known of an image before its labels are. */
export interface KnownOfImage extends Pick<VersionSources, 'input'> {
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
 * Even a source tag that is a version is held against the label: `1.2.3-alpine` may be a variant of 1.2.3. Only the
 * input says it all, but to `match`, which reads the git tag, and that counts on the image's revision alone.
 */
export function dependsOnLabels(rules: readonly TagRule[], { input = '', revision = '' }: KnownOfImage): boolean {
  if (revision === '' && needsRevision(rules)) return true;
  if (!needsVersion(rules)) return false;
  return input === '' || rules.some(({ type }) => type === 'match');
}
