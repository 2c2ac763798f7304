import type { Version } from './version.ts';

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
