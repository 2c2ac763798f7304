import { describe, expect, it } from 'vitest';
import { bundleOfEnvelope } from '../../../src/attestation/verify/cosign-envelope.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { type BundleJson, PAYLOAD, PIN, startForge, toBytes } from './forge.ts';

const forge = await startForge();
const stranger = await startForge();
const bundle = await forge.sign();
const verify = createBundleVerifier({ roots: forge.roots, now: forge.now });

/** Writes a certificate as cosign does. */
function pem(raw = ''): string {
  return `-----BEGIN CERTIFICATE-----\n${raw.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** What cosign writes beside an envelope of what a bundle holds. */
function annotationsOf({ verificationMaterial }: BundleJson, payload: object = {}): Record<string, string> {
  const [entry] = verificationMaterial.tlogEntries ?? [];
  const logged = {
    SignedEntryTimestamp: entry?.inclusionPromise?.signedEntryTimestamp,
    Payload: {
      body: entry?.canonicalizedBody,
      integratedTime: Number(entry?.integratedTime),
      logIndex: Number(entry?.logIndex),
      logID: Buffer.from(entry?.logId.keyId ?? '', 'base64').toString('hex'),
      ...payload,
    },
  };
  return {
    'dev.sigstore.cosign/certificate': pem(verificationMaterial.certificate?.rawBytes),
    'dev.sigstore.cosign/chain': pem('AAAA'),
    'dev.sigstore.cosign/bundle': JSON.stringify(logged),
  };
}

function judge(envelope: Uint8Array, annotations: Readonly<Record<string, string>>): string {
  const verdict = verify(bundleOfEnvelope(envelope, new Map(Object.entries(annotations))), [PIN], 'promised');
  return verdict.kind === 'signed' ? verdict.signature.payload.toString() : verdict.reason;
}

const ENVELOPE = toBytes(bundle.dsseEnvelope);

describe('an envelope of cosign', () => {
  it('is verified by its certificate and the promise of the log', () => {
    expect(judge(ENVELOPE, annotationsOf(bundle))).toBe(PAYLOAD);
    const verdict = verify(
      bundleOfEnvelope(ENVELOPE, new Map(Object.entries(annotationsOf(bundle)))),
      [PIN],
      'promised',
    );
    expect(verdict).toMatchObject({ kind: 'signed', signature: { signedAt: forge.time } });
  });

  it.each<[string, () => string, RegExp]>([
    [
      'another statement',
      () => judge(toBytes({ ...bundle.dsseEnvelope, payload: btoa('{}') }), annotationsOf(bundle)),
      /log entry is of another signature|does not fit/,
    ],
    ['another time', () => judge(ENVELOPE, annotationsOf(bundle, { integratedTime: 1_700_000_000 })), /./],
    [
      'no log',
      () => judge(ENVELOPE, { ...annotationsOf(bundle), 'dev.sigstore.cosign/bundle': '' }),
      /nobody witnessed/,
    ],
    [
      'no certificate',
      () => judge(ENVELOPE, { ...annotationsOf(bundle), 'dev.sigstore.cosign/certificate': '' }),
      /signed by no key/,
    ],
    [
      'keys that are there twice',
      () => judge(Buffer.from(`${ENVELOPE},"mediaType":"x"`), annotationsOf(bundle)),
      /twice|no Sigstore bundle/,
    ],
    ['what is no JSON', () => judge(Buffer.from('envelope'), annotationsOf(bundle)), /JSON/],
  ])('is refused with %s', (_, found, reason) => {
    expect(found()).toMatch(reason);
    expect(found()).not.toBe(PAYLOAD);
  });

  it('is refused if another Sigstore signed it', async () => {
    const other = await stranger.sign();
    expect(judge(toBytes(other.dsseEnvelope), annotationsOf(other))).toMatch(/trusted root/);
  });

  it.each([
    ['dev.sigstore.cosign/certificate', 'x'],
    ['dev.sigstore.cosign/certificate', 'x'.repeat(65 * 1024)],
    ['dev.sigstore.cosign/bundle', '{'],
    ['dev.sigstore.cosign/bundle', '{}'],
    ['dev.sigstore.cosign/bundle', '{"SignedEntryTimestamp":"AA==","Payload":{"body":"AA==","logID":"zz"}}'],
  ])('cannot be read with a wrong annotation %s', (name, value) => {
    const annotations = new Map(Object.entries({ ...annotationsOf(bundle), [name]: value }));
    expect(() => bundleOfEnvelope(ENVELOPE, annotations)).toThrow();
  });

  it('takes no bundle of today, and no bundle is read as one', () => {
    expect(verify(toBytes(bundle), [PIN], 'promised')).toMatchObject({ kind: 'rejected' });
    const old = bundleOfEnvelope(ENVELOPE, new Map(Object.entries(annotationsOf(bundle))));
    expect(verify(old, [PIN])).toMatchObject({ kind: 'rejected', reason: expect.stringContaining('version=0.1') });
  });
});
