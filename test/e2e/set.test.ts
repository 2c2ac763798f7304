import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';
import { someOf } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { findMissing, readTags } from './look.ts';
import { TARGETS } from './targets.ts';

const NAMES = ['shop/app', 'shop/worker', 'shop/db'];
const imageOf = (name: string) => buildImage({ labels: LABELS, layers: 1, seed: name });

describe.each(someOf(2, TARGETS, 'sets'))('promoting a set within $name', ({ available, start }) => {
  it.skipIf(!available)('promotes all of its images, tags last', async () => {
    await using registry = await start();
    await using proxy = await startProxy(registry.host);
    for (const name of NAMES) await pushImage(registry.host, `d/${name}`, imageOf(name), ['1.2.3']);
    const run = await runAction({
      inputs: {
        from: `${proxy.host}/d/{image}`,
        to: `${proxy.host}/t/{image}`,
        image: NAMES.map((name) => `${name}:1.2.3`).join('\n'),
        tags: 'type=semver',
      },
    });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    for (const name of NAMES) {
      const { digest } = imageOf(name).index;
      expect(await readTags(registry.host, `t/${name}`)).toEqual({
        '1': digest,
        '1.2': digest,
        '1.2.3': digest,
        latest: digest,
      });
      expect(await findMissing(registry.host, `t/${name}`, '1.2.3')).toEqual([]);
    }
    expect(run.outputs['digest']?.split('\n')).toEqual(NAMES.map((name) => imageOf(name).index.digest));
    expect(run.outputs['record']?.split('\n')).toHaveLength(NAMES.length);
    expect(run.summary).toContain('Promoted 3 images');
    const writes = proxy.log.filter(({ method }) => method === 'PUT').map(({ path }) => path);
    const firstTag = writes.findIndex((path) => /\/manifests\/(?!sha256)/.test(path));
    const lastDigest = writes.findLastIndex((path) => path.includes('/manifests/sha256'));
    expect(firstTag).toBeGreaterThan(lastDigest);
  });
});

describe('a set', () => {
  it('of 100 images is one run', async () => {
    await using registry = await startRegistry();
    const names = Array.from({ length: 100 }, (_, index) => `app-${index}`);
    for (const name of names) registry.load(`d/${name}`, imageOf(name), ['1']);
    const inputs = {
      from: `${registry.host}/d/{image}`,
      to: `${registry.host}/t/{image}`,
      image: names.map((name) => `${name}:1`).join('\n'),
      tags: 'stable',
      'existing-tags': 'none',
    };
    const run = await runAction({ inputs });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    for (const name of names) expect(registry.tags(`t/${name}`).get('stable')).toBe(imageOf(name).index.digest);
    const again = await runAction({ inputs });
    expect(again.outputs['changed']).toBe('false');
    expect(again.summary).toContain('all 100 images are already up to date');
  });

  it('between registries sends what its images share once, and mounts it for the others', async () => {
    await using source = await startRegistry();
    await using destination = await startRegistry();
    const image = buildImage({ labels: LABELS, layers: 3 });
    const names = ['app', 'worker', 'db', 'cron'];
    for (const name of names) await pushImage(source.host, `d/${name}`, image, ['1']);
    source.clearLog();
    const inputs = {
      from: `${source.host}/d/{image}`,
      to: `${destination.host}/t/{image}`,
      image: names.map((name) => `${name}:1`).join('\n'),
      ...{ tags: 'stable', record: 'off', referrers: 'false' },
    };
    const run = await runAction({ inputs });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    for (const name of names) expect(await findMissing(destination.host, `t/${name}`, 'stable')).toEqual([]);
    const reads = source.log.filter(({ path }) => path.includes('/blobs/'));
    expect(reads).toHaveLength(image.blobs.size);
    const mounts = destination.log.filter(({ path, status }) => path.includes('mount=') && status === 201);
    expect(mounts).toHaveLength(image.blobs.size * (names.length - 1));
    expect(JSON.parse(run.outputs['report'] ?? '').images).toHaveLength(names.length);
  });

  it('with one image that is missing moves nothing', async () => {
    await using registry = await startRegistry();
    for (const name of NAMES.slice(1)) await pushImage(registry.host, `d/${name}`, imageOf(name), ['1.2.3']);
    const run = await runAction({
      inputs: {
        from: `${registry.host}/d/{image}`,
        to: `${registry.host}/t/{image}`,
        image: NAMES.map((name) => `${name}:1.2.3`).join('\n'),
      },
    });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain(`Cannot promote ${registry.host}/d/shop/app:1.2.3: there is no such image`);
    expect(registry.log.filter(({ method }) => method === 'PUT' && registry.host !== '')).toHaveLength(
      registry.log.filter(({ path, method }) => method === 'PUT' && path.startsWith('/v2/d/')).length,
    );
  });
});
