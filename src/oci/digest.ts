import { createHash } from 'node:crypto';
import { InputError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';

declare const brand: unique symbol;

/** A content digest that has been checked: `sha256:` with 64 or `sha512:` with 128 lower-case hexadecimal digits. */
export type Digest = string & { readonly [brand]: 'Digest' };

/** The hash functions of the image specification that Node can compute (image-spec, descriptor.md, "Registered algorithms"). */
export type DigestAlgorithm = 'sha256' | 'sha512';

const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;

/** Whether a text is a digest that Sealift can verify. */
export function isDigest(text: string): text is Digest {
  return DIGEST.test(text);
}

/** Returns the digest that a text spells, or undefined. */
export function tryParseDigest(text: string): Digest | undefined {
  return isDigest(text) ? text : undefined;
}

/** The grammar of digests of any algorithm (image-spec, descriptor.md, "Digests"). */
const ANY_DIGEST = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):[a-zA-Z0-9=_-]+$/;

/** No algorithm has a longer name, and no digest is longer (characters). */
const MAX_LENGTH = 300;

/** Says in a clause why a text is no digest that Sealift can verify. */
export function explainDigest(text: string): string {
  const algorithm = text.length > MAX_LENGTH ? undefined : ANY_DIGEST.exec(text)?.[1];
  return algorithm === undefined || algorithm === 'sha256' || algorithm === 'sha512'
    ? 'is not "sha256:" with 64 or "sha512:" with 128 lower-case hexadecimal digits'
    : `is of the algorithm "${algorithm}", which cannot be verified: only sha256 and sha512 can`;
}

/**
 * Parses a digest.
 *
 * @example parseDigest('sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
 * @throws {InputError} if it is malformed or its algorithm is unknown.
 */
export function parseDigest(text: string): Digest {
  if (isDigest(text)) return text;
  const remedy = "copy it whole from the registry or the build's output";
  throw new InputError({ what: `read digest ${quote(text)}`, reason: `it ${explainDigest(text)}`, remedy });
}

/** Returns the hash function that a digest names. */
export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

/** Returns the hexadecimal part of a digest. */
export function digestHex(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** Computes the digest of bytes, by sha256 unless another algorithm is asked for. */
export function digestOf(bytes: Uint8Array | string, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest;
}

/** Shortens a digest for people: the algorithm and the first twelve digits. */
export function shortDigest(digest: Digest): string {
  return `${digestAlgorithm(digest)}:${digestHex(digest).slice(0, 12)}`;
}
