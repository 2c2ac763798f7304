import { createHash } from 'node:crypto';
import { MAX_TAG_LENGTH } from '../oci/tag.ts';

/** How many hexadecimal digits of a hash tell shortened tags apart (rule R9): 32 bits, one in four thousand millions. */
const HASH_LENGTH = 8;

/** What a tag may hold nowhere; `+` has a replacement of its own. */
const ILLEGAL_RUN = /[^a-zA-Z0-9._-]+/g;

const ILLEGAL_END = /[^a-zA-Z0-9._-]$/;

/**
 * Makes one component of a tag legal (rule R8), such as the name of a branch; the result may be empty.
 *
 * `+` becomes `_` as in Helm's tags, and every run of other characters that a tag may not hold, `/` among them, becomes
 * one `-`, as in docker/metadata-action. No `.` or `-` is left at the start, where a tag may have none; at the end they
 * go only where the last character had to be replaced, so that `a.` stays. Upper case is kept.
 *
 * @example sanitizeComponent('feat/a&b') // 'feat-a-b'
 */
export function sanitizeComponent(text: string): string {
  const legal = text
    .replaceAll('+', '_')
    .replace(ILLEGAL_RUN, '-')
    .replace(/^[.-]+/, '');
  return ILLEGAL_END.test(text) ? trimEnd(legal) : legal;
}

/** Cuts off the last characters that are `.` or `-`; an expression that ends with `$` would take quadratic time. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === '-')) end--;
  return text.slice(0, end);
}

/**
 * Makes text legal that stands before a component: its end is inside of the tag and stays.
 *
 * @example sanitizePrefix('app/') // 'app-'
 */
export function sanitizePrefix(text: string): string {
  return sanitizeComponent(`${text}x`).slice(0, -1);
}

/**
 * Makes text legal that stands behind a component: its start is inside of the tag and stays.
 *
 * @example sanitizeSuffix('/alpine') // '-alpine'
 */
export function sanitizeSuffix(text: string): string {
  return sanitizeComponent(`x${text}`).slice(1);
}

/**
 * Returns the first 8 hexadecimal digits of the SHA-256 of a text in UTF-8, which stand for what a tag cannot hold.
 *
 * @example shortHash('') // 'e3b0c442'
 */
export function shortHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, HASH_LENGTH);
}

/**
 * Cuts a tag of more than 128 characters to 119 of them, with a hyphen and the short hash of the original (rule R9).
 *
 * @param original what the tag was made of before anything was replaced: two that are alike at their start stay apart.
 */
export function shortenTag(tag: string, original: string): string {
  if (tag.length <= MAX_TAG_LENGTH) return tag;
  return `${tag.slice(0, MAX_TAG_LENGTH - HASH_LENGTH - 1)}-${shortHash(original)}`;
}

/**
 * Cuts the names in a text of more than a number of characters, the longest first, each with a hyphen and the short hash
 * of the whole name behind it (rule R9). What stands around them stays: tools filter by prefixes, suffixes and commits.
 *
 * A name that is all of the text is left to `shortenTag`. The text may still be too long.
 */
export function shortenNames(
  text: string,
  names: readonly { readonly text: string; readonly original: string }[],
  limit: number,
): string {
  let short = text;
  for (const name of names.toSorted((left, right) => right.text.length - left.text.length)) {
    const pieces = short.split(name.text);
    const count = pieces.length - 1;
    const isWhole = count === 1 && name.text.length === short.length;
    if (short.length <= limit || count < 1 || isWhole || name.text.length <= HASH_LENGTH + 2) continue;
    const room = Math.floor((limit - (short.length - count * name.text.length)) / count);
    // One character and the hash is the least that is left of a name.
    const kept = Math.max(1, Math.min(room, name.text.length) - HASH_LENGTH - 1);
    short = pieces.join(`${name.text.slice(0, kept)}-${shortHash(name.original)}`);
  }
  return short;
}

/** Tells whether sanitizing lost something, so that another original may give the same text: `a/b` and `a-b` do. */
export function isLossy(original: string, sanitized: string): boolean {
  return original !== sanitized;
}
