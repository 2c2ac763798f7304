import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { pushImage } from '../support/image/push-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { someOf } from '../support/sample.ts';
import { readTags } from './look.ts';
import { complaint, type PipelineWorld, SIGNING, startWorld } from './pipeline-world.ts';
import { REAL_REGISTRIES } from './real-registries.ts';

const pipeline = (host = 'HOST') => `version: 1
record: signed
${SIGNING}environments:
  d: { repository: "${host}/d/{image}" }
  p: { repository: "${host}/p/{image}", from: d }
`;

const IMAGE = buildImage({ seed: 'archived', platforms: ['linux/amd64', 'linux/arm64'] });
const SBOM = buildReferrer(IMAGE.index, { artifactType: 'application/spdx+json' });

const ARCHIVE = { command: 'archive', from: 'p', image: 'shop/app:1.2.3' };
const RESTORE = { command: 'restore', to: 'p', image: `shop/app@${IMAGE.index.digest}` };

/** An image in p, with an SBOM and the record of its promotion. */
async function promote(world: PipelineWorld): Promise<void> {
  await pushImage(world.host, 'd/shop/app', IMAGE, ['1.2.3']);
  await pushReferrer({ host: world.host, repository: 'd/shop/app' }, IMAGE.index, SBOM);
  const run = await world.run({ command: 'promote', from: 'd', to: 'p', image: 'shop/app:1.2.3', version: '1.2.3' });
  expect(run.exitCode, run.stdout).toBe(0);
}

describe('command: archive and command: restore', () => {
  it.each(
    someOf(
      1,
      REAL_REGISTRIES.filter(({ available }) => available),
      'registries to archive from',
    ),
  )(
    'brings an image with its records from a layout to another registry, where it verifies as before: $name',
    async ({ start }) => {
      await using world = await startWorld({ pipeline: pipeline(), start });
      await promote(world);
      const first = await world.run({ ...ARCHIVE, layout: 'kept/app.tar' });
      expect(first.exitCode, first.stdout).toBe(0);
      expect(first.outputs).toMatchObject({ digest: IMAGE.index.digest, changed: 'true' });
      const bytes = await readFile(join(world.workspace, 'kept/app.tar'));

      // The record of the archive is no part of it: the same image gives the same bytes.
      const again = await world.run({ ...ARCHIVE, layout: 'kept/again.tar' });
      expect(again.exitCode, again.stdout).toBe(0);
      expect(await readFile(join(world.workspace, 'kept/again.tar'))).toEqual(bytes);
      const third = await world.run({ ...ARCHIVE, layout: 'kept/app.tar' });
      expect(third.outputs).toMatchObject({ changed: 'false' });

      await using other = await startRegistry({ referrers: 'none' });
      await world.write(
        '.github/sealift.yml',
        pipeline(other.host)
          .replaceAll('SIGSTORE', world.sigstore.url)
          .replace('from: d }', `from: d, formerly: "${world.host}/p/{image}" }`)
          .replace(`d: { repository: "${other.host}/d/{image}" }`, `d: { repository: "${world.host}/d/{image}" }`),
      );
      const restored = await world.run({ ...RESTORE, layout: 'kept/app.tar' });
      expect(restored.exitCode, restored.stdout).toBe(0);
      expect(await readTags(other.host, 'p/shop/app')).toMatchObject({ '1.2.3': IMAGE.index.digest });
      const verified = await world.run({ command: 'verify', from: 'p', image: `shop/app@${IMAGE.index.digest}` });
      expect(verified.exitCode, verified.stdout).toBe(0);
      expect(verified.outputs).toMatchObject({ verified: 'true' });
      const repeated = await world.run({ ...RESTORE, layout: 'kept/app.tar' });
      expect(repeated.outputs).toMatchObject({ changed: 'false' });
    },
  );

  it('archives to a repository without moving tags, and leaves a tag that something else has taken', async () => {
    await using world = await startWorld({ pipeline: pipeline(), start: () => startRegistry({ referrers: 'api' }) });
    await promote(world);
    const run = await world.run({ ...ARCHIVE, to: `${world.host}/kept/{environment}/{image}` });
    expect(run.exitCode, run.stdout).toBe(0);
    expect(run.stdout).toContain('this is no second place');
    expect(Object.keys(await readTags(world.host, 'kept/p/shop/app'))).toEqual(['p-1.2.3']);

    const taken = buildImage({ seed: 'taken' });
    await pushImage(world.host, 'p/shop/app', taken, ['1.2.3']);
    await fetch(`http://${world.host}/v2/p/shop/app/manifests/${IMAGE.index.digest}`, { method: 'DELETE' });
    const back = await world.run({ ...RESTORE, from: `${world.host}/kept/{environment}/{image}` });
    expect(back.exitCode, back.stdout).toBe(0);
    expect(back.stdout).toContain('holds another image');
    expect((await readTags(world.host, 'p/shop/app'))['1.2.3']).toBe(taken.index.digest);
    const verified = await world.run({ command: 'verify', from: 'p', image: `shop/app@${IMAGE.index.digest}` });
    expect(verified.outputs, verified.stdout).toMatchObject({ verified: 'true' });
  });

  it('refuses what is held, and what was never there by right', async () => {
    await using world = await startWorld({ pipeline: pipeline(), start: () => startRegistry({ referrers: 'api' }) });
    await promote(world);
    await pushImage(world.host, 'p/shop/app', buildImage({ seed: 'foreign' }), ['6.6.6']);
    const folder = await world.run({ ...ARCHIVE, layout: 'kept/folder' });
    expect(folder.exitCode, folder.stdout).toBe(0);
    const foreign = await world.run({ ...ARCHIVE, image: 'shop/app:6.6.6', layout: 'kept/foreign.tar' });
    expect(foreign.exitCode, foreign.stdout).toBe(0);
    const refused = await world.run({ ...RESTORE, image: 'shop/app:6.6.6', layout: 'kept/foreign.tar' });
    expect(complaint(refused)).toContain('it has no record of a promotion there');

    const held = await world.run({ command: 'hold', image: RESTORE.image, reason: 'INC-4711' });
    expect(held.exitCode, held.stdout).toBe(0);
    expect(complaint(await world.run({ ...RESTORE, layout: 'kept/folder' }))).toContain('INC-4711');
  });

  it('refuses a layout that somebody changed, before anything is written', async () => {
    await using registry = await startRegistry({ referrers: 'api' });
    const start = async () => ({ host: registry.host, [Symbol.asyncDispose]: async () => undefined });
    await using world = await startWorld({ pipeline: pipeline(), start });
    await promote(world);
    const made = await world.run({ ...ARCHIVE, layout: 'kept/folder' });
    expect(made.exitCode, made.stdout).toBe(0);
    const [blob = ''] = [...IMAGE.blobs.keys()];
    const path = join(world.workspace, 'kept/folder/blobs/sha256', blob.slice('sha256:'.length));
    const bytes = await readFile(path);
    const changes: readonly (readonly [string, () => Promise<void>])[] = [
      ['have another digest', () => writeFile(path, Buffer.alloc(bytes.byteLength))],
      ['lacks', () => rm(path)],
      [
        'neither a file nor a folder',
        () =>
          rm(path)
            .then(() => import('node:fs/promises'))
            .then(({ symlink }) => symlink('/etc/passwd', path)),
      ],
    ];
    for (const [says, change] of changes) {
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, bytes);
      await change();
      registry.clearLog();
      const run = await world.run({ ...RESTORE, layout: 'kept/folder' });
      expect(run.exitCode).toBe(1);
      expect(complaint(run)).toContain(says);
      expect(registry.log.filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([]);
      await rm(path, { force: true });
    }
  });
});
