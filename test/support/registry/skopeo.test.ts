import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildImage, type ImageOptions } from '../image/build-image.ts';
import { sha256 } from '../image/content.ts';
import { pushImage } from '../image/push-image.ts';
import { findProgram } from '../programs.ts';
import { startRegistry } from './registry.ts';

const skopeo = findProgram(['skopeo']);
const run = promisify(execFile);

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'sealift-skopeo-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

describe.skipIf(skopeo === undefined)('skopeo', () => {
  it.each<ImageOptions>([{}, { mediaTypes: 'docker' }, { platforms: ['linux/arm/v7'], layers: 3 }])(
    'reads the bytes that were pushed: %o',
    async (options) => {
      await using registry = await startRegistry();
      const image = buildImage(options);
      await pushImage(registry.host, 'd/app', image, ['1.0.0']);
      const { stdout } = await run('skopeo', [
        'inspect',
        '--raw',
        '--tls-verify=false',
        `docker://${registry.host}/d/app:1.0.0`,
      ]);
      expect(sha256(Buffer.from(stdout))).toBe(image.index.digest);
    },
  );

  it('takes an image out to a layout and puts it back in, unchanged', async () => {
    await using registry = await startRegistry();
    await using folder = await temporaryFolder();
    const image = buildImage({ attestation: true });
    await pushImage(registry.host, 'd/app', image, ['1.0.0']);
    const layout = `oci:${folder.path}/layout:1.0.0`;
    await run('skopeo', ['copy', '--all', '--src-tls-verify=false', `docker://${registry.host}/d/app:1.0.0`, layout]);
    const files = await readdir(join(folder.path, 'layout', 'blobs', 'sha256'));
    const digests = [...image.blobs.keys(), ...image.manifests.keys()].map((digest) => digest.replace('sha256:', ''));
    expect(files.sort()).toEqual(digests.sort());
    await run('skopeo', ['copy', '--all', '--dest-tls-verify=false', layout, `docker://${registry.host}/t/app:1.0.0`]);
    expect(registry.tags('t/app')).toEqual(new Map([['1.0.0', image.index.digest]]));
    expect(new Set(registry.blobs('t/app').keys())).toEqual(new Set(image.blobs.keys()));
  });

  it('mounts blobs within the registry, by a token for both repositories', async () => {
    const users = { alice: 'secret' };
    await using registry = await startRegistry({ auth: { kind: 'bearer', users } });
    await using folder = await temporaryFolder();
    const layout = join(folder.path, 'layout');
    const image = buildImage();
    await using plain = await startRegistry();
    await pushImage(plain.host, 'd/app', image, ['1.0.0']);
    await run('skopeo', [
      'copy',
      '--all',
      '--src-tls-verify=false',
      `docker://${plain.host}/d/app:1.0.0`,
      `oci:${layout}`,
    ]);
    const push = ['copy', '--all', '--dest-tls-verify=false', '--dest-creds', 'alice:secret'];
    await run('skopeo', [...push, `oci:${layout}`, `docker://${registry.host}/d/app:1.0.0`]);
    const both = [...push, '--src-tls-verify=false', '--src-creds', 'alice:secret'];
    const names = ['d', 't'].map((name) => `docker://${registry.host}/${name}/app:1.0.0`);
    await run('skopeo', [...both, ...names]);
    expect(registry.tags('t/app')).toEqual(new Map([['1.0.0', image.index.digest]]));
    const mounts = registry.log.filter(({ path, status }) => path.includes('mount=') && status === 201);
    expect(mounts.length).toBeGreaterThan(0);
  });
});
