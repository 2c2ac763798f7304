import { describe, expect, it } from 'vitest';
import { parseClaims } from '../../src/attestation/sign/identity-token.ts';
import { fetchPublicGood } from '../../src/attestation/verify/fetch-trusted-root.ts';
import { createBundleVerifier } from '../../src/attestation/verify/verify-bundle.ts';
import { openSigner } from '../../src/records/signer.ts';
import { readVector } from '../attestation/verify/vectors.ts';
import { type Sigstore, startSigstore } from '../support/sigstore/sigstore.ts';
import { GITHUB_ISSUER } from '../support/sigstore/tokens.ts';
import { startTufRepository, type TufRepository } from '../support/sigstore/tuf.ts';

const ROOT = 'trusted_root.json';
const CONFIG = 'signing_config.v0.2.json';
const BUILT_IN = 'The identity token goes to fulcio.sigstore.dev, for the audience "sigstore"';

/** Writes a signing config that names a Sigstore. */
function configOf(
  { url }: Sigstore,
  rekorVersion: 1 | 2,
  validFor: object = { start: '2026-01-01T00:00:00Z' },
): string {
  const service = (majorApiVersion: number, path = '') => ({
    ...{ url: `${url}${path}`, majorApiVersion, validFor, operator: 'test' },
  });
  return JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(1)],
    rekorTlogUrls: [service(rekorVersion)],
    tsaUrls: [service(1, '/api/v1/timestamp')],
    rekorTlogConfig: { selector: 'ANY' },
    tsaConfig: { selector: 'ANY' },
  });
}

/** Opens what signs for a public repository, by what a TUF repository says of the public Sigstore. */
async function open(sigstore: Sigstore, repository: TufRepository) {
  const raw = sigstore.issueToken();
  const token = { raw, claims: parseClaims(raw) };
  const told: string[] = [];
  const signer = await openSigner({
    means: { kind: 'token' },
    pipeline: undefined,
    environment: {},
    own: undefined,
    publicGood: () => fetchPublicGood(repository.cache, { ...repository, forSigning: true }),
    tell: (sentence) => told.push(sentence),
    requestToken: async () => token,
  });
  return { signer, told };
}

function targetsOf({ trustedRoot }: Sigstore, config?: string) {
  return { [ROOT]: JSON.stringify(trustedRoot), ...(config === undefined ? {} : { [CONFIG]: config }) };
}

describe('the addresses of the public Sigstore', () => {
  it.each([
    [1, 'dsse', '0.0.1'],
    [2, 'hashedrekord', '0.0.2'],
  ] as const)('come from its signing config, with version %d of Rekor', async (rekorVersion, kind, version) => {
    await using sigstore = await startSigstore({ rekorVersion });
    const targets = targetsOf(sigstore, configOf(sigstore, rekorVersion));
    await using repository = await startTufRepository({ targets, version: 1 });
    const { signer, told } = await open(sigstore, repository);
    expect(told).toEqual([`The identity token goes to ${new URL(sigstore.url).host}, for the audience "sigstore"`]);
    const bytes = await signer.sign(Buffer.from('{"_type":"https://in-toto.io/Statement/v1"}'));
    const { verificationMaterial } = JSON.parse(Buffer.from(bytes).toString());
    expect(verificationMaterial.tlogEntries).toMatchObject([{ kindVersion: { kind, version } }]);
    expect(sigstore.requests).toEqual({ certificate: 1, entry: 1, timestamp: 1 });
    const { trustedRoot } = await fetchPublicGood(repository.cache, repository);
    const verifier = createBundleVerifier({ roots: [trustedRoot], now: () => new Date() });
    const pins = [{ kind: 'identity', issuer: GITHUB_ISSUER, identity: signer.name }] as const;
    expect(verifier(bytes, pins)).toMatchObject({ kind: 'signed' });
  });

  it('in the config that it has today are those that are built in', async () => {
    await using sigstore = await startSigstore();
    const targets = targetsOf(sigstore, readVector('signing-config-public').toString());
    await using repository = await startTufRepository({ targets, version: 1 });
    const { told } = await open(sigstore, repository);
    expect(told).toEqual([BUILT_IN]);
  });

  it('are built in if the repository has no signing config', async () => {
    await using sigstore = await startSigstore();
    await using repository = await startTufRepository({ targets: targetsOf(sigstore), version: 1 });
    const { told } = await open(sigstore, repository);
    expect(told).toEqual([BUILT_IN]);
  });

  it('are built in, and that is told, if the signing config was tampered with: no token goes anywhere else', async () => {
    await using sigstore = await startSigstore();
    const targets = targetsOf(sigstore, configOf(sigstore, 1));
    await using repository = await startTufRepository({ targets, version: 1 });
    repository.tamper(CONFIG, (text) => text.replace('"operator":"test"', '"operator":"evil"'));
    const { told } = await open(sigstore, repository);
    expect(told).toEqual([
      expect.stringMatching(
        /^The addresses of the public Sigstore are those that are built in: Cannot fetch the trusted root of the public Sigstore: /,
      ),
      BUILT_IN,
    ]);
  });

  it('are built in, and that is told, if none of the config is in use any more', async () => {
    await using sigstore = await startSigstore();
    const past = { start: '2026-01-01T00:00:00Z', end: '2026-02-01T00:00:00Z' };
    const targets = targetsOf(sigstore, configOf(sigstore, 1, past));
    await using repository = await startTufRepository({ targets, version: 1 });
    const { told } = await open(sigstore, repository);
    expect(told).toEqual([
      expect.stringMatching(/built in: of its certificate authorities .* none is in use now/),
      BUILT_IN,
    ]);
  });
});
