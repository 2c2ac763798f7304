import { InputError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';
import { type Digest, parseDigest } from './digest.ts';
import { formatRepository, parseRepository, type Repository } from './reference.ts';
import { GAVE_NOTHING, parseTag, type Tag } from './tag.ts';

/** What names an image in a repository: a tag, a digest, or a tag that must resolve to a digest. */
export type Reference =
  | { readonly kind: 'tag'; readonly repository: Repository; readonly tag: Tag }
  | { readonly kind: 'digest'; readonly repository: Repository; readonly digest: Digest; readonly tag?: Tag };

/**
 * Parses an image reference, `registry/repository:tag`, `registry/repository@digest` or both.
 *
 * @example parseReference('registry.example.com/d/app:1.2.3')
 * @throws {InputError} where a part is malformed, or neither tag nor digest is there.
 */
export function parseReference(text: string): Reference {
  const what = `read reference ${quote(text)}`;
  if (/[\s,]/.test(text.trim())) {
    throw new InputError({
      what,
      reason: 'it has a blank, a line break or a comma in it',
      remedy: 'name one image alone; the input "image" lists several, one a line',
    });
  }
  if (/[:@]$/.test(text)) {
    throw new InputError({ what, reason: `nothing follows the "${text.slice(-1)}"`, remedy: GAVE_NOTHING });
  }
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1));
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  if (hasTag && !rest.includes('/')) {
    throw new InputError({
      what,
      reason: 'it does not begin with a registry',
      remedy: 'write registry/repository:tag, such as "ghcr.io/shop/app:1.2.3"',
    });
  }
  const tag = hasTag ? parseTag(rest.slice(colon + 1)) : undefined;
  const repository = parseRepository(hasTag ? rest.slice(0, colon) : rest);
  if (digest !== undefined) return { kind: 'digest', repository, digest, ...(tag === undefined ? {} : { tag }) };
  if (tag !== undefined) return { kind: 'tag', repository, tag };
  throw new InputError({
    what,
    reason: 'it has neither tag nor digest',
    remedy: `add one, such as "${formatRepository(repository)}:1.2.3"`,
  });
}

/** Writes a reference as it is given to tools: `repository:tag`, `repository@digest`, or both. */
export function formatReference(reference: Reference): string {
  const repository = formatRepository(reference.repository);
  if (reference.kind === 'tag') return `${repository}:${reference.tag}`;
  return `${repository}${reference.tag === undefined ? '' : `:${reference.tag}`}@${reference.digest}`;
}
