import { compare, explain } from '@renovatebot/pep440';
import { MAX_TAG_LENGTH } from '../oci/reference.ts';

/** A version of a Python package (PEP 440), for the patterns of `type=pep440`. */
export interface Pep440Version {
  readonly raw: string;
  /** In normal form, such as `1.2.3rc2` for `v1.2.3-RC.2`, including its local part: `{{version}}`. */
  readonly text: string;
  /** As many numbers as were written, without the epoch. */
  readonly release: readonly number[];
  /** Missing ones are 0. */
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** A final release: neither a pre-, post- or development release, nor a local version. */
  readonly isStable: boolean;
  /** A local part, such as `+ubuntu.1`, is not for published versions. */
  readonly hasLocal: boolean;
}

/** Returns the version that a text spells by PEP 440, with or without one leading `v` or `V`, or undefined. */
export function tryParsePep440(text: string): Pep440Version | undefined {
  if (text.length > MAX_TAG_LENGTH) return undefined;
  const [written = '', local] = text.split('+');
  const parsed = explain(text);
  if (parsed === null || !hasSafeNumbers(written)) return undefined;
  const [major = 0, minor = 0, patch = 0] = parsed.release;
  const isFinal = !parsed.is_prerelease && !parsed.is_postrelease && !parsed.is_devrelease;
  return {
    raw: text,
    text: local === undefined ? parsed.public : `${parsed.public}+${normalizeLocal(local)}`,
    release: parsed.release,
    major,
    minor,
    patch,
    isStable: isFinal && local === undefined,
    hasLocal: local !== undefined,
  };
}

/**
 * Returns the version of PEP 440 that a tag spells in full, its local part behind `_` or `+`, or undefined: a final release
 * of one or two numbers may be the moving tag of a line, or a day.
 */
export function tryParseFullPep440(tag: string): Pep440Version | undefined {
  const version = tryParsePep440(tag.replace('_', '+'));
  if (version === undefined || version.release.length >= 3) return version;
  return version.isStable || version.hasLocal ? undefined : version;
}

/** Orders versions by PEP 440, local parts last: negative if the left one is lower. */
export function comparePep440(left: Pep440Version, right: Pep440Version): number {
  const [leftPublic = '', leftLocal] = left.text.split('+');
  const [rightPublic = '', rightLocal] = right.text.split('+');
  return compare(leftPublic, rightPublic) || compareLocals(leftLocal, rightLocal);
}

function hasSafeNumbers(text: string): boolean {
  return (text.match(/\d+/g) ?? []).every((digits) => Number.isSafeInteger(Number(digits)));
}

/** Normalizes a local part; the package would read parts such as `1e5`, which a commit may have, as numbers. */
function normalizeLocal(local: string): string {
  return local
    .toLowerCase()
    .split(/[-_.]/)
    .map((part) => (isNumber(part) ? part.replace(/^0+(?=\d)/, '') : part))
    .join('.');
}

function isNumber(part: string): boolean {
  return /^\d+$/.test(part);
}

/** Orders local parts: none before any, words before numbers, a shorter one before those that it begins. */
function compareLocals(left: string | undefined, right: string | undefined): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  const [leftParts, rightParts] = [left.split('.'), right.split('.')];
  for (const [index, part] of leftParts.entries()) {
    const other = rightParts[index];
    if (other === undefined) return 1;
    if (part !== other) return comparePart(part, other);
  }
  return leftParts.length - rightParts.length;
}

/** Orders different parts; of numbers without leading zeros, the longer one is higher, however long it is. */
function comparePart(left: string, right: string): number {
  if (isNumber(left) !== isNumber(right)) return isNumber(left) ? 1 : -1;
  if (isNumber(left) && left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : 1;
}
