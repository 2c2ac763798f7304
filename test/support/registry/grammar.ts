import { createHash } from 'node:crypto';

// The registry keeps its own grammar, apart from src/oci: a judge that shares the code it judges finds nothing.

/** The longest repository name, in characters, that the registry takes (distribution/reference). */
const MAX_NAME_LENGTH = 255;

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/** Tells whether a text is a repository name (distribution-spec, "Pulling manifests"). */
export function isName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && NAME.test(text);
}

/** Tells whether a text is a tag (distribution-spec, "Pulling manifests"). */
export function isTag(text: string): boolean {
  return TAG.test(text);
}

/** Tells whether a text is a digest of one of the two algorithms that the registry knows (image-spec, "Digests"). */
export function isDigest(text: string): boolean {
  return DIGEST.test(text);
}

/** Computes the sha256 digest of bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Tells whether bytes have a digest, by the algorithm that the digest names. */
export function hasDigest(bytes: Uint8Array, digest: string): boolean {
  const [algorithm = '', hex] = digest.split(':');
  return createHash(algorithm).update(bytes).digest('hex') === hex;
}
