import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PROMOTION } from '../../../src/attestation/predicates/promotion.ts';
import { parseClaims } from '../../../src/attestation/sign/identity-token.ts';
import { createKeySigner } from '../../../src/attestation/sign/key.ts';
import { createKeylessSigner } from '../../../src/attestation/sign/keyless.ts';
import { readClaim, readStatement } from '../../../src/attestation/statement.ts';
import { readTrustedRoots } from '../../../src/attestation/verify/trusted-root.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { startSigstore } from '../../support/sigstore/sigstore.ts';
import { FULL, statementOf } from '../promotion.ts';
import { ISSUER, pemOf, toBytes } from './forge.ts';

const STATEMENT = Buffer.from(statementOf(FULL));

describe('a record that Sealift signs', () => {
  it.each([
    ['a log and time stamps', { hasLog: true }],
    ['time stamps alone', { hasLog: false }],
  ])('as a job, witnessed by %s, verifies and says what was promoted', async (_, options) => {
    await using sigstore = await startSigstore(options);
    const { fulcioUrl, rekorUrl, timestampUrl, trustedRoot } = sigstore;
    const raw = sigstore.issueToken();
    const token = { raw, claims: parseClaims(raw) };
    const signer = createKeylessSigner({
      endpoints: { fulcioUrl, rekorUrl: options.hasLog ? rekorUrl : undefined, timestampUrl },
      token,
      requestToken: async () => token,
      now: Date.now,
    });
    const bundle = await signer.sign(STATEMENT);
    const now = new Date();
    const roots = readTrustedRoots([{ path: 'root.json', bytes: toBytes(trustedRoot) }], now);
    const verify = createBundleVerifier({ roots, now });
    const verdict = verify(bundle, [{ kind: 'identity', issuer: ISSUER, identity: signer.name }]);
    if (verdict.kind === 'refused') throw new Error(verdict.reason);
    expect(verdict.signature.by).toMatchObject({ kind: 'certificate', claims: { identity: signer.name } });
    expect(Math.abs((verdict.signature.signedAt?.getTime() ?? 0) - now.getTime())).toBeLessThan(60_000);
    expect(readClaim(PROMOTION, readStatement(verdict.signature.payload)).predicate.time).toEqual(FULL.time);
  });

  it('with a key verifies by that key alone', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = String(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const signer = await createKeySigner({ key, passphrase: undefined });
    const verify = createBundleVerifier({ roots: [], now: new Date() });
    const bundle = await signer.sign(STATEMENT);
    const pin = { kind: 'key', name: 'ops.pub', pem: pemOf(publicKey) } as const;
    expect(verify(bundle, [pin])).toMatchObject({ signature: { by: { name: 'ops.pub' }, payload: STATEMENT } });
    const other = pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
    expect(verify(bundle, [{ ...pin, pem: other }]).kind).toBe('refused');
  });
});

describe('a bundle that cosign wrote', () => {
  // cosign 3.1.3: attest-blob --key cosign.key --type https://example.com/x --use-signing-config=false --tlog-upload=false
  const folder = new URL('fixtures/', import.meta.url);
  const bundle = readFileSync(new URL('cosign-key-bundle.json', folder));
  const pem = readFileSync(new URL('cosign.pub', folder), 'utf8');

  it('with a key and no log verifies', () => {
    const verdict = createBundleVerifier({ roots: [], now: new Date() })(bundle, [
      { kind: 'key', name: 'cosign.pub', pem },
    ]);
    if (verdict.kind === 'refused') throw new Error(verdict.reason);
    expect(verdict.signature).toMatchObject({ by: { kind: 'key', name: 'cosign.pub' }, signedAt: undefined });
    expect(readStatement(verdict.signature.payload)).toMatchObject({
      type: 'https://in-toto.io/Statement/v0.1',
      subjects: [{ name: 'blob', digest: [digestOf('hi\n')] }],
      predicateType: 'https://example.com/x',
    });
  });
});
