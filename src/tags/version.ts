import compare from 'semver/functions/compare.js';
import { InputError } from '../errors.ts';
import { MAX_TAG_LENGTH } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import { tryParsePep440 } from './pep440.ts';

/** A semantic version 2.0 (semver.org). */
export interface Version {
  /** Without a leading `v`, with build metadata, such as `1.3.0-rc.2+build.5`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Such as `rc.2`; undefined for a stable version. */
  readonly preRelease: string | undefined;
  /** Such as `build.5`; it does not affect precedence. */
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

/** Splits a git tag such as `app/v1.2.3` before its version: behind the image's tag prefix, or the last slash. */
export function splitVersion(
  name: string,
  tagPrefix: string,
): { readonly before: string; readonly version: Version | undefined } {
  const before = tagPrefix !== '' && name.startsWith(tagPrefix) ? tagPrefix : name.slice(0, name.lastIndexOf('/') + 1);
  return { before, version: tryParseVersion(name.slice(before.length)) };
}

/** Parses a version, with or without one leading `v` or `V`. @throws {InputError} if it is not one, with its origin. */
export function parseVersion(text: string, origin: string): Version {
  const version = tryParseVersion(text);
  if (version !== undefined) return version;
  throw new InputError(
    `Cannot read version ${quote(text)} of ${origin}: ${reasonForNoVersion(text)}; write it in full, such as "${sampleVersion(text)}"`,
  );
}

/** A clause for an error. */
export function reasonForNoVersion(text: string): string {
  if (text.length > MAX_TAG_LENGTH) return `it is longer than ${MAX_TAG_LENGTH} characters`;
  if (VERSION.test(text)) return `a number in it is larger than ${Number.MAX_SAFE_INTEGER}`;
  return 'it is not a semantic version MAJOR.MINOR.PATCH';
}

/** A version for a cure: a short one such as `1.2` filled up with zeros, else an example. */
export function sampleVersion(text: string): string {
  const short = /^[vV]?(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?$/.exec(text);
  return short === null ? '1.2.3' : `${short[1]}.${short[2] ?? 0}.0`;
}

/** Orders versions by precedence (semver.org, section 11), without build metadata: negative if the left is lower. */
export function compareVersions(left: Version, right: Version): number {
  const numbers = left.major - right.major || left.minor - right.minor || left.patch - right.patch;
  return numbers || (left.preRelease === right.preRelease ? 0 : compare(left.text, right.text));
}

/** Whether a version is not a pre-release. */
export function isStable(version: Version): boolean {
  return version.preRelease === undefined;
}

/** A version in a tag, where `_` replaces `+` (rule R8). */
export function formatVersionTag(version: Version): string {
  return version.text.replace('+', '_');
}

/** Returns the full version that a tag spells, its build metadata behind `_` or `+`, or undefined. */
export function tryParseVersionTag(tag: string): Version | undefined {
  return tryParseVersion(tag.replace('_', '+'));
}

/** The marks of names of releases that are not final. */
const MARKS = /(?:^|[-._0-9])(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next|test)(?:[-._]?[0-9]+)*$/i;

/** Whether a name is a pre-release's, which never gets `latest`: as its version says, or by its ending. */
export function looksLikePreRelease(name: string): boolean {
  const version = tryParseVersion(name);
  if (version !== undefined) return version.preRelease !== undefined;
  const python = tryParsePep440(name);
  if (python !== undefined) return !python.isStable;
  return MARKS.test(name);
}
