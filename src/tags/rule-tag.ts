import { InputError } from '../errors.ts';
import { isReservedTag, parseTag, type Tag } from '../oci/tag.ts';
import { quote } from '../text/safe-text.ts';

/**
 * Parses a tag that a rule made: no rule may name one that registries and cosign keep for themselves.
 *
 * @example checkTag('1.2.3')
 * @throws {InputError} where it breaks the grammar or is reserved.
 */
export function checkTag(text: string): Tag {
  const tag = parseTag(text);
  if (!isReservedTag(tag)) return tag;
  throw new InputError(
    `Cannot use tag ${quote(text)}: such names are reserved for signatures and attestations; choose another prefix or value`,
  );
}
