import { describe, expect, it } from 'vitest';
import { fetchPublicGood } from '../../../src/attestation/verify/fetch-trusted-root.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { startTufRepository } from '../../support/sigstore/tuf.ts';
import { PIN, startForge, toBytes } from './forge.ts';

const ROOT = 'trusted_root.json';
const CONFIG = 'signing_config.v0.2.json';
const CURE =
  /; let the runner reach tuf-repo-cdn\.sigstore\.dev, or keep the output of "gh attestation trusted-root" in a file and name it as "trusted-root" in the pipeline file$/;

const forge = await startForge();
const trustedRoot = JSON.stringify(forge.trustedRoot);
const config = JSON.stringify({ mediaType: 'x', caUrls: [{ url: 'https://fulcio.example.com' }] });
const BOTH = { targets: { [ROOT]: trustedRoot, [CONFIG]: config }, version: 5 };

describe('what the public Sigstore says of itself', () => {
  it('is a trusted root alone if the repository has no signing config', async () => {
    await using repository = await startTufRepository({ targets: { [ROOT]: trustedRoot }, version: 1 });
    const found = await fetchPublicGood(repository.cache, { ...repository, forSigning: true });
    expect(found.signingConfig).toBeUndefined();
    const verifier = createBundleVerifier({ roots: [found.trustedRoot], now: forge.now });
    expect(verifier(toBytes(await forge.sign()), [PIN]).kind).toBe('signed');
  });

  it('is a trusted root and a signing config, byte for byte, and is fetched by version and digest', async () => {
    await using repository = await startTufRepository(BOTH);
    const found = await fetchPublicGood(repository.cache, { ...repository, forSigning: true });
    expect(Buffer.from(found.signingConfig ?? []).toString()).toBe(config);
    expect(repository.requests.map((path) => path.replace(/[0-9a-f]{64}/, 'DIGEST'))).toEqual([
      '/2.root.json',
      '/timestamp.json',
      '/5.snapshot.json',
      '/5.targets.json',
      `/targets/DIGEST.${ROOT}`,
      `/targets/DIGEST.${CONFIG}`,
    ]);
  });

  it('is no signing config if nobody signs', async () => {
    await using repository = await startTufRepository(BOTH);
    const found = await fetchPublicGood(repository.cache, repository);
    expect(found.signingConfig).toBeUndefined();
    expect(repository.requests.filter((path) => path.endsWith(CONFIG))).toEqual([]);
  });

  it.each([
    [ROOT, (text: string) => text.replace('sigstore', 'sigstorE'), 'Expected hash'],
    [CONFIG, (text: string) => text.replace('fulcio.example.com', 'fulcio.example.org'), 'Expected hash'],
    [CONFIG, (text: string) => text.slice(1), 'Expected length'],
    [CONFIG, (text: string) => `${text} `, 'Max length reached'],
  ])('is refused if %s was tampered with', async (name, change, reason) => {
    await using repository = await startTufRepository(BOTH);
    repository.tamper(name, change);
    const fetching = fetchPublicGood(repository.cache, { ...repository, forSigning: true });
    await expect(fetching).rejects.toThrow(
      `Cannot fetch the trusted root of the public Sigstore: its file "${name}" cannot be read (${reason}`,
    );
    await expect(fetching).rejects.toThrow(CURE);
  });

  it('is refused once its timestamp has expired: somebody may hold newer ones back', async () => {
    await using repository = await startTufRepository({ ...BOTH, timestampExpires: new Date(Date.now() - 1000) });
    const fetching = fetchPublicGood(repository.cache, { ...repository, forSigning: true });
    await expect(fetching).rejects.toThrow(
      /^Cannot fetch the trusted root of the public Sigstore: .*timestamp.*expired/,
    );
    await expect(fetching).rejects.toThrow(CURE);
  });

  it('is refused if it is older than what was seen before', async () => {
    await using repository = await startTufRepository(BOTH);
    await fetchPublicGood(repository.cache, repository);
    repository.publish({ ...BOTH, version: 4 });
    const fetching = fetchPublicGood(repository.cache, repository);
    await expect(fetching).rejects.toThrow(/^Cannot fetch the trusted root of the public Sigstore: .*version 4 .*5/);
    await expect(fetching).rejects.toThrow(CURE);
    repository.publish({ ...BOTH, version: 6 });
    await expect(fetchPublicGood(repository.cache, repository)).resolves.toBeDefined();
  });
});
