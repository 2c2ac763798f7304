import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { DSSEBundleBuilder, FulcioSigner, RekorWitness, TSAWitness, type Witness } from '@sigstore/sign';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { describe, expect, it } from 'vitest';
import { writableTime } from './clock.ts';
import { type Sigstore, startSigstore } from './sigstore.ts';
import type { TokenClaims } from './tokens.ts';

const STATEMENT = Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}');

async function signWith(sigstore: Sigstore, witnesses: Witness[], claims?: TokenClaims) {
  const token = sigstore.issueToken(claims);
  const identityProvider = { getToken: () => Promise.resolve(token) };
  const signer = new FulcioSigner({ fulcioBaseURL: sigstore.fulcioUrl, identityProvider });
  const builder = new DSSEBundleBuilder({ signer, witnesses });
  return bundleToJSON(await builder.create({ data: STATEMENT, type: 'application/vnd.in-toto+json' }));
}

function verifierOf(sigstore: Sigstore, hasLog: boolean): Verifier {
  const material = toTrustMaterial(TrustedRoot.fromJSON(sigstore.trustedRoot));
  const log = hasLog ? 1 : 0;
  return new Verifier(material, { tlogThreshold: log, ctlogThreshold: log, timestampThreshold: 1 });
}

describe('startSigstore', () => {
  it('signs by certificate and log, as the verifier takes it, and certifies workflow and environment', async () => {
    await using sigstore = await startSigstore();
    const witness = new RekorWitness({ rekorBaseURL: sigstore.rekorUrl });
    const bundle = bundleFromJSON(await signWith(sigstore, [witness], { environment: 'production' }));
    const signer = verifierOf(sigstore, true).verify(toSignedEntity(bundle));
    expect(signer.identity?.subjectAlternativeName).toBe(
      'https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main',
    );
    const environment = signer.identity?.oids?.find(({ oid }) => oid?.id.join('.') === '1.3.6.1.4.1.57264.1.23');
    expect(environment?.value.subarray(2).toString()).toBe('production');
    expect(sigstore.requests).toEqual({ certificate: 1, entry: 1, timestamp: 0 });
  });

  it('signs with time stamps alone, at any millisecond', async () => {
    let time = Date.now() + 1000;
    await using sigstore = await startSigstore({ hasLog: false, now: () => time });
    const witness = new TSAWitness({ tsaBaseURL: sigstore.timestampUrl });
    const verifier = verifierOf(sigstore, false);
    for (let round = 0; round < 20; round += 1, time += 55) {
      const bundle = bundleFromJSON(await signWith(sigstore, [witness]));
      expect(() => verifier.verify(toSignedEntity(bundle))).not.toThrow();
    }
  });

  it('is an authority of its own, whose signatures no other vouches for', async () => {
    await using sigstore = await startSigstore();
    await using other = await startSigstore();
    const bundle = bundleFromJSON(await signWith(sigstore, [new RekorWitness({ rekorBaseURL: sigstore.rekorUrl })]));
    expect(() => verifierOf(other, true).verify(toSignedEntity(bundle))).toThrow();
  });

  it('has no log where it is to have none', async () => {
    await using sigstore = await startSigstore({ hasLog: false });
    const witness = new RekorWitness({ rekorBaseURL: sigstore.rekorUrl });
    await expect(signWith(sigstore, [witness])).rejects.toThrow('(404)');
  });

  it('fails as often as it is told to', async () => {
    await using sigstore = await startSigstore({ faults: { certificate: { status: 503, times: 1 } } });
    await expect(signWith(sigstore, [])).rejects.toThrow('(503)');
    await expect(signWith(sigstore, [])).resolves.toBeDefined();
    expect(sigstore.requests.certificate).toBe(2);
  });

  it.each([
    ['for somebody else', { aud: 'another' }],
    ['that is expired', { exp: 1 }],
  ])('takes no token %s', async (_, claims) => {
    await using sigstore = await startSigstore();
    await expect(signWith(sigstore, [], claims)).rejects.toThrow('(401)');
  });

  it('gives certificates that expired before the signature, where it is to', async () => {
    await using sigstore = await startSigstore({ certificateAge: 11 * 60_000 });
    const bundle = bundleFromJSON(await signWith(sigstore, [new RekorWitness({ rekorBaseURL: sigstore.rekorUrl })]));
    expect(() => verifierOf(sigstore, true).verify(toSignedEntity(bundle))).toThrow();
  });
});

describe('writableTime', () => {
  it.each([
    [1_000, 1_101],
    [1_099, 1_101],
    [1_123, 1_123],
    [1_120, 1_121],
    [1_999, 1_999],
  ])('makes %i %i', (time, writable) => {
    expect(writableTime(time)).toBe(writable);
  });
});
