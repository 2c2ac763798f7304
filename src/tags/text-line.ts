import type { Affixes } from './planned-tag.ts';
import { tryParseVersionTag } from './version.ts';

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
