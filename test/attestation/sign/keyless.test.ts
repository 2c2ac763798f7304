import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { describe, expect, it } from 'vitest';
import type { SigstoreEndpoints } from '../../../src/attestation/sign/endpoints.ts';
import { parseClaims } from '../../../src/attestation/sign/identity-token.ts';
import { createKeylessSigner, type KeylessOptions } from '../../../src/attestation/sign/keyless.ts';
import { InputError } from '../../../src/errors.ts';
import { type Sigstore, startSigstore } from '../../support/sigstore/sigstore.ts';
import type { TokenClaims } from '../../support/sigstore/tokens.ts';

/** Bytes that no JSON writer would write, to see that they stay as they are. */
const STATEMENT = Buffer.from(
  '{ "_type" : "https://in-toto.io/Statement/v1" , "predicate":{"a":1.0,"b":"\\u00e9"} }\n',
);
const IMPATIENT = { timeout: 2000, retries: 0 };

function endpointsOf(sigstore: Sigstore, without: Partial<SigstoreEndpoints> = {}): SigstoreEndpoints {
  const { fulcioUrl, rekorUrl, timestampUrl } = sigstore;
  return { fulcioUrl, rekorUrl, timestampUrl, ...without };
}

function tokenOf(sigstore: Sigstore, claims?: TokenClaims) {
  const raw = sigstore.issueToken(claims);
  return { raw, claims: parseClaims(raw) };
}

function signerFor(sigstore: Sigstore, options: Partial<KeylessOptions> = {}) {
  return createKeylessSigner({
    endpoints: endpointsOf(sigstore),
    token: tokenOf(sigstore),
    requestToken: async () => tokenOf(sigstore),
    now: Date.now,
    limits: IMPATIENT,
    ...options,
  });
}

function parse(bytes: Uint8Array) {
  return JSON.parse(Buffer.from(bytes).toString());
}

function verify(sigstore: Sigstore, bundle: Uint8Array, hasLog: boolean) {
  const log = hasLog ? 1 : 0;
  const material = toTrustMaterial(TrustedRoot.fromJSON(sigstore.trustedRoot));
  const verifier = new Verifier(material, { tlogThreshold: log, ctlogThreshold: log, timestampThreshold: 1 });
  return verifier.verify(toSignedEntity(bundleFromJSON(parse(bundle))));
}

describe('createKeylessSigner', () => {
  it('writes a bundle with one certificate and a log entry, as cosign and actions/attest do', async () => {
    await using sigstore = await startSigstore();
    const signer = signerFor(sigstore, { endpoints: endpointsOf(sigstore, { timestampUrl: undefined }) });
    const bytes = await signer.sign(STATEMENT);
    const bundle = parse(bytes);
    expect(bundle).toMatchObject({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: expect.any(String) },
        tlogEntries: [{ kindVersion: { kind: 'dsse', version: '0.0.1' } }],
      },
      dsseEnvelope: { payloadType: 'application/vnd.in-toto+json', payload: STATEMENT.toString('base64') },
    });
    expect(bundle.dsseEnvelope.signatures.map(Object.keys)).toEqual([['sig']]);
    expect(verify(sigstore, bytes, true).identity?.subjectAlternativeName).toBe(signer.name);
    expect(sigstore.requests).toEqual({ certificate: 1, entry: 1, timestamp: 0 });
  });

  it('has the time witnessed alone where there is no log, as with GitHub’s instance', async () => {
    await using sigstore = await startSigstore({ hasLog: false });
    const bytes = await signerFor(sigstore, { endpoints: endpointsOf(sigstore, { rekorUrl: undefined }) }).sign(
      STATEMENT,
    );
    expect(parse(bytes).verificationMaterial.tlogEntries).toBeUndefined();
    expect(() => verify(sigstore, bytes, false)).not.toThrow();
    expect(() => verify(sigstore, bytes, true)).toThrow();
  });

  it('has both where there are both', async () => {
    await using sigstore = await startSigstore();
    await expect(signerFor(sigstore).sign(STATEMENT)).resolves.toSatisfy((bytes: Uint8Array) => {
      const { tlogEntries, timestampVerificationData } = parse(bytes).verificationMaterial;
      return tlogEntries.length === 1 && timestampVerificationData.rfc3161Timestamps.length === 1;
    });
  });

  it('signs 50 statements with one certificate and one key, and eight at most at the same time', async () => {
    await using sigstore = await startSigstore({ latency: 20 });
    const signer = signerFor(sigstore, { endpoints: endpointsOf(sigstore, { timestampUrl: undefined }) });
    const statements = Array.from({ length: 50 }, (_, index) => Buffer.from(`{"_type":"${index}"}`));
    const bundles = await Promise.all(statements.map((statement) => signer.sign(statement)));
    expect(sigstore.requests).toEqual({ certificate: 1, entry: 50, timestamp: 0 });
    expect(sigstore.mostAtOnce).toBeLessThanOrEqual(8);
    expect(sigstore.mostAtOnce).toBeGreaterThan(1);
    const payloads = bundles.map((bytes) => Buffer.from(parse(bytes).dsseEnvelope.payload, 'base64'));
    expect(payloads).toEqual(statements);
    for (const bytes of bundles) expect(() => verify(sigstore, bytes, true)).not.toThrow();
  });

  it('asks for another certificate two minutes before the end of the first, with a token that is good', async () => {
    await using sigstore = await startSigstore();
    let now = Date.now();
    let asked = 0;
    const signer = signerFor(sigstore, {
      now: () => now,
      requestToken: async () => {
        asked += 1;
        return tokenOf(sigstore);
      },
    });
    await signer.sign(STATEMENT);
    now += 8 * 60_000 - 1000;
    await signer.sign(STATEMENT);
    expect([sigstore.requests.certificate, asked]).toEqual([1, 0]);
    now += 2000;
    await Promise.all([signer.sign(STATEMENT), signer.sign(STATEMENT)]);
    expect([sigstore.requests.certificate, asked]).toEqual([2, 1]);
  });

  it('asks for one certificate although the clock of this machine is hours wrong', async () => {
    await using sigstore = await startSigstore();
    const now = () => Date.now() + 5 * 3_600_000;
    const signer = signerFor(sigstore, { now });
    for (let round = 0; round < 3; round += 1) await signer.sign(STATEMENT);
    expect(sigstore.requests.certificate).toBe(1);
  });

  it('does not use a token that ends before it is used', async () => {
    await using sigstore = await startSigstore();
    const token = tokenOf(sigstore, { exp: Math.floor(Date.now() / 1000) + 30 });
    const fresh = tokenOf(sigstore, { workflow_ref: 'acme/app/.github/workflows/fresh.yml@refs/heads/main' });
    const signer = signerFor(sigstore, { token, requestToken: async () => fresh });
    const identity = verify(sigstore, await signer.sign(STATEMENT), true).identity?.subjectAlternativeName;
    expect(identity).toContain('fresh.yml');
  });

  it('hands on why there is no fresh token', async () => {
    await using sigstore = await startSigstore();
    const token = tokenOf(sigstore, { exp: 1 });
    const requestToken = () => Promise.reject(new InputError("Cannot get GitHub's identity token: no; do"));
    await expect(signerFor(sigstore, { token, requestToken }).sign(STATEMENT)).rejects.toThrow(
      new InputError("Cannot get GitHub's identity token: no; do"),
    );
  });

  it.each([
    ['certificate', 'Fulcio', 403, 'check that it takes identity tokens'],
    ['certificate', 'Fulcio', 500, 'run the step again, or set "record: unsigned"'],
    ['entry', 'Rekor', 400, 'check the addresses of "signing"'],
    ['timestamp', 'the time-stamping authority', 429, 'run the step again'],
  ] as const)('fails where %s is refused: %s answers %i', async (kind, service, status, remedy) => {
    await using sigstore = await startSigstore();
    sigstore.fail(kind, { status, body: '{"message":"there is\\nno more"}' });
    const host = new URL(sigstore.url).host;
    const signing = signerFor(sigstore).sign(STATEMENT);
    await expect(signing).rejects.toBeInstanceOf(InputError);
    await expect(signing).rejects.toThrow(
      `Cannot sign the record: ${service} (${host}) answered ${status} ("there is␤no more"); ${remedy}`,
    );
  });

  it('asks again after a failure', async () => {
    await using sigstore = await startSigstore({ faults: { certificate: { status: 403, times: 1 } } });
    const signer = signerFor(sigstore);
    await expect(signer.sign(STATEMENT)).rejects.toThrow('answered 403');
    await expect(signer.sign(STATEMENT)).resolves.toBeDefined();
  });

  it('tries again by itself where a service fails for a moment', async () => {
    await using sigstore = await startSigstore({ faults: { entry: { status: 503, times: 1 } } });
    await expect(signerFor(sigstore, { limits: { timeout: 2000, retries: 1 } }).sign(STATEMENT)).resolves.toBeDefined();
  });

  it('never shows the token, although the service repeats it', async () => {
    await using sigstore = await startSigstore();
    const token = tokenOf(sigstore);
    sigstore.fail('certificate', { status: 400, body: JSON.stringify({ message: `bad token ${token.raw}` }) });
    const signing = signerFor(sigstore, { token }).sign(STATEMENT);
    await expect(signing).rejects.toThrow('("bad token ***")');
    await expect(signing).rejects.not.toThrow(token.raw.slice(0, 20));
  });

  it.each([
    ['no JSON', 'garbage'],
    ['no certificate', '{}'],
    ['a certificate that is none', '{"signedCertificateEmbeddedSct":{"chain":{"certificates":["garbage"]}}}'],
  ])('refuses an answer with %s', async (_, body) => {
    await using sigstore = await startSigstore();
    sigstore.fail('certificate', { status: 201, body });
    await expect(signerFor(sigstore).sign(STATEMENT)).rejects.toThrow(
      /^Cannot sign the record: Fulcio \(.+\) gave no usable answer \(.+\); /,
    );
  });

  it.each([
    ['entry', 'Rekor'],
    ['timestamp', 'the time-stamping authority'],
  ] as const)('refuses an answer for a %s that is none', async (kind, service) => {
    await using sigstore = await startSigstore();
    sigstore.fail(kind, { status: 201, body: '<html>' });
    await expect(signerFor(sigstore).sign(STATEMENT)).rejects.toThrow(
      `Cannot sign the record: ${service} (${new URL(sigstore.url).host}) gave no usable answer`,
    );
  });

  it('does not wait for a service for ever', async () => {
    await using sigstore = await startSigstore({ faults: { entry: { status: 0 } } });
    const signing = signerFor(sigstore, { limits: { timeout: 1000, retries: 0 } }).sign(STATEMENT);
    await expect(signing).rejects.toThrow(/Rekor \(.+\) could not be reached/);
  });

  it('refuses a certificate for another key', async () => {
    await using sigstore = await startSigstore();
    const certificate = parse(await signerFor(sigstore).sign(STATEMENT)).verificationMaterial.certificate.rawBytes;
    const pem = `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`;
    const body = JSON.stringify({ signedCertificateEmbeddedSct: { chain: { certificates: [pem] } } });
    sigstore.fail('certificate', { status: 201, body });
    await expect(signerFor(sigstore).sign(STATEMENT)).rejects.toThrow('is for another key');
  });

  it('says that a service cannot be reached', async () => {
    await using sigstore = await startSigstore();
    const signer = signerFor(sigstore);
    await sigstore[Symbol.asyncDispose]();
    await expect(signer.sign(STATEMENT)).rejects.toThrow(/Fulcio \(127\.0\.0\.1:\d+\) could not be reached/);
  });

  it('speaks to no service without TLS but on this machine', async () => {
    await using sigstore = await startSigstore();
    for (const name of ['fulcioUrl', 'rekorUrl', 'timestampUrl'] as const) {
      const endpoints = endpointsOf(sigstore, { [name]: 'http://sigstore.example' });
      expect(() => signerFor(sigstore, { endpoints })).toThrow('begins with "https://"');
    }
  });
});
