import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { bundleFromJSON } from '@sigstore/bundle';
import { PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { describe, expect, it } from 'vitest';
import { createKeySigner } from '../../../src/attestation/sign/key.ts';
import { startSigstore } from '../../support/sigstore/sigstore.ts';

const STATEMENT = Buffer.from('{ "_type" : "https://in-toto.io/Statement/v1" }\n');

const KINDS: readonly (readonly [string, KeyObject])[] = [
  ['ECDSA on P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
  ['ECDSA on P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey],
  ['Ed25519', generateKeyPairSync('ed25519').privateKey],
  ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
];

function pemOf(key: KeyObject): string {
  return key.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function parse(bytes: Uint8Array) {
  return JSON.parse(Buffer.from(bytes).toString());
}

function hintOf(key: KeyObject): string {
  return createHash('sha256')
    .update(createPublicKey(key).export({ format: 'der', type: 'spki' }))
    .digest('base64');
}

function verify(bundle: Uint8Array, key: KeyObject, root: object = {}) {
  const rawBytes = createPublicKey(key).export({ format: 'der', type: 'spki' });
  const keys = { [hintOf(key)]: { rawBytes, keyDetails: PublicKeyDetails.PUBLIC_KEY_DETAILS_UNSPECIFIED } };
  const material = toTrustMaterial(TrustedRoot.fromJSON(root), keys);
  const timestampThreshold = 'timestampAuthorities' in root ? 1 : 0;
  const verifier = new Verifier(material, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold });
  return verifier.verify(toSignedEntity(bundleFromJSON(parse(bundle))));
}

describe('createKeySigner', () => {
  it.each(KINDS)('signs with %s', async (_, key) => {
    const signer = await createKeySigner({ key: pemOf(key), passphrase: undefined });
    const bytes = await signer.sign(STATEMENT);
    expect(() => verify(bytes, key)).not.toThrow();
    expect(parse(bytes)).toMatchObject({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: { publicKey: { hint: hintOf(key) } },
      dsseEnvelope: { payloadType: 'application/vnd.in-toto+json', payload: STATEMENT.toString('base64') },
    });
    expect(signer.name).toBe(`key ${hintOf(key)}`);
  });

  it('leaves the name of the key out of the envelope: cosign takes one there for a mistake', async () => {
    const [, key] = KINDS[0] ?? [];
    if (key === undefined) throw new Error('there is a key');
    const signer = await createKeySigner({ key: pemOf(key), passphrase: undefined });
    expect(parse(await signer.sign(STATEMENT)).dsseEnvelope.signatures.map(Object.keys)).toEqual([['sig']]);
  });

  it.each(KINDS)('has the time of a signature with %s witnessed where it is to', async (_, key) => {
    await using sigstore = await startSigstore({ hasLog: false });
    const { timestampUrl, trustedRoot } = sigstore;
    const signer = await createKeySigner({ key: pemOf(key), passphrase: undefined, timestampUrl });
    const bytes = await signer.sign(STATEMENT);
    expect(() => verify(bytes, key, trustedRoot)).not.toThrow();
    expect(sigstore.requests).toEqual({ certificate: 0, entry: 0, timestamp: 1 });
  });

  it('fails where nobody witnesses the time although somebody is to', async () => {
    await using sigstore = await startSigstore({ faults: { timestamp: { status: 403 } } });
    const [, key] = KINDS[0] ?? [];
    if (key === undefined) throw new Error('there is a key');
    const { timestampUrl } = sigstore;
    const options = { key: pemOf(key), passphrase: undefined, timestampUrl, limits: { timeout: 2000, retries: 0 } };
    const signer = await createKeySigner(options);
    await expect(signer.sign(STATEMENT)).rejects.toThrow(
      `Cannot sign the record: the time-stamping authority (${new URL(timestampUrl).host}) answered 403`,
    );
  });
});
