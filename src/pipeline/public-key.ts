import { createPublicKey, type KeyObject } from 'node:crypto';

/** The begin of a private key in any of its forms, that of Sigstore's tools among them. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;

/** One public key and nothing else (RFC 7468, section 13). */
const PUBLIC_KEY = /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/;

/** A shorter key of RSA can be broken (bits; NIST SP 800-131A). */
const LEAST_RSA_BITS = 2048;

/** Says what to do about a private key where everybody can read it; the key itself is never repeated. */
export const PRIVATE_KEY_FOUND =
  'this is a private key, which must not be where others can read it; put the public key here, and create a new key pair, because this one is now known';

/** Finds where a private key begins in a text; undefined if there is none. */
export function findPrivateKey(text: string): number | undefined {
  return PRIVATE_KEY.exec(text)?.index;
}

function tryRead(pem: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: pem, format: 'pem' });
  } catch {
    return undefined;
  }
}

/**
 * Reads a public key: its PEM in the one form in which keys are compared, or a clause with a cure that says why not.
 *
 * Neither repeats what was read: it may be a secret that is there by mistake.
 */
export function readPublicKey(text: string): { readonly pem: string } | { readonly reason: string } {
  if (findPrivateKey(text) !== undefined) return { reason: PRIVATE_KEY_FOUND };
  if (text.includes('-----BEGIN CERTIFICATE-----')) {
    return { reason: 'this is a certificate, not a public key; name its identity, or give the public key' };
  }
  const key = PUBLIC_KEY.test(text) ? tryRead(text) : undefined;
  if (key === undefined) {
    return { reason: 'this is not a public key; write one in PEM, from "-----BEGIN PUBLIC KEY-----" to the end' };
  }
  const type = key.asymmetricKeyType;
  if (type !== 'ec' && type !== 'rsa' && type !== 'ed25519') {
    return { reason: `a key of the type ${type} signs no records; use one of ECDSA, RSA or Ed25519` };
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < LEAST_RSA_BITS) {
    return { reason: `a key of RSA with ${bits} bits can be broken; use one with ${LEAST_RSA_BITS} or more` };
  }
  return { pem: key.export({ type: 'spki', format: 'pem' }).toString() };
}

/** Whether a text is PEM and no path. */
export function isPem(text: string): boolean {
  return text.includes('-----BEGIN') || text.includes('\n');
}
