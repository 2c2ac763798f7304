import { InputError } from '../errors.ts';
import type { Tag } from '../oci/tag.ts';
import { quote } from '../text/safe-text.ts';
import type { TagRule } from './tag-rule.ts';
import {
  parseVersion,
  reasonForNoVersion,
  sampleVersion,
  tryParseVersion,
  tryParseVersionTag,
  type Version,
} from './version.ts';

/** The label and annotation that names the version of an image (image-spec, annotations.md). */
const VERSION_LABEL = 'org.opencontainers.image.version';

/** The git tag of the event and the commit that it points at. */
export interface GitTag {
  /** The tag's name without `refs/tags/`. */
  readonly name: string;
  readonly commit: string | undefined;
}

/** Everything that may say which version an image is (contract section 4). */
export interface VersionSources {
  /** The input `version`; undefined or empty where it is not given. */
  readonly input: string | undefined;
  readonly gitTag: GitTag | undefined;
  /** The input `tag-prefix`: what git tags of this image begin with, literally. */
  readonly tagPrefix?: string;
  /** The commit that the image was built from. */
  readonly imageRevision: string | undefined;
  readonly sourceTag: Tag | undefined;
  /** The value of the label `org.opencontainers.image.version`. */
  readonly label: string | undefined;
}

/** The version of an image and what says so. */
export interface FoundVersion {
  readonly version: Version;
  /** What names the version: a phrase for reasons, such as `the git tag "v1.2.3"`. */
  readonly origin: string;
}

/**
 * Finds the version of an image: the input, the event's git tag, the source tag, the label, in this order (contract section 4).
 *
 * @throws {InputError} where the input, or a git tag of this image that begins as a version does, is no semantic version.
 */
export function findVersion(sources: VersionSources): FoundVersion | undefined {
  const { input, sourceTag, label } = sources;
  if (hasText(input)) {
    const origin = 'the input "version"';
    return { version: parseVersion(input, origin), origin };
  }
  return (
    versionOfGitTag(sources) ??
    found(sourceTag && tryParseVersionTag(sourceTag), `the source tag ${quote(sourceTag ?? '')}`) ??
    found(tryParseVersion(label ?? ''), `the label ${VERSION_LABEL}`)
  );
}

/**
 * Tells whether any rule needs the image's version. Where none does, a git tag such as `2020-01-02`, which begins as
 * a version does, stands in nobody's way.
 */
export function needsVersion(rules: readonly TagRule[]): boolean {
  return rules.some((rule) => rule.type === 'semver' && rule.value === undefined);
}

/** Says what was passed over where {@link findVersion} finds nothing: clauses for warnings. */
export function notesOnVersion(sources: VersionSources): readonly string[] {
  if (findVersion(sources) !== undefined) return [];
  const notes: string[] = [];
  const { gitTag, tagPrefix = '', imageRevision, label } = sources;
  if (gitTag !== undefined && !gitTag.name.startsWith(tagPrefix)) {
    notes.push(`the git tag ${quote(gitTag.name)} does not begin with the tag prefix ${quote(tagPrefix)}`);
  } else if (gitTag !== undefined && !isTagOfImage(gitTag, imageRevision)) {
    notes.push(`the git tag ${quote(gitTag.name)} is not on the image's revision ${quote(imageRevision ?? '')}`);
  }
  if (hasText(label)) notes.push(`the label ${VERSION_LABEL} ${quote(label)} is no semantic version`);
  return notes;
}

function hasText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function found(version: Version | '' | undefined, origin: string): FoundVersion | undefined {
  return version ? { version, origin } : undefined;
}

function isTagOfImage(gitTag: GitTag, imageRevision: string | undefined): boolean {
  return imageRevision === undefined || gitTag.commit === imageRevision;
}

function versionOfGitTag({ gitTag, tagPrefix = '', imageRevision }: VersionSources): FoundVersion | undefined {
  if (gitTag === undefined || !gitTag.name.startsWith(tagPrefix) || !isTagOfImage(gitTag, imageRevision)) {
    return undefined;
  }
  const text = gitTag.name.slice(tagPrefix.length);
  if (!/^[vV]?[0-9]/.test(text)) return undefined;
  const version = tryParseVersion(text);
  if (version !== undefined) return { version, origin: `the git tag ${quote(gitTag.name)}` };
  throw new InputError(
    `Cannot read the version of the git tag ${quote(gitTag.name)}: ${reasonForNoVersion(text)}; push a tag such as ${quote(`${tagPrefix}v${sampleVersion(text)}`)}, or set the input "version"`,
  );
}
