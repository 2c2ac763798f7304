import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { KEYS } from '../pipeline/support.ts';
import { findCosign, verifyAttestation, verifySignature } from '../support/cosign.ts';
import { DIGEST, IMAGE, PIPELINE, startChainWorld, type World } from './world.ts';

const forge = await startForge();
const PREDICATE = 'https://sealift.github.io/promotion/v1';
/** What an admission check would ask of a record, were there one record only. */
const OF_P = 'predicate: destination: environment: "p"\n';

/** Copies all that a repository has to another one by hand, past all routes. */
function copy({ registry }: World, from: string, to: string): void {
  const manifests = new Map([...registry.manifests(from)].map(([digest, stored]) => [digest, stored]));
  registry.load(to, { index: IMAGE.index, manifests, blobs: registry.blobs(from) }, ['1.2.3']);
}

async function withKey<Result>(use: (publicKeyFile: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-cosign-key-'));
  try {
    const file = join(folder, 'ops.pub');
    await writeFile(file, KEYS.publicKey);
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(findCosign() === undefined)('what cosign says of records is no check of admission', () => {
  it('because it takes an image that was never promoted to where it is', async () => {
    await using world = await startChainWorld(PIPELINE, { forge, registry: { referrers: 'api' } });
    await world.place('d');
    expect(await world.promote({ from: 'd', to: 't' })).toBeUndefined();
    copy(world, 't/app', 'p/app');
    await withKey(async (publicKeyFile) => {
      const image = `${world.uri('p')}@${DIGEST}`;
      const trust = { publicKeyFile };
      expect(await verifyAttestation({ image, predicateType: PREDICATE, trust })).toHaveLength(1);
      expect(await verifySignature({ image, trust })).toContain(DIGEST);
    });
    expect((await world.verify(`${world.uri('p')}:1.2.3`)).refusal).toContain(', only for "t"');
  }, 60_000);

  it('because a policy on the environment refuses what was rightly promoted', async () => {
    await using world = await startChainWorld(PIPELINE, { forge, registry: { referrers: 'api' } });
    await world.place('d');
    for (const [from, to] of [
      ['d', 't'],
      ['t', 's1'],
      ['s1', 's2'],
      ['s2', `${world.host}/p/app`],
    ] as const) {
      const source = to.includes('/') ? `${world.uri(from)}:1.2.3` : from;
      expect(await world.promote({ from: source, to })).toBeUndefined();
    }
    expect((await world.verify(`${world.uri('p')}:1.2.3`)).refusal).toBeUndefined();
    await withKey(async (publicKeyFile) => {
      const asked = { image: `${world.uri('p')}@${DIGEST}`, predicateType: PREDICATE, trust: { publicKeyFile } };
      expect((await verifyAttestation(asked)).length).toBeGreaterThan(1);
      // Policies are read, and asked of every record of the type.
      await verifyAttestation({ ...asked, policy: 'predicate: action: "promote"\n' });
      await expect(verifyAttestation({ ...asked, policy: OF_P })).rejects.toThrow();
    });
  }, 60_000);
});
