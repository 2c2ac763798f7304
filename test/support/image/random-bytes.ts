import { createCipheriv, createHash } from 'node:crypto';

/** Returns bytes that look random, do not compress, and depend on the seed alone. */
export function seededBytes(seed: string, length: number): Uint8Array {
  const key = createHash('sha256').update(seed).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
