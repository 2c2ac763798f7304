import type { Affixes } from './affixes.ts';
import { splitVersion, tryParseVersion, tryParseVersionTag, type Version } from './version.ts';

/**
 * Numbers with dots between them, such as `2026.05.1` or `1.2.3.4`: a name that orders releases and need not be a
 * semantic version.
 */
export interface DottedNumber {
  /** As it is written, without a leading `v`. */
  readonly text: string;
  readonly parts: readonly number[];
}

/** Fifteen digits are exact as a number; what is longer counts nothing that people release. */
const DOTTED = /^[vV]?([0-9]{1,15}(?:\.[0-9]{1,15})*)$/;

/** Eight digits at the start are a day, such as 20261130: beside versions they would be the far future. */
const DAY = /^[0-9]{8}(?:\.|$)/;

/** Returns the dotted number that a text spells, with or without one leading `v` or `V`, or undefined. */
export function tryParseDotted(text: string): DottedNumber | undefined {
  const [, dotted] = DOTTED.exec(text) ?? [];
  return dotted === undefined ? undefined : { text: dotted, parts: dotted.split('.').map(Number) };
}

/** Reads a full version as a dotted number. */
export function dottedOfVersion({ text, major, minor, patch }: Version): DottedNumber {
  return { text, parts: [major, minor, patch] };
}

/**
 * Orders two dotted numbers part by part, zeros in front aside: negative if the left one is lower. One that the other
 * begins with is lower.
 */
export function compareDotted(left: DottedNumber, right: DottedNumber): number {
  for (const [index, part] of left.parts.entries()) {
    const other = right.parts[index];
    if (other === undefined) return 1;
    if (part !== other) return part - other;
  }
  return left.parts.length - right.parts.length;
}

/** Whether two dotted numbers count the same: days are compared only with days. */
export function isComparable(left: DottedNumber, right: DottedNumber): boolean {
  return DAY.test(left.text) === DAY.test(right.text);
}

/** Whether a number begins with all parts of a line, such as `2026.05.1` with those of `2026.05`. */
export function isOfLine({ parts }: DottedNumber, line: readonly number[]): boolean {
  return line.length < parts.length && line.every((part, index) => parts[index] === part);
}

/** A part of build metadata that ends with a number, such as `up10`: what stands before the number must be the same. */
const NUMBERED = /^([a-zA-Z-]*)([0-9]+)$/;

/**
 * Orders the build metadata of two builds of one version, in which semver.org sees no order: by number if they differ in
 * numbers only, such as `up1.0.2` and `up1.0.10`. A version without any comes before its builds.
 *
 * @returns negative if the left one is older; undefined if nothing says which is, as for two commits.
 */
export function compareBuilds(left: string | undefined, right: string | undefined): number | undefined {
  if (left === right) return 0;
  if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
  const [ours, theirs] = [left.split('.'), right.split('.')];
  for (const [index, part] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  // Zeros in front are all that may differ by now.
  return ours.length < theirs.length ? -1 : undefined;
}

function compareParts(left: string, right: string): number | undefined {
  if (left === right) return 0;
  const [, word, digits = ''] = NUMBERED.exec(left) ?? [];
  const [, otherWord, otherDigits = ''] = NUMBERED.exec(right) ?? [];
  if (word === undefined || word !== otherWord) return undefined;
  const [number, otherNumber] = [BigInt(digits), BigInt(otherDigits)];
  return number < otherNumber ? -1 : Number(number > otherNumber);
}

/** What says how far an image is among its releases: a version, or else dotted numbers that are none. */
export type Release =
  | { readonly version: Version; readonly dotted?: undefined }
  | { readonly version?: undefined; readonly dotted: DottedNumber };

/** Reads the name of a release, with or without one leading `v`. */
export function parseRelease(name: string): Release | undefined {
  const version = tryParseVersion(name);
  if (version !== undefined) return { version };
  const dotted = tryParseDotted(name);
  return dotted && { dotted };
}

/** Whether a release belongs to a line: `1.2.3` to that of `1.2`. */
export function isReleaseOf({ version, dotted }: Release, line: Pick<TextLine, 'parts'>): boolean {
  return isOfLine(version === undefined ? dotted : dottedOfVersion(version), line.parts);
}

/** Where a version may begin in a name: behind a hyphen or the like, or with the first digit behind a word. */
const START = /(?<=[-_/])[vV]?[0-9]|(?<=[a-zA-Z])[0-9]/g;

/**
 * Splits a git tag into what stands before its release and the release, which need not be a version: behind the prefix
 * of this image's git tags, behind the last slash, or behind the name of a component.
 *
 * @example splitRelease('app-v1.2.3', '') // { before: 'app-', release: 'v1.2.3' }
 */
export function splitRelease(name: string, tagPrefix: string): { readonly before: string; readonly release: string } {
  const { before } = splitVersion(name, tagPrefix);
  const rest = name.slice(before.length);
  if (parseRelease(rest) !== undefined) return { before, release: rest };
  for (const { index } of rest.matchAll(START)) {
    const release = rest.slice(index);
    const { version, dotted } = parseRelease(release) ?? {};
    // A single number behind a name, as in `release1`, is part of the name.
    if (version !== undefined || (dotted?.parts.length ?? 0) > 1) {
      return { before: `${before}${rest.slice(0, index)}`, release };
    }
  }
  return { before, release: rest };
}

/** A text that reads as a moving tag of versions: `latest`, or the first numbers of a version. */
export interface TextLine {
  /** The numbers that versions of the line begin with; empty for `latest`. */
  readonly parts: readonly number[];
  /** The affixes of the full tags that belong to the line, those of the rule among them. */
  readonly family: Affixes;
}

/** Words before and after the numbers, such as `web-` and `-alpine3.19`, belong to the family. */
const LINE = /^((?:[a-zA-Z][a-zA-Z_-]*[-_])?)(latest|[vV]?[0-9]{1,15}(?:\.[0-9]{1,15})*)((?:[-_.][a-zA-Z].*)?)$/;

/**
 * Reads the text of a tag, without the rule's affixes, as the line of a version.
 *
 * @returns undefined if it reads as none, or as a full version.
 * @example readTextLine('v1.2-alpine', { prefix: '', suffix: '' })?.parts // [1, 2]
 */
export function readTextLine(text: string, { prefix, suffix }: Affixes): TextLine | undefined {
  const [, before, numbers, after] = LINE.exec(text) ?? [];
  if (before === undefined || numbers === undefined || tryParseVersionTag(text) !== undefined) return undefined;
  const parts = numbers === 'latest' ? [] : numbers.replace(/^v/i, '').split('.').map(Number);
  return { parts, family: { prefix: `${prefix}${before}`, suffix: `${after}${suffix}` } };
}

/** Whether a text reads as `latest`, the line of a version or a version: a tag of that name would pass for one. */
export function isVersionLike(text: string): boolean {
  return /^(?:latest|[vV]?[0-9]+(?:\.[0-9]+)*)$/.test(text) || tryParseVersionTag(text) !== undefined;
}
