import type { Affixes } from './affixes.ts';
import { compareVersions, splitVersion, tryParseVersion, tryParseVersionTag, type Version } from './version.ts';

/** Numbers with dots, such as `2026.05.1` or `1.2.3.4`: they order releases that need not be semantic versions. */
export interface DottedNumber {
  readonly text: string;
  readonly parts: readonly number[];
}

/** Fifteen digits are exact as a number; no release counts further. */
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

/** Orders dotted numbers part by part, a shorter one before those that it begins: negative if the left is lower. */
export function compareDotted(left: DottedNumber, right: DottedNumber): number {
  for (const [index, part] of left.parts.entries()) {
    const other = right.parts[index];
    if (other === undefined) return 1;
    if (part !== other) return part - other;
  }
  return left.parts.length - right.parts.length;
}

/** Days are compared only with days. */
export function isComparable(left: DottedNumber, right: DottedNumber): boolean {
  return DAY.test(left.text) === DAY.test(right.text);
}

/** Whether a number begins with a line, such as `2026.05.1` with `2026.05`. */
export function isOfLine({ parts }: DottedNumber, line: readonly number[]): boolean {
  return line.length < parts.length && line.every((part, index) => parts[index] === part);
}

/** A part of build metadata that ends in a number, such as `up10`: the text before it must be the same. */
const NUMBERED = /^([a-zA-Z-]*)([0-9]+)$/;

/**
 * Orders the build metadata of a version, for which semver.org has no order: by number if only numbers differ, such as
 * `up1.0.2` and `up1.0.10`, none first. Undefined if nothing says which is older, as for two commits.
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

/** Whether a version is higher than another one, or a newer build of it. */
function isNewer(version: Version, than: Version): boolean {
  return (compareVersions(version, than) || (compareBuilds(version.build, than.build) ?? 0)) > 0;
}

/** Sorts versions, the newest first, whatever order they came in: of builds that cannot be ordered, by their texts. */
export function newestFirst(versions: readonly Version[]): readonly Version[] {
  return versions
    .toSorted((left, right) => Number(left.text < right.text) - Number(left.text > right.text))
    .toSorted((left, right) => Number(isNewer(right, left)) - Number(isNewer(left, right)));
}

/** How recent an image is among its releases: a version, or else dotted numbers. */
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

/** The start of a version in a name: behind a hyphen or the like, or with the first digit behind a word. */
const START = /(?<=[-_/])[vV]?[0-9]|(?<=[a-zA-Z])[0-9]/g;

/**
 * Splits a git tag such as `app-v1.2.3` before its release, which need not be a version: behind the prefix of this
 * image's git tags, the last slash, or the name of a component.
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
  readonly parts: readonly number[];
  /** The affixes of the full tags of the line, including the rule's. */
  readonly family: Affixes;
}

/** Words before and after the numbers, such as `web-` and `-alpine3.19`, belong to the family. */
const LINE = /^((?:[a-zA-Z][a-zA-Z_-]*[-_])?)(latest|[vV]?[0-9]{1,15}(?:\.[0-9]{1,15})*)((?:[-_.][a-zA-Z].*)?)$/;

/** Reads a tag's text, without the rule's affixes, as a line such as `v1.2-alpine`; undefined for full versions. */
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
