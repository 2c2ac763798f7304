import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { KEYS } from '../pipeline/support.ts';
import { replay, statementsIn } from '../policy/admissions.ts';
import { DIGEST, PIPELINE, startChainWorld, type World } from '../policy/world.ts';
import { findCosign, verifyAttestation } from '../support/cosign.ts';
import { findSlsaVerifier, verifySummary } from '../support/slsa-verifier.ts';

const forge = await startForge();
const ADMITTING = PIPELINE.replace('from: s1 }', 'from: s1, admission: true }').replace(
  'from: s2 }',
  'from: s2, admission: true }',
);
const TYPE = 'https://sealift.github.io/admitted/v1/p';
const STANDARD = 'https://slsa.dev/verification_summary/v1';

async function startAdmitted(): Promise<World> {
  const world = await startChainWorld(ADMITTING, { forge, registry: { referrers: 'api' } });
  await world.place('d', 't', 's1');
  expect(await world.promote({ from: 's1', to: 's2' })).toBeUndefined();
  expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
  return world;
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

/** The policy of the guide, in CUE. */
function cueFor(host: string, repository: string): string {
  return `predicateType: "${TYPE}"\npredicate: { verificationResult: "PASSED", resourceUri: =~"^oci://${host.replaceAll('.', '\\\\.')}/${repository}/" }\n`;
}

describe.skipIf(findCosign() === undefined)('cosign', () => {
  it('finds the statements of admission, and judges them by a policy in CUE', async () => {
    await using world = await startAdmitted();
    await withKey(async (publicKeyFile) => {
      const asked = { image: `${world.host}/p/app@${DIGEST}`, predicateType: TYPE, trust: { publicKeyFile } };
      expect(await verifyAttestation({ ...asked, policy: cueFor(world.host, 'p') })).toMatchObject([
        { predicateType: TYPE, predicate: { verificationResult: 'PASSED', resourceUri: `oci://${world.host}/p/app` } },
      ]);
      await expect(verifyAttestation({ ...asked, policy: cueFor(world.host, 'x') })).rejects.toThrow();
      expect((await verifyAttestation({ ...asked, predicateType: STANDARD })).length).toBeGreaterThan(0);
    });
  }, 60_000);

  it('admits nothing that was promoted to another environment only, nor a statement of one that is replayed (R2)', async () => {
    await using world = await startAdmitted();
    await withKey(async (publicKeyFile) => {
      const asked = { image: `${world.host}/s2/app@${DIGEST}`, predicateType: TYPE, trust: { publicKeyFile } };
      await expect(verifyAttestation({ ...asked, policy: cueFor(world.host, 's2') })).rejects.toThrow();
      await replay(world, 'p/app', 's2/app', TYPE);
      await expect(verifyAttestation({ ...asked, policy: cueFor(world.host, 's2') })).rejects.toThrow();
    });
  }, 60_000);
});

describe.skipIf(findSlsaVerifier() === undefined)('slsa-verifier', () => {
  it('verifies the standard summary, and refuses it for all else (R2)', async () => {
    await using world = await startAdmitted();
    const [own] = statementsIn(world, 'p/app', [STANDARD]).filter(
      ({ predicate }) => predicate['resourceUri'] === `oci://${world.host}/p/app`,
    );
    if (own === undefined) throw new Error('there is no summary');
    const verifier = own.predicate['verifier'];
    const wanted = {
      envelope: JSON.parse(own.bundle).dsseEnvelope,
      publicKey: KEYS.publicKey,
      digest: DIGEST,
      verifierId: Object(verifier).id,
      resourceUri: `oci://${world.host}/p/app`,
      levels: ['SEALIFT_ENTERED_P'],
    };
    await verifySummary(wanted);
    for (const other of [
      { resourceUri: `oci://${world.host}/s2/app` },
      { levels: ['SEALIFT_ENTERED_S2'] },
      { verifierId: 'https://example.com' },
      { digest: `sha256:${'0'.repeat(64)}` },
    ]) {
      await expect(verifySummary({ ...wanted, ...other })).rejects.toThrow('Verifying VSA: FAILED');
    }
  }, 60_000);
});
