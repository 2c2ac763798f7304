import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { findProgram } from '../support/programs.ts';
import { runAction } from '../support/run-action.ts';
import { LABELS } from './labels.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

const run = promisify(execFile);
const skopeo = findProgram(['skopeo']) ?? '';
const umoci = findProgram(['umoci']) ?? '';
const target = DISTRIBUTION.available ? DISTRIBUTION : EMBEDDED;

if ((skopeo === '' || umoci === '') && process.env['SEALIFT_REQUIRE_DISTRIBUTION'] === '1') {
  throw new Error('skopeo and umoci are required here and are not installed');
}

async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-tools-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Reads the digest of a registry's image as skopeo sees it: from the raw bytes, of all platforms. */
async function skopeoDigest(reference: string): Promise<string> {
  const { stdout } = await run(skopeo, ['inspect', '--raw', '--tls-verify=false', `docker://${reference}`], {
    encoding: 'buffer',
  });
  return `sha256:${createHash('sha256').update(stdout).digest('hex')}`;
}

describe('images of other tools', () => {
  it.skipIf(skopeo === '' || umoci === '')(
    'are promoted as umoci built and skopeo pushed them, and skopeo reads them back',
    () =>
      withFolder(async (folder) => {
        await using registry = await target.start();
        const { host } = registry;
        const layout = join(folder, 'layout');
        await run(umoci, ['init', '--layout', layout]);
        await run(umoci, ['new', '--image', `${layout}:built`]);
        const root = join(folder, 'root');
        await mkdir(root);
        await writeFile(join(root, 'hello.txt'), 'hello from umoci\n');
        await run(umoci, ['insert', '--rootless', '--image', `${layout}:built`, join(root, 'hello.txt'), '/hello.txt']);
        await run(umoci, [
          'config',
          '--image',
          `${layout}:built`,
          '--config.label',
          'org.opencontainers.image.version=2.0.0',
        ]);
        await run(skopeo, ['copy', '--dest-tls-verify=false', `oci:${layout}:built`, `docker://${host}/d/tool:built`]);
        const promotion = await runAction({
          inputs: { from: `${host}/d/tool:built`, to: `${host}/t/tool`, tags: 'type=semver' },
        });
        expect(promotion).toMatchObject({ exitCode: 0, outputs: { version: '2.0.0' } });
        const [before, after] = [
          await skopeoDigest(`${host}/d/tool:built`),
          await skopeoDigest(`${host}/t/tool:2.0.0`),
        ];
        expect(after).toBe(before);
        expect(promotion.outputs['digest']).toBe(before);
        const back = join(folder, 'back');
        await run(skopeo, ['copy', '--src-tls-verify=false', `docker://${host}/t/tool:latest`, `dir:${back}`]);
        expect(JSON.parse(await readFile(join(back, 'manifest.json'), 'utf8'))).toHaveProperty('layers.0');
      }),
  );

  it.skipIf(skopeo === '')('of several platforms come back from skopeo with every platform and the same digest', () =>
    withFolder(async (folder) => {
      await using registry = await target.start();
      const { host } = registry;
      const image = buildImage({ labels: LABELS, platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'] });
      await pushImage(host, 'd/app', image, ['1.2.3']);
      await runAction({ inputs: { from: `${host}/d/app:1.2.3`, to: `${host}/p/app` } });
      const layout = join(folder, 'layout');
      await run(skopeo, [
        'copy',
        '--all',
        '--preserve-digests',
        '--src-tls-verify=false',
        `docker://${host}/p/app:latest`,
        `oci:${layout}:back`,
      ]);
      const index = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8'));
      expect(index.manifests[0].digest).toBe(image.index.digest);
      const bytes = await readFile(join(layout, 'blobs', 'sha256', image.index.digest.slice('sha256:'.length)), 'utf8');
      expect(JSON.parse(bytes).manifests).toHaveLength(3);
    }),
  );
});
