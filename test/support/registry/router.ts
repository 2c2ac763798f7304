import { RegistryFault } from './errors.ts';
import { isDigest, isName, isTag } from './grammar.ts';

/** What a path asks for, its parts checked. */
export type Route =
  | { readonly kind: 'ping' }
  | { readonly kind: 'token' }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly name: string }
  | { readonly kind: 'upload'; readonly name: string; readonly session: string }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'referrers'; readonly name: string; readonly digest: string };

const UPLOAD = /^\/v2\/(.+)\/blobs\/uploads\/([^/]*)$/;
const TAGS = /^\/v2\/(.+)\/tags\/list$/;
const CONTENT = /^\/v2\/(.+)\/(manifests|blobs|referrers)\/([^/]+)$/;

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new RegistryFault('NAME_INVALID', 'the path is not percent-encoded UTF-8');
  }
}

function checkName(name: string): string {
  if (isName(name)) return name;
  throw new RegistryFault('NAME_INVALID', 'invalid repository name', { detail: { name } });
}

/** Returns a digest that follows the grammar, or throws DIGEST_INVALID. */
export function checkDigest(digest: string): string {
  if (isDigest(digest)) return digest;
  throw new RegistryFault('DIGEST_INVALID', 'invalid digest', { detail: { digest } });
}

/** Returns a tag that follows the grammar, or throws TAG_INVALID. */
export function checkTag(tag: string): string {
  if (isTag(tag)) return tag;
  throw new RegistryFault('TAG_INVALID', 'invalid tag', { detail: { tag } });
}

/**
 * Finds out what a path (without its query) asks for; undefined where it is none of a registry's.
 *
 * @param tokenPath where tokens are.
 * @throws {RegistryFault} where the name, the tag or the digest breaks the grammar.
 */
export function parseRoute(encoded: string, tokenPath = '/token'): Route | undefined {
  const path = decode(encoded);
  if (path === '/v2/') return { kind: 'ping' };
  if (path === tokenPath) return { kind: 'token' };
  const [, uploadName, session] = UPLOAD.exec(path) ?? [];
  if (uploadName !== undefined && session !== undefined) {
    const name = checkName(uploadName);
    return session === '' ? { kind: 'uploads', name } : { kind: 'upload', name, session };
  }
  const [, tagsName] = TAGS.exec(path) ?? [];
  if (tagsName !== undefined) return { kind: 'tags', name: checkName(tagsName) };
  const [, contentName, kind, reference] = CONTENT.exec(path) ?? [];
  if (contentName === undefined || reference === undefined) return undefined;
  const name = checkName(contentName);
  if (kind === 'blobs') return { kind: 'blob', name, digest: checkDigest(reference) };
  if (kind === 'referrers') return { kind: 'referrers', name, digest: checkDigest(reference) };
  return { kind: 'manifest', name, reference: reference.includes(':') ? checkDigest(reference) : checkTag(reference) };
}
