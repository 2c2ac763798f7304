import { describe, expect, it } from 'vitest';
import { KEYS } from '../pipeline/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { readTags } from './look.ts';
import { complaint, KEYED, startWorld } from './pipeline-world.ts';

const image = buildImage({ labels: LABELS });

const SIGNED = { 'signing-key': KEYS.privateKey };

/** The pipeline of tests: what enters `t` needs a maintainer. */
const GATED = KEYED.replace('from: d }', 'from: d, gates: { labels: { org.opencontainers.image.source: true } } }');

describe('check', () => {
  it('says what a promotion would, and what is in an environment, and writes nothing', async () => {
    await using world = await startWorld({ pipeline: GATED });
    await world.write('keys/sealift.pub', KEYS.publicKey);
    await pushImage(world.host, 'd/app', image, ['1.2.3']);

    const entering = await world.run({ command: 'check', from: 'd', to: 't', image: 'app:1.2.3' });
    expect(entering.exitCode).toBe(0);
    expect(entering.summary).toMatch(/^## ✅ 1 image may go from d to t\n/);
    expect(await readTags(world.host, 't/app')).toEqual({});

    const promoted = await world.run({ from: 'd', to: 't', image: 'app:1.2.3', ...SIGNED });
    expect(promoted.exitCode).toBe(0);
    const standing = await world.run({ command: 'check', to: 't', image: 'app' });
    expect(standing.exitCode).toBe(0);
    expect(standing.summary).toMatch(/^## ✅ 1 image in t may stay\n/);
    expect(JSON.parse(standing.outputs['report'] ?? '')).toMatchObject({ schema: 1, command: 'check', passed: true });

    const refused = await world.run({ command: 'check', from: 'd', to: 'p', image: 'app:1.2.3' });
    expect(refused.exitCode).toBe(1);
    expect(complaint(refused)).toMatch(/^Cannot promote .*d\/app:1\.2\.3 to p: p takes images only from t/);
    expect(JSON.parse(refused.outputs['report'] ?? '')).toMatchObject({ passed: false });
  });
});
