import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { readTags } from './look.ts';
import { complaint, startWorld } from './pipeline-world.ts';

const PIPELINE = `version: 1
images: [app]
environments:
  d: { repository: "HOST/d/{image}", retention: { keep: { last: 1 } } }
retention: { in-use: { clusters: [dc1] } }
`;

const OLD = buildImage({ seed: 'old' });

describe('command: retain', () => {
  it('plans by what runs, and changes nothing', async () => {
    await using world = await startWorld({ pipeline: PIPELINE, start: () => startRegistry({ referrers: 'api' }) });
    await pushImage(world.host, 'd/app', OLD, ['20261001_01']);
    await pushImage(world.host, 'd/app', buildImage({ seed: 'older' }), ['20260901_01']);
    await pushImage(world.host, 'd/app', buildImage({ seed: 'new' }), ['20261101_01']);
    const before = await readTags(world.host, 'd/app');
    expect(complaint(await world.run({ command: 'retain' }))).toContain('nothing says what dc1 runs');

    await world.write('in-use/dc1.txt', `# cluster dc1 ${new Date().toISOString()}\n${OLD.index.digest}\n`);
    const run = await world.run({ command: 'retain', 'in-use': 'in-use' });
    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ due: '1', changed: 'false' });
    expect(JSON.parse(run.outputs['plan'] ?? '[]')).toMatchObject([{ tags: ['20260901_01'], action: 'retire' }]);
    expect(run.outputs['plan-id']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(run.outputs['plan-file']).toMatch(/sealift-retention\.json$/);
    expect(run.summary).toContain('1 of 3 images is due in d');
    expect(await readTags(world.host, 'd/app')).toEqual(before);
  });
});
