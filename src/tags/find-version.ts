import { InputError } from '../errors.ts';
import type { Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { type Affixes, takeOff } from './affixes.ts';
import { type GitTagPattern, matchGitTag } from './rule.ts';
import {
  parseVersion,
  reasonForNoVersion,
  sampleVersion,
  tryParseVersion,
  tryParseVersionTag,
  type Version,
} from './version.ts';

/** The label and annotation that names the version of an image (image-spec, annotations.md). */
export const VERSION_LABEL = 'org.opencontainers.image.version';

/** What a git tag begins with that means to be a version: one that is none after all is an error. */
const VERSION_START = /^[vV]?[0-9]/;

/** The git tag of the event and the commit that it points at. */
export interface GitTag {
  /** The tag's name without `refs/tags/`. */
  readonly name: string;
  readonly commit: string | undefined;
}

/** What is known of an image that is promoted, beside what may say its version. */
export interface PromotedImage {
  /** What it is called: its whole reference. */
  readonly reference: string;
  /** The value of the label `org.opencontainers.image.source`. */
  readonly source: string | undefined;
  /** The page of the repository that runs the workflow; undefined outside of GitHub. */
  readonly repository: string | undefined;
}

/** Everything that may say which version an image is, in order of precedence. */
export interface VersionSources {
  /** The input `version`; undefined or empty if it is not given. */
  readonly input: string | undefined;
  readonly gitTag: GitTag | undefined;
  /** The input `tag-prefix`: what git tags of this image begin with, literally. */
  readonly tagPrefix?: string;
  /** The commit that the image was built from. */
  readonly imageRevision: string | undefined;
  readonly sourceTag: Tag | undefined;
  /** The value of the label `org.opencontainers.image.version`. */
  readonly label: string | undefined;
  /** Whether that label is an annotation; a label by default. */
  readonly labelPlace?: 'annotation' | 'label';
  /** What the rule that asks puts around a version: it comes off the source tag before that is read. */
  readonly affixes?: Affixes;
  /** Undefined for a build, whose image is of the event's commit. */
  readonly promoted?: PromotedImage;
}

/** How a rule reads a version. */
export interface VersionReading {
  /** What is cut out of the git tag: the first group of the pattern, or all that it finds. */
  readonly match?: GitTagPattern | undefined;
  /** Whether a version of one or two parts is filled up with zeros. */
  readonly coerce?: boolean;
}

/** The version of an image and what says so. */
export interface FoundVersion {
  readonly version: Version;
  /** The text that the version was read from, with a leading `v` where it has one. */
  readonly raw: string;
  /** What names the version: a phrase for reasons, such as `the git tag "v1.2.3"`. */
  readonly origin: string;
}

/**
 * Finds the version of an image: the input, the event's git tag, the source tag, the label, in this order.
 *
 * @throws {InputError} if the input, or a git tag of this image that begins as a version does, is not a semantic version.
 */
export function findVersion(sources: VersionSources, reading: VersionReading = {}): FoundVersion | undefined {
  const { input, sourceTag, label, labelPlace = 'label' } = sources;
  if (hasText(input)) {
    const origin = 'the input "version"';
    return { version: parseVersion(fillUp(input, reading), origin), raw: input, origin };
  }
  const sourceText = textOfSourceTag(sources);
  return (
    versionOfGitTag(sources, reading) ??
    found(tryParseVersionTag(sourceText ?? ''), {
      raw: sourceText ?? '',
      origin: `the source tag ${quote(sourceTag ?? '')}`,
    }) ??
    found(tryParseVersion(label ?? ''), { raw: label ?? '', origin: `the ${labelPlace} ${VERSION_LABEL}` })
  );
}

/**
 * Returns the source tag without what the rule that asks puts around versions: `1.2.3-alpine` under `suffix=-alpine`
 * is 1.2.3 of that family.
 */
export function textOfSourceTag({ sourceTag, affixes }: VersionSources): string | undefined {
  return sourceTag === undefined || affixes === undefined ? sourceTag : takeOff(affixes, sourceTag);
}

/** Says what was passed over where no version is found: clauses for warnings. */
export function notesOnVersion(sources: VersionSources): readonly string[] {
  const notes: string[] = [];
  const { input, gitTag, tagPrefix = '', imageRevision, label, labelPlace = 'label' } = sources;
  const isNamed = hasText(input) || VERSION_START.test(versionTextOfGitTag(sources, undefined) ?? '');
  const isTagged = tryParseVersionTag(textOfSourceTag(sources) ?? '') !== undefined;
  if (isNamed || isTagged || tryParseVersion(label ?? '')) return notes;
  if (gitTag !== undefined && !gitTag.name.startsWith(tagPrefix)) {
    notes.push(`the git tag ${quote(gitTag.name)} does not begin with the tag prefix ${quote(tagPrefix)}`);
  } else if (gitTag !== undefined && imageRevision !== undefined && gitTag.commit !== imageRevision) {
    notes.push(`the git tag ${quote(gitTag.name)} is not on the image's revision ${quote(imageRevision)}`);
  }
  if (hasText(label) && tryParseVersion(label) === undefined) {
    notes.push(`the ${labelPlace} ${VERSION_LABEL} ${quote(label)} is not a semantic version`);
  }
  return notes;
}

/** Returns the part of the image's git tag that a version is read from; undefined if there is none. */
export function versionTextOfGitTag(sources: VersionSources, match: GitTagPattern | undefined): string | undefined {
  return isTagOfImage(sources) ? textOfGitTag(sources, match) : undefined;
}

/** Returns the part of the event's git tag that a version would be read from, whichever commit the image is of. */
export function textOfGitTag(
  { gitTag, tagPrefix = '' }: VersionSources,
  match: GitTagPattern | undefined,
): string | undefined {
  if (gitTag === undefined || !gitTag.name.startsWith(tagPrefix)) return undefined;
  const text = gitTag.name.slice(tagPrefix.length);
  if (match === undefined) return text;
  const groups = matchGitTag(match, text);
  return groups?.[1] ?? groups?.[0];
}

/** Whether a text is there and not empty. */
export function hasText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

function found(version: Version | undefined, place: Omit<FoundVersion, 'version'>): FoundVersion | undefined {
  return version && { version, ...place };
}

/**
 * Whether the event's git tag is on the commit of the image. What is built is of the event's commit; of what is
 * promoted, a commit that is not known is no match.
 */
export function isTagOfImage({ gitTag, imageRevision, promoted }: VersionSources): boolean {
  if (gitTag === undefined) return false;
  return imageRevision === undefined ? promoted === undefined : gitTag.commit === imageRevision;
}

/**
 * Fills a version of one or two parts up with zeros, if the rule asks for that; a pre-release and build metadata stay
 * behind them.
 *
 * @example fillUp('12.1+ubu2604', { coerce: true }) // '12.1.0+ubu2604'
 */
export function fillUp(text: string, { coerce }: VersionReading): string {
  const parts = /^([vV]?[0-9]+)(\.[0-9]+)?([-+].*)?$/.exec(text);
  return coerce !== true || parts === null ? text : `${parts[1]}${parts[2] ?? '.0'}.0${parts[3] ?? ''}`;
}

function versionOfGitTag(sources: VersionSources, reading: VersionReading): FoundVersion | undefined {
  const raw = versionTextOfGitTag(sources, reading.match);
  if (raw === undefined || !VERSION_START.test(raw)) return undefined;
  const text = fillUp(raw, reading);
  const name = sources.gitTag?.name ?? '';
  const version = tryParseVersion(text);
  if (version !== undefined) return { version, raw: text, origin: `the git tag ${quote(name)}` };
  throw new InputError(
    `Cannot read the version of the git tag ${quote(name)}: ${reasonForNoVersion(text)}; push a tag such as ${quote(`${sources.tagPrefix ?? ''}v${sampleVersion(text)}`)}, or set the input "version"`,
  );
}
