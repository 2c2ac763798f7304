import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { type BundleJson, pemOf, startForge, toBytes } from './forge.ts';

const forge = await startForge({ hasLog: false });
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const verify = createBundleVerifier({ roots: [], now: forge.now });
const signers = [{ kind: 'key', name: 'k.pub', pem: pemOf(publicKey) }] as const;
const payload = JSON.stringify({ text: 'ä'.repeat(1_000_000), end: 'x' });
const bundle = await forge.signWithKey(privateKey, { payload });

function payloadOf(json: object | Uint8Array): string | undefined {
  const verdict = verify(json instanceof Uint8Array ? json : toBytes(json), signers);
  return verdict.kind === 'signed' ? Buffer.from(verdict.signature.payload).toString() : undefined;
}

function withPayload(text: string): BundleJson {
  return { ...bundle, dsseEnvelope: { ...bundle.dsseEnvelope, payload: text } };
}

it('reads the statement of a large bundle as that of a small one', () => {
  expect(payloadOf(bundle)).toBe(payload);
  expect(payloadOf(Buffer.from(JSON.stringify(bundle, null, 2)))).toBe(payload);
});

it('takes no other text for the statement', () => {
  const other = Buffer.from(payload.replace('"x"', '"y"')).toString('base64');
  expect(payloadOf({ x: { payload: other }, ...bundle })).toBe(payload);
  expect(payloadOf({ ...bundle, x: { payload: other } })).toBe(payload);
  expect(payloadOf({ x: { payload: bundle.dsseEnvelope.payload }, ...withPayload(other) })).toBeUndefined();
  expect(payloadOf(withPayload(other))).toBeUndefined();
});

it('refuses a large statement that stands there twice', () => {
  const text = JSON.stringify(bundle).replace('"dsseEnvelope":{', `"dsseEnvelope":{"payload":"QUFB",`);
  expect(payloadOf(Buffer.from(text))).toBeUndefined();
});
