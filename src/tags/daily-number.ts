import type { Digest } from '../oci/digest.ts';
import { parseTag, type Tag } from '../oci/reference.ts';
import { type ExistingTags, takenNumbers } from './existing.ts';
import type { DateSequence } from './planned-tag.ts';
import { formatDay } from './time-zone.ts';

/** How a day's tags are written. */
export interface Numbering {
  readonly prefix: string;
  readonly suffix: string;
  readonly separator: string;
  readonly width: number;
  readonly timeZone: string;
}

interface NumberedTag {
  readonly tag: Tag;
  readonly sequence: DateSequence;
}

/** What all tags of a day begin with. */
export function stemOf({ prefix, separator, timeZone }: Numbering, now: Date): string {
  return `${prefix}${formatDay(now, timeZone)}${separator}`;
}

/** Returns the tag of a day's first number. @throws {InputError} if it is not a legal tag. */
export function firstOfDay(numbering: Numbering, now: Date): Tag {
  const { suffix, width } = numbering;
  return withNumber({ stem: stemOf(numbering, now), suffix, width }, 1).tag;
}

/**
 * Numbers an image for its day: one more than the highest number taken, so that no number is ever used twice (rule R7).
 * A re-run takes its own number again: the highest of the day whose tag holds this image already.
 *
 * @throws {InputError} if the tag is not legal.
 */
export function numberTag(
  numbering: Numbering,
  { now, digest, existing }: Readonly<{ now: Date; digest: Digest | undefined; existing: ExistingTags }>,
): NumberedTag & { readonly isOwn: boolean } {
  const base = { stem: stemOf(numbering, now), suffix: numbering.suffix, width: numbering.width };
  const taken = takenNumbers(existing.names, familyOf(base));
  const own = digest === undefined ? [] : taken.filter(({ name }) => existing.digests.get(name) === digest);
  const highest = own.at(-1);
  if (highest === undefined) {
    return { ...withNumber(base, (taken.at(-1)?.number ?? 0) + 1), isOwn: false };
  }
  const again = withNumber(base, highest.number);
  const isThere = own.some(({ name }) => name === again.tag);
  return { ...again, tag: isThere ? again.tag : parseTag(highest.name), isOwn: true };
}

/** The next tag after a lost race, higher than the lost one and all taken. @throws {InputError} if it is not legal. */
export function nextInSequence(sequence: DateSequence, names: Iterable<string>): NumberedTag {
  const highest = takenNumbers(names, familyOf(sequence)).at(-1)?.number ?? 0;
  return withNumber(sequence, Math.max(highest, sequence.number) + 1);
}

/** Returns the names of tags that are numbers of a sequence's day, in ascending order. */
export function namesInSequence(sequence: DateSequence, names: Iterable<string>): readonly string[] {
  return takenNumbers(names, familyOf(sequence)).map(({ name }) => name);
}

function familyOf({ stem, suffix }: Omit<DateSequence, 'number'>) {
  return { prefix: stem, suffix };
}

function withNumber({ stem, suffix, width }: Omit<DateSequence, 'number'>, number: number): NumberedTag {
  const tag = parseTag(`${stem}${String(number).padStart(width, '0')}${suffix}`);
  return { tag, sequence: { stem, suffix, width, number } };
}
