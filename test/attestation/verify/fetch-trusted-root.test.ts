import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initializeTUFRepo, tufHandlers } from '@tufjs/repo-mock';
import { describe, expect, it } from 'vitest';
import { fetchPublicGoodRoot } from '../../../src/attestation/verify/fetch-trusted-root.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { closeServer, listen } from '../../support/loopback.ts';
import { PIN, startForge, toBytes } from './forge.ts';

const forge = await startForge();

/** Starts a TUF repository on loopback that has the forge's trusted root. */
async function startRepository({ content = JSON.stringify(forge.trustedRoot), isSilent = false } = {}) {
  const repository = initializeTUFRepo([{ name: 'trusted_root.json', content: Buffer.from(content) }]);
  const handlers = tufHandlers(repository, { metadataPathPrefix: '', targetPathPrefix: '/targets' });
  const server = createServer((request, response) => {
    if (isSilent) return;
    const path = request.url ?? '';
    // Targets are asked for by their digests (TUF, consistent snapshots).
    const handler = handlers.find(
      (each) => each.path === path || (path.endsWith('.trusted_root.json') && each.path.endsWith('/trusted_root.json')),
    );
    const answer = handler?.fn();
    response.writeHead(answer?.statusCode ?? 404).end(answer?.response);
  });
  const mirrorUrl = `http://${await listen(server)}`;
  const folder = await mkdtemp(join(tmpdir(), 'sealift-tuf-'));
  const rootPath = join(folder, 'first-root.json');
  await writeFile(rootPath, JSON.stringify(repository.rootMeta.toJSON()));
  return {
    mirrorUrl,
    rootPath,
    cache: join(folder, 'cache'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await closeServer(server);
      await rm(folder, { recursive: true });
    },
  };
}

describe('the trusted root of a TUF repository', () => {
  it('is fetched and verifies bundles', async () => {
    await using repository = await startRepository();
    const root = await fetchPublicGoodRoot(repository.cache, repository);
    const verifier = createBundleVerifier({ roots: [root], now: forge.now });
    expect(verifier(toBytes(await forge.sign()), [PIN]).kind).toBe('signed');
  });

  it('is refused where its signatures are by other keys than those that are built in', async () => {
    await using repository = await startRepository();
    await using other = await startRepository();
    await expect(
      fetchPublicGoodRoot(repository.cache, { mirrorUrl: repository.mirrorUrl, rootPath: other.rootPath }),
    ).rejects.toThrow(/^Cannot fetch the trusted root of the public Sigstore: .*signed by 0\/1 keys.*; let the runner/);
  });

  it('is refused where it is no trusted root', async () => {
    await using repository = await startRepository({ content: 'x' });
    await expect(fetchPublicGoodRoot(repository.cache, repository)).rejects.toThrow(/^Cannot fetch .* "trusted-root"/);
  });

  it('is told to be out of reach where nobody answers, within the time', async () => {
    await using repository = await startRepository({ isSilent: true });
    await expect(fetchPublicGoodRoot(repository.cache, { ...repository, timeLimit: 300 })).rejects.toThrow(
      /^Cannot fetch the trusted root of the public Sigstore: it took longer than 0\.3 s; let the runner reach tuf-repo-cdn\.sigstore\.dev, or keep/,
    );
  });

  it('is told to be out of reach where there is no server', async () => {
    const gone = await startRepository();
    const { mirrorUrl } = gone;
    await gone[Symbol.asyncDispose]();
    await using repository = await startRepository();
    await expect(fetchPublicGoodRoot(repository.cache, { ...repository, mirrorUrl, timeLimit: 5000 })).rejects.toThrow(
      /^Cannot fetch the trusted root of the public Sigstore: .*; let the runner reach/,
    );
  });
});
