import { InputError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';

declare const brand: unique symbol;

/** A tag that matches the grammar of the distribution specification. */
export type Tag = string & { readonly [brand]: 'Tag' };

/** The longest tag, in characters (distribution-spec, "Pulling manifests"). */
export const MAX_TAG_LENGTH = 128;

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Names that tools keep for themselves: the referrers fallback tag and cosign's tags (distribution-spec, "Referrers Tag Schema"). */
const RESERVED = /^sha(?:256|512)-[a-f0-9]{32,}/;

/** Tells whether a text is a tag. */
export function isTag(text: string): text is Tag {
  return TAG.test(text);
}

/** Tells whether a tag belongs to the referrers scheme or to cosign, and so is no version of an image. */
export function isReservedTag(tag: string): boolean {
  return RESERVED.test(tag);
}

/** What helps where a part of a name is empty: mostly an expression stands there that is misspelt. */
export const GAVE_NOTHING =
  'write it out, or correct the expression that stands there in the input ("from", "image"): it gave nothing';

/**
 * Parses a tag.
 *
 * @example parseTag('1.2.3')
 * @throws {InputError} where it breaks the grammar.
 */
export function parseTag(text: string): Tag {
  if (isTag(text)) return text;
  const what = `use tag ${quote(text)}`;
  if (text === '') throw new InputError({ what, reason: 'it is empty', remedy: GAVE_NOTHING });
  const reason = `a tag is 1 to ${MAX_TAG_LENGTH} letters, digits, "_", "." and "-", and begins with none of the last two`;
  throw new InputError({ what, reason, remedy: 'choose another' });
}
