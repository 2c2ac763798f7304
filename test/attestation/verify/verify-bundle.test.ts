import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TrustedSigner, VerificationResult } from '../../../src/attestation/verify/verifier.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { type Forge, IDENTITY, ISSUER, PAYLOAD, PIN, pemOf, startForge, toBytes } from './forge.ts';

const publicGood = await startForge({ hasTimestamps: true });
const gitHub = await startForge({ hasLog: false, hasTimestamps: true });
const logAlone = await startForge();

function verify(bundle: object, forge: Forge, pins: readonly TrustedSigner[] = [PIN]): VerificationResult {
  return createBundleVerifier(forge)(toBytes(bundle), pins);
}

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });

function pin(publicKey: KeyObject | undefined): TrustedSigner {
  return { kind: 'key', name: '.github/ops.pub', pem: publicKey === undefined ? '' : pemOf(publicKey) };
}

function signature(verdict: VerificationResult) {
  if (verdict.kind !== 'signed') throw new Error(verdict.reason);
  return verdict.signature;
}

describe('a bundle with a certificate', () => {
  it.each([
    ['a log and an authority for time stamps', publicGood],
    ['a log alone', logAlone],
    ['an authority for time stamps alone', gitHub],
  ])('holds by a root with %s, and says when it was signed', async (_, forge) => {
    const { by, signedAt, payload } = signature(verify(await forge.sign(), forge));
    expect(by).toMatchObject({ kind: 'certificate', claims: { identity: IDENTITY, issuer: ISSUER } });
    expect(Buffer.from(payload).toString()).toBe(PAYLOAD);
    expect(signedAt).toEqual(forge.time);
  });

  it('holds by any of several roots', async () => {
    const verifier = createBundleVerifier({ roots: [...gitHub.roots, ...logAlone.roots], now: logAlone.now });
    expect(verifier(toBytes(await logAlone.sign()), [PIN]).kind).toBe('signed');
    expect(verifier(toBytes(await gitHub.sign()), [PIN]).kind).toBe('signed');
  });

  it('is witnessed by the earliest of its witnesses', async () => {
    const bundle = await publicGood.sign({ delay: 60_000, stampDelay: 60_000 });
    expect(signature(verify(bundle, publicGood)).signedAt).toEqual(new Date(publicGood.time.getTime() + 60_000));
    const stamped = await gitHub.sign({ delay: 60_000, stampDelay: 60_000 });
    expect(signature(verify(stamped, gitHub)).signedAt).toEqual(new Date(gitHub.time.getTime() + 120_000));
  });

  it('holds by an entry of the second version of the log, whose time is stamped', async () => {
    const bundle = await publicGood.sign({ isNewLog: true });
    expect(bundle.verificationMaterial.tlogEntries?.[0]?.inclusionPromise).toBeUndefined();
    expect(signature(verify(bundle, publicGood)).signedAt).toEqual(publicGood.time);
    expect(verify(await publicGood.sign({ isNewLog: true, isStamped: false }), publicGood).kind).toBe('rejected');
    const other = await publicGood.sign({ isNewLog: true, payload: '{}' });
    bundle.verificationMaterial.tlogEntries = other.verificationMaterial.tlogEntries ?? [];
    expect(verify(bundle, publicGood)).toEqual({ kind: 'rejected', reason: 'its log entry is of another signature' });
  });

  it('says what the certificate says of the run', async () => {
    const bundle = await gitHub.sign({
      claims: {
        11: 'github-hosted',
        12: 'https://github.com/acme/app',
        13: '860c1904a1ce19322e91ac35af1ab07466440c37',
        14: 'refs/heads/main',
        18: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
        20: 'workflow_dispatch',
        21: 'https://github.com/acme/app/actions/runs/1/attempts/2',
        23: 's2',
      },
    });
    expect(signature(verify(bundle, gitHub)).by).toEqual({
      kind: 'certificate',
      claims: {
        identity: IDENTITY,
        issuer: ISSUER,
        runner: 'github-hosted',
        sourceRepository: 'https://github.com/acme/app',
        sourceRevision: '860c1904a1ce19322e91ac35af1ab07466440c37',
        sourceRef: 'refs/heads/main',
        workflow: 'https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main',
        event: 'workflow_dispatch',
        run: 'https://github.com/acme/app/actions/runs/1/attempts/2',
        environment: 's2',
      },
    });
  });

  it('reads the older claims where there are no newer ones', async () => {
    const bundle = await gitHub.sign({ claims: { 2: 'push', 3: 'abc', 6: 'refs/heads/old' } });
    expect(signature(verify(bundle, gitHub)).by).toMatchObject({
      claims: { event: 'push', sourceRevision: 'abc', sourceRef: 'refs/heads/old' },
    });
  });

  it('holds for an identity that a glob names', async () => {
    const pin = { ...PIN, identity: 'https://github.com/acme/*/.github/workflows/promote.yml@refs/**' };
    expect(verify(await gitHub.sign(), gitHub, [pin]).kind).toBe('signed');
  });

  it('holds for a signature by one of several that may sign', async () => {
    const other: TrustedSigner = { kind: 'key', name: 'ops.pub', pem: pemOf(generateKeyPairSync('ed25519').publicKey) };
    expect(verify(await gitHub.sign(), gitHub, [other, PIN]).kind).toBe('signed');
  });
});

describe('a bundle with a key', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ed25519 = generateKeyPairSync('ed25519');

  it.each([
    ['P-256', p256, 'sha256'],
    ['P-384 by its own hash', p384, 'sha384'],
    ['P-384 by sha256', p384, 'sha256'],
    ['P-521 by its own hash', p521, 'sha512'],
    ['RSA', rsa, 'sha256'],
    ['Ed25519', ed25519, null],
  ])('holds without a witness: %s', async (_, pair, hash) => {
    if (pair === undefined) throw new Error('no key');
    const bundle = await publicGood.signWithKey(pair.privateKey, { hash, isLogged: false, isStamped: false });
    for (const roots of [publicGood.roots, []]) {
      const verdict = createBundleVerifier({ roots, now: publicGood.now })(toBytes(bundle), [pin(pair.publicKey)]);
      expect(signature(verdict)).toEqual({
        by: { kind: 'key', name: '.github/ops.pub', pem: pemOf(pair.publicKey) },
        signedAt: undefined,
        payload: Buffer.from(PAYLOAD),
      });
    }
  });

  it('says when it was signed where a trusted witness does', async () => {
    const bundle = await gitHub.signWithKey(ed25519.privateKey, { hash: null });
    expect(signature(verify(bundle, gitHub, [pin(ed25519.publicKey)])).signedAt).toEqual(gitHub.time);
  });

  it('does not believe a witness that no trusted root has', async () => {
    const bundle = await gitHub.signWithKey(ed25519.privateKey, { hash: null });
    expect(signature(verify(bundle, logAlone, [pin(ed25519.publicKey)])).signedAt).toBeUndefined();
  });

  it('passes over a pin that is no key', async () => {
    const bundle = await gitHub.signWithKey(ed25519.privateKey, { hash: null });
    expect(verify(bundle, gitHub, [pin(undefined), pin(ed25519.publicKey)]).kind).toBe('signed');
    expect(verify(bundle, gitHub, [pin(undefined)]).kind).toBe('rejected');
  });
});

describe('a key-signed record where the file names who stamps', () => {
  const verifyStamped = (bundle: object, forge: Forge) =>
    createBundleVerifier({ ...forge, keysNeedWitness: true })(toBytes(bundle), [pin(p256.publicKey)]);

  it('holds with a stamp of an authority that the roots have', async () => {
    const bundle = await gitHub.signWithKey(p256.privateKey, { hash: 'sha256', isLogged: false });
    expect(signature(verifyStamped(bundle, gitHub)).signedAt).toEqual(gitHub.time);
  });

  it.each([
    ['without a stamp', gitHub, { isStamped: false }],
    ['with the stamp of another authority', publicGood, {}],
  ] as const)('does not hold %s', async (_, maker, wanted) => {
    const bundle = await maker.signWithKey(p256.privateKey, { hash: 'sha256', isLogged: false, ...wanted });
    expect(verifyStamped(bundle, gitHub)).toEqual({
      kind: 'rejected',
      reason:
        'nobody whom the trusted roots have witnessed when it was signed, and the pipeline file names a "timestamp-url"',
    });
  });
});

describe('a bundle with a stamp of an unknown authority', () => {
  async function withForeignStamp(forge: Forge) {
    const [bundle, other] = [await forge.sign(), await gitHub.sign()];
    const stamps = other.verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? [];
    const own = bundle.verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? [];
    bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [...stamps, ...own] };
    return bundle;
  }

  it.each([
    ['a log', logAlone],
    ['a log and a stamp that holds', publicGood],
  ])('holds by its other witness: %s', async (_, forge) => {
    expect(signature(verify(await withForeignStamp(forge), forge)).signedAt).toEqual(forge.time);
  });

  it('does not hold without another witness', async () => {
    const bundle = await withForeignStamp(logAlone);
    delete bundle.verificationMaterial.tlogEntries;
    expect(verify(bundle, logAlone)).toMatchObject({ reason: expect.stringMatching(/^its timestamp is of another/) });
  });
});

describe('the hash of a signature', () => {
  it.each([
    ['P-256', p256, 'sha512'],
    ['P-256', p256, 'sha384'],
    ['P-384', p384, 'sha512'],
    ['P-521', p521, 'sha384'],
  ])('is bound to the curve: %s does not sign by %s', async (_, pair, hash) => {
    const bundle = await publicGood.signWithKey(pair.privateKey, { hash, isLogged: false, isStamped: false });
    expect(verify(bundle, publicGood, [pin(pair.publicKey)]).kind).toBe('rejected');
  });
});
