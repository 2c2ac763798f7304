import { readTagName } from '../history/tag-names.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { compareVersions, tryParseVersionTag, type Version } from '../tags/version.ts';

/** A tag of a full version, and what stands around it: `app-v1.3.0-alpine`. */
interface FullVersion {
  readonly prefix: string;
  readonly major: string;
  readonly minor: string;
  readonly rest: string;
  /** With what follows the numbers, as a pre-release. */
  readonly version: Version;
}

const FULL = /^((?:.*[^0-9A-Za-z.])?[vV]?)((0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8}))((?:[-_].*)?)$/;

const SHA = /^(?:sha-[0-9a-f]{7,64}|(?=.*\d)[0-9a-f]{7,64})(?:[-_].*)?$/;

function parseFull(tag: string): FullVersion | undefined {
  const [, prefix = '', numbers = '', major = '', minor = '', rest = ''] = FULL.exec(tag) ?? [];
  const version = tryParseVersionTag(numbers + rest) ?? tryParseVersionTag(numbers);
  return version && { prefix, major, minor, rest, version };
}

/** Whether a tag never moves, by its name: a full version, a commit, or a number of a day. */
export function isFixedName(tag: string): boolean {
  return parseFull(tag) !== undefined || SHA.test(tag) || readTagName(tag).kind === 'day';
}

function channelOf({ preRelease = '' }: Version): string | undefined {
  return /^[a-zA-Z]+/.exec(preRelease)?.[0];
}

/** The versions that a moving tag follows, such as all 1.3.x of `1.3`. */
export interface VersionLine {
  includes(tag: string): boolean;
}

function lineBy(isSame: (other: FullVersion) => boolean): VersionLine {
  return {
    includes(tag) {
      const other = parseFull(tag);
      return other !== undefined && isSame(other);
    },
  };
}

function lineThrough(tag: string, own: FullVersion): VersionLine | undefined {
  const { prefix, major, minor, rest, version } = own;
  const isFamily = (other: FullVersion) => other.prefix === prefix && other.rest === rest;
  // `v1.3` of `1.3.0`, and the other way round: a pattern may write one with a "v" and the other without.
  const stem = prefix.replace(/[vV]$/, '');
  const isSpelled = (numbers: string) => ['', 'v', 'V'].some((v) => tag === `${stem}${v}${numbers}`);
  if (isSpelled(`${major}.${minor}${rest}`)) {
    return lineBy((other) => isFamily(other) && other.major === major && other.minor === minor);
  }
  if (isSpelled(`${major}${rest}`)) return lineBy((other) => isFamily(other) && other.major === major);
  if (tag === 'latest' || tag === `latest${rest}` || tag === `${prefix}latest${rest}`) return lineBy(isFamily);
  const channel = channelOf(version);
  if (channel !== undefined && tag === `${prefix}${channel}`) {
    return lineBy((other) => other.prefix === prefix && channelOf(other.version) === channel);
  }
  return undefined;
}

/**
 * Finds which versions a moving tag follows, by the full versions of the image that it holds; undefined for branches and
 * other names, which follow none.
 */
export function findLine(tag: string, versionTags: readonly string[]): VersionLine | undefined {
  for (const each of versionTags) {
    const own = parseFull(each);
    const line = own && lineThrough(tag, own);
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The tags of full versions among others. */
export function versionTagsOf(tags: Iterable<string>): readonly string[] {
  return [...tags].filter((tag) => parseFull(tag) !== undefined);
}

/** Orders the tags of full versions, the highest first. */
export function highestFirst(versionTags: readonly string[]): readonly string[] {
  return versionTags
    .flatMap((tag) => {
      const full = parseFull(tag);
      return full === undefined ? [] : [{ tag, version: full.version }];
    })
    .toSorted((left, right) => compareVersions(right.version, left.version) || (left.tag < right.tag ? 1 : -1))
    .map(({ tag }) => tag);
}

/** Names an image as people know it: by its highest full version, if its tags say one, and its digest. */
export function nameImage(digest: Digest, tags: readonly string[]): string {
  const [version] = highestFirst(versionTagsOf(tags));
  return version === undefined ? shortDigest(digest) : `${version} (${shortDigest(digest)})`;
}
