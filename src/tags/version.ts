import compare from 'semver/functions/compare.js';
import { InputError } from '../errors.ts';
import { MAX_TAG_LENGTH } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { tryParsePep440 } from './pep440.ts';

/** A semantic version 2.0 (semver.org): what a full version tag stands for. */
export interface Version {
  /** The whole version without a leading `v`, build metadata kept, such as `1.3.0-rc.2+build.5`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What follows the hyphen, such as `rc.2`; undefined for a stable version. */
  readonly preRelease: string | undefined;
  /** What follows the plus sign, such as `build.5`; it has no part in precedence. */
  readonly build: string | undefined;
}

/** The grammar that semver.org recommends, with the leading `v` of git tags allowed. */
const VERSION =
  /^[vV]?((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?)$/;

/** Returns the version that a text spells, with or without one leading `v` or `V`, or undefined. */
export function tryParseVersion(text: string): Version | undefined {
  if (text.length > MAX_TAG_LENGTH) return undefined;
  const [, version, ...parts] = VERSION.exec(text) ?? [];
  const [major, minor, patch] = parts.slice(0, 3).map(Number);
  if (version === undefined || major === undefined || minor === undefined || patch === undefined) return undefined;
  if (![major, minor, patch].every(Number.isSafeInteger)) return undefined;
  return { text: version, major, minor, patch, preRelease: parts[3], build: parts[4] };
}

/**
 * Splits a git tag into what stands before its version and the version: behind the prefix of this image's git tags, or
 * behind the last slash.
 *
 * @example splitVersion('app/v1.2.3', '').before // 'app/'
 */
export function splitVersion(
  name: string,
  tagPrefix: string,
): { readonly before: string; readonly version: Version | undefined } {
  const before = tagPrefix !== '' && name.startsWith(tagPrefix) ? tagPrefix : name.slice(0, name.lastIndexOf('/') + 1);
  return { before, version: tryParseVersion(name.slice(before.length)) };
}

/**
 * Parses a version, with or without one leading `v` or `V`.
 *
 * @example parseVersion('v1.2.3', 'the input "version"').text // '1.2.3'
 * @param origin where the text comes from, as a phrase for the error.
 * @throws {InputError} if it is not a semantic version 2.0.
 */
export function parseVersion(text: string, origin: string): Version {
  const version = tryParseVersion(text);
  if (version !== undefined) return version;
  throw new InputError(
    `Cannot read version ${quote(text)} of ${origin}: ${reasonForNoVersion(text)}; write it in full, such as "${sampleVersion(text)}"`,
  );
}

/** Says why a text is no version: a clause for an error. */
export function reasonForNoVersion(text: string): string {
  if (text.length > MAX_TAG_LENGTH) return `it is longer than ${MAX_TAG_LENGTH} characters`;
  if (VERSION.test(text)) return `a number in it is larger than ${Number.MAX_SAFE_INTEGER}`;
  return 'it is not a semantic version MAJOR.MINOR.PATCH';
}

/** Returns a version to show in a cure: a short version such as `1.2` filled up with zeros, else an example. */
export function sampleVersion(text: string): string {
  const short = /^[vV]?(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?$/.exec(text);
  return short === null ? '1.2.3' : `${short[1]}.${short[2] ?? 0}.0`;
}

/** Orders two versions by precedence (semver.org, section 11): negative where the left one is lower; build metadata does not count. */
export function compareVersions(left: Version, right: Version): number {
  const numbers = left.major - right.major || left.minor - right.minor || left.patch - right.patch;
  return numbers || (left.preRelease === right.preRelease ? 0 : compare(left.text, right.text));
}

/** Whether a version is not a pre-release. */
export function isStable(version: Version): boolean {
  return version.preRelease === undefined;
}

/** Writes a version as the text of a tag, where `+` is not allowed and `_` takes its place (rule R8). */
export function formatVersionTag(version: Version): string {
  return version.text.replace('+', '_');
}

/** Returns the full version that a tag spells, its build metadata behind `_` or `+`, or undefined. */
export function tryParseVersionTag(tag: string): Version | undefined {
  return tryParseVersion(tag.replace('_', '+'));
}

/** What people write into names of releases that are not final, where no version tells it. */
const MARKS = /(?:^|[-._0-9])(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next|test)(?:[-._]?[0-9]+)*$/i;

/**
 * Whether a name is that of a pre-release: `latest` never goes to one.
 *
 * A semantic version or one of PEP 440 is believed; of other names the ending tells.
 */
export function looksLikePreRelease(name: string): boolean {
  const version = tryParseVersion(name);
  if (version !== undefined) return version.preRelease !== undefined;
  const python = tryParsePep440(name);
  if (python !== undefined) return !python.isStable;
  return MARKS.test(name);
}
