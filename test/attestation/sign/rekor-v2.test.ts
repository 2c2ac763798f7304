import { describe, expect, it } from 'vitest';
import { parseClaims } from '../../../src/attestation/sign/identity-token.ts';
import { createKeylessSigner } from '../../../src/attestation/sign/keyless.ts';
import type { RekorVersion } from '../../../src/attestation/sign/rekor.ts';
import { readTrustedRoots } from '../../../src/attestation/verify/trusted-root.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { type Sigstore, startSigstore } from '../../support/sigstore/sigstore.ts';
import { GITHUB_ISSUER } from '../../support/sigstore/tokens.ts';

const STATEMENT = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

function signerOf(sigstore: Sigstore, rekorVersion: RekorVersion) {
  const { fulcioUrl, rekorUrl, timestampUrl } = sigstore;
  const raw = sigstore.issueToken();
  const token = { raw, claims: parseClaims(raw) };
  return createKeylessSigner({
    endpoints: { fulcioUrl, rekorUrl, rekorVersion, timestampUrl },
    ...{ token, requestToken: async () => token, now: Date.now, limits: { timeout: 10_000, retries: 0 } },
  });
}

describe('a log of the second version of Rekor', () => {
  it('is written: as the signature of the envelope, with a time stamp beside it, and verifies', async () => {
    await using sigstore = await startSigstore({ rekorVersion: 2 });
    const signer = signerOf(sigstore, 2);
    const bytes = await signer.sign(STATEMENT);
    const { verificationMaterial } = JSON.parse(Buffer.from(bytes).toString());
    expect(verificationMaterial.tlogEntries).toMatchObject([
      { kindVersion: { kind: 'hashedrekord', version: '0.0.2' } },
    ]);
    expect(verificationMaterial.timestampVerificationData.rfc3161Timestamps).toHaveLength(1);
    const now = new Date();
    const roots = readTrustedRoots([{ path: 'a', bytes: Buffer.from(JSON.stringify(sigstore.trustedRoot)) }], now);
    const pins = [{ kind: 'identity', issuer: GITHUB_ISSUER, identity: signer.name }] as const;
    const verdict = createBundleVerifier({ roots, now })(bytes, pins);
    expect(verdict.kind === 'rejected' ? verdict.reason : verdict.kind).toBe('signed');
  });

  it('is told from one of the first version, with the cure', async () => {
    await using sigstore = await startSigstore({ rekorVersion: 2 });
    await expect(signerOf(sigstore, 1).sign(STATEMENT)).rejects.toThrow(
      /Rekor \(.*\) answered 404 \(it speaks only version 2 of Rekor, and is named as one of version 1\); name it in a signing config with "majorApiVersion": 2/,
    );
  });

  it('is told from none at all', async () => {
    await using sigstore = await startSigstore({ hasLog: false });
    await expect(signerOf(sigstore, 1).sign(STATEMENT)).rejects.toThrow('(no version 1 of Rekor is there)');
  });

  it('cannot be asked of a log of the first version', async () => {
    await using sigstore = await startSigstore();
    await expect(signerOf(sigstore, 2).sign(STATEMENT)).rejects.toThrow(
      'it speaks only version 1 of Rekor, and is named as one of version 2',
    );
  });

  it('needs a time-stamping authority', async () => {
    await using sigstore = await startSigstore({ rekorVersion: 2 });
    expect(() => signerOf({ ...sigstore, timestampUrl: '' }, 2)).toThrow();
  });
});
