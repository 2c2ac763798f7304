import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';
import { LABELS } from './labels.ts';
import { findMissing, readTags } from './look.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

const IMAGE = buildImage({ labels: LABELS, layerBytes: 5_000_000, layers: 2 });
const BYTES = [...IMAGE.blobs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);

describe('promoting between registries', () => {
  it.skipIf(!DISTRIBUTION.available).each([
    { name: 'the embedded registry to CNCF Distribution', from: EMBEDDED, to: DISTRIBUTION },
    { name: 'CNCF Distribution to the embedded registry', from: DISTRIBUTION, to: EMBEDDED },
  ])('streams what the destination lacks, from $name', async ({ from, to }) => {
    await using source = await from.start();
    await using destination = await to.start();
    await pushImage(source.host, 'd/app', IMAGE, ['1.2.3']);
    const inputs = { from: `${source.host}/d/app:1.2.3`, to: `${destination.host}/p/app` };
    const run = await runAction({ inputs });
    expect(run.exitCode).toBe(0);
    expect(await findMissing(destination.host, 'p/app', 'latest')).toEqual([]);
    expect(JSON.parse(run.outputs['report'] ?? '').images[0].destinations[0].bytesCopied).toBe(BYTES);
    const again = await runAction({ inputs: { ...inputs, tags: 'edge' } });
    expect(JSON.parse(again.outputs['report'] ?? '').images[0].destinations[0].bytesCopied).toBe(0);
  });

  it('promotes to several destinations in one run, mounting where it can', async () => {
    await using near = await startRegistry();
    await using far = await startRegistry();
    await pushImage(near.host, 'd/app', IMAGE, ['1.2.3']);
    const to = `${near.host}/t/app\n# the second site\n${far.host}/t/app\n`;
    const run = await runAction({ inputs: { from: `${near.host}/d/app:1.2.3`, to, tags: 'type=semver' } });
    expect(run.exitCode).toBe(0);
    const [first, second] = JSON.parse(run.outputs['report'] ?? '').images[0].destinations;
    expect([first.bytesCopied, second.bytesCopied]).toEqual([0, BYTES]);
    expect(await readTags(near.host, 't/app')).toEqual(await readTags(far.host, 't/app'));
    expect(run.outputs['tags']?.split('\n')).toHaveLength(8);
  });

  it.skipIf(!DISTRIBUTION.available)('reads on where the source breaks off once in the middle of a layer', async () => {
    const broken = new Set<string>();
    await using source = await startRegistry({
      intercept(request, response, path) {
        const bytes = IMAGE.blobs.get(path.slice(path.lastIndexOf('/') + 1));
        if (request.method !== 'GET' || bytes === undefined || broken.has(path)) return false;
        broken.add(path);
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, bytes.length / 2), () => setImmediate(() => response.destroy()));
        return true;
      },
    });
    await using destination = await DISTRIBUTION.start();
    await pushImage(source.host, 'd/app', IMAGE, ['1.2.3']);
    const inputs = { from: `${source.host}/d/app:1.2.3`, to: `${destination.host}/p/app` };
    expect(await runAction({ inputs })).toMatchObject({ exitCode: 0 });
    expect(await findMissing(destination.host, 'p/app', 'latest')).toEqual([]);
    expect(broken.size).toBe(IMAGE.blobs.size);
  });

  it('uploads no layer that is there where the registry mounts nothing', async () => {
    await using registry = await startRegistry({ mount: 'refuse' });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    const inputs = { from: `${registry.host}/d/app:1.2.3`, to: `${registry.host}/p/app` };
    expect(await runAction({ inputs })).toMatchObject({ exitCode: 0 });
    const labels = { ...LABELS, 'org.opencontainers.image.revision': 'b'.repeat(40) };
    const next = buildImage({ labels, layerBytes: 5_000_000, layers: 2 });
    await pushImage(registry.host, 'd/app', next, ['1.2.4']);
    const run = await runAction({ inputs: { ...inputs, from: `${registry.host}/d/app:1.2.4`, version: '1.2.4' } });
    const { bytesCopied } = JSON.parse(run.outputs['report'] ?? '').images[0].destinations[0];
    // Other labels make other configs; the layers are the same.
    expect(bytesCopied).toBeGreaterThan(0);
    expect(bytesCopied).toBeLessThan(5_000_000);
  });

  it('writes no tag and leaves the old ones where the source breaks off in the middle of a layer', async () => {
    let isBroken = true;
    await using source = await startRegistry({
      intercept(request, response, path) {
        if (!isBroken || request.method !== 'GET' || !path.includes('/blobs/')) return false;
        const bytes = Buffer.from(IMAGE.blobs.get(path.slice(path.lastIndexOf('/') + 1)) ?? []);
        response.writeHead(200, { 'content-length': bytes.length });
        response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
        return true;
      },
    });
    await using destination = await startRegistry();
    await pushImage(source.host, 'd/app', IMAGE, ['1.2.3']);
    const inputs = { from: `${source.host}/d/app:1.2.3`, to: `${destination.host}/p/app`, version: '1.2.3' };
    const broken = await runAction({ inputs });
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toMatch(/::error::Cannot [^\n]+: [^\n]+; [^\n]+/);
    expect(destination.tags('p/app').size).toBe(0);
    isBroken = false;
    expect(await runAction({ inputs })).toMatchObject({ exitCode: 0 });
    expect(await findMissing(destination.host, 'p/app', '1.2.3')).toEqual([]);
  });
});
