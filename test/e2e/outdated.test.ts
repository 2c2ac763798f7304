import { describe, expect, it } from 'vitest';
import { stack } from '../admission/world.ts';
import { KEYS } from '../pipeline/support.ts';
import { startDistribution } from '../support/distribution.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startOlareg } from '../support/olareg.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { DISTRIBUTION_3, findRegistryProgram, OLAREG } from '../support/registry-programs.ts';
import { readTags } from './look.ts';
import { complaint, type PipelineRegistry, startWorld } from './pipeline-world.ts';

const PIPELINE = `version: 1
record: signed
images: [app]
signing: { signers: [{ key: keys/sealift.pub }] }
bases: { ledger: HOST/ledger/bases }
environments:
  d: { repository: "HOST/d/{image}" }
  p:
    repository: "HOST/p/{image}"
    from: d
    gates: { base: { allow: [HOST/base/prod-osbase], deny: [HOST/base/dev-osbase] } }
`;

const LABELS = { 'org.opencontainers.image.version': '1.2.3' };
const KEY = { 'signing-key': KEYS.privateKey };

async function startBases(start: () => Promise<PipelineRegistry>) {
  const world = await startWorld({ pipeline: PIPELINE, start });
  await world.write('keys/sealift.pub', KEYS.publicKey);
  await pushImage(`${world.host}`, 'base/prod-osbase', stack(['os 1.4.5']), ['1.4.5']);
  await pushImage(`${world.host}`, 'base/prod-osbase', stack(['os 1.4.7']), ['1.4.7']);
  await pushImage(`${world.host}`, 'base/dev-osbase', stack(['os 1.4.5', 'debugger']), ['2.1.0']);
  return world;
}

/** Writes a ledger in a registry, promotes by it, and is refused by it. */
async function follow(start: () => Promise<PipelineRegistry>): Promise<void> {
  await using world = await startBases(start);
  const { host } = world;
  await pushImage(host, 'd/app', stack(['os 1.4.5', 'app'], { labels: LABELS }), ['1.2.3']);
  const promotion = { from: 'd', to: 'p', image: 'app:1.2.3', tags: 'type=semver', ...KEY };
  expect(complaint(await world.run(promotion))).toContain('names it, and nothing is there; run command: outdated');

  const found = await world.run({ command: 'outdated', ...KEY });
  expect(found.exitCode).toBe(0);
  const report = JSON.parse(found.outputs['report'] ?? '{}');
  expect(report.images).toMatchObject([{ image: 'app', behind: 1, environments: [{ environment: 'd' }] }]);
  expect(report.ledger).toMatchObject({ versions: 3, added: 3, written: true });
  expect(found.outputs['record']).toMatch(/\/ledger\/bases@sha256:[0-9a-f]{64}$/);
  expect(found.summary).toContain('1 image: 1 behind; rebuild app first');

  const promoted = await world.run(promotion);
  expect(promoted.exitCode).toBe(0);
  expect(JSON.parse(promoted.outputs['checks'] ?? '[]')).toHaveLength(1);
  expect(Object.keys(await readTags(host, 'p/app'))).toContain('1.2.3');

  await pushImage(host, 'd/app', stack(['os 1.4.5', 'debugger', 'app'], { labels: LABELS }), ['1.2.4']);
  const refused = await world.run({ ...promotion, image: 'app:1.2.4' });
  expect(complaint(refused)).toContain('it stands on dev-osbase 2.1.0');

  const again = await world.run({ command: 'outdated', ...KEY });
  expect(JSON.parse(again.outputs['report'] ?? '{}').ledger).toMatchObject({ versions: 3, added: 0, written: true });
}

describe('command: outdated', () => {
  it('writes the ledger by which promotions then pass or are refused', async () => {
    await follow(() => startRegistry());
  });

  it.skipIf(findRegistryProgram(DISTRIBUTION_3) === undefined)('does so in CNCF Distribution 3', async () => {
    await follow(() => startDistribution({ version: 3 }));
  });

  it.skipIf(findRegistryProgram(OLAREG) === undefined)('does so in olareg', async () => {
    await follow(() => startOlareg());
  });
});
