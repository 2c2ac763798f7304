import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { sequentialDepth } from '../support/requests.ts';
import { runAction } from '../support/run-action.ts';
import { REVISION } from './labels.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

const EVENT = {
  name: 'push',
  ref: 'refs/tags/v1.9.1',
  sha: REVISION,
  payload: {
    head_commit: { timestamp: '2026-11-20T10:00:00+02:00' },
    repository: {
      description: 'Sells   things\nto people',
      homepage: 'https://shop.example.com',
      license: { spdx_id: 'Apache-2.0' },
    },
  },
};
const OLD = buildImage({ seed: 'old', layers: 1 });

describe.each([DISTRIBUTION, EMBEDDED])('command tags on $name', ({ available, start }) => {
  it.skipIf(!available)('knows what exists: an old line that is patched does not move latest', async () => {
    await using registry = await start();
    // So slow that requests which go out together overlap, however busy the machine is.
    await using proxy = await startProxy(registry.host, { intercept: () => sleep(400, undefined) });
    await pushImage(registry.host, 'd/app', OLD, ['2.0.1', '2.0', '2', '1.9.0', '1.9', '1', 'latest']);
    const inputs = { command: 'tags', images: `${proxy.host}/d/app\nghcr.io/acme/app`, tags: 'type=semver\ntype=sha' };
    const run = await runAction({ inputs, event: EVENT });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const names = ['1.9.1', '1.9', '1', 'sha-860c190'];
    expect(run.outputs['tag-names']).toBe(names.join('\n'));
    const images = [`${proxy.host}/d/app`, 'ghcr.io/acme/app'];
    expect(run.outputs['tags']).toBe(images.flatMap((image) => names.map((tag) => `${image}:${tag}`)).join('\n'));
    expect(JSON.parse(run.outputs['plan'] ?? '')).toContainEqual(
      expect.objectContaining({ tag: 'latest', action: 'skip', reason: '2.0.1 is higher', before: OLD.index.digest }),
    );
    expect(run.summary).toContain('2.0.1 is higher');
    expect(proxy.log.filter(({ path }) => path.includes('/tags/list'))).toHaveLength(1);
    expect(proxy.log.filter(({ method }) => method === 'HEAD')).toHaveLength(5);
    expect(proxy.log).toHaveLength(6);
    // The list, what the moving tags point at and the tags that never move are asked for at the same time.
    expect(sequentialDepth(proxy.log)).toBe(1);
  });

  it.skipIf(!available)(
    'refuses to hand out an immutable tag that exists, because a build would overwrite it',
    async () => {
      await using registry = await start();
      await pushImage(registry.host, 'd/app', OLD, ['1.9.1']);
      const inputs = { command: 'tags', images: `${registry.host}/d/app`, tags: 'type=semver' };
      const run = await runAction({ inputs, event: EVENT });
      expect(run.exitCode).toBe(1);
      expect(run.stdout).toContain(`Cannot tag ${registry.host}/d/app: the immutable tag "1.9.1" exists already`);
      const skipped = await runAction({ inputs: { ...inputs, 'if-tag-exists': 'skip' }, event: EVENT });
      expect(skipped).toMatchObject({ exitCode: 0, outputs: { tags: '' } });
      expect(JSON.parse(skipped.outputs['plan'] ?? '')[0]).toMatchObject({
        tag: '1.9.1',
        action: 'skip',
        exists: true,
      });
    },
  );
});

describe('command tags', () => {
  it('gives the labels of the build, from the event', async () => {
    const inputs = { command: 'tags', 'existing-tags': 'none', images: 'ghcr.io/acme/app' };
    const run = await runAction({ inputs, event: EVENT });
    expect(run.outputs['labels']?.split('\n')).toEqual([
      'org.opencontainers.image.created=2026-11-20T08:00:00Z',
      'org.opencontainers.image.description=Sells things to people',
      'org.opencontainers.image.licenses=Apache-2.0',
      `org.opencontainers.image.revision=${REVISION}`,
      'org.opencontainers.image.source=https://github.com/acme/shop',
      'org.opencontainers.image.title=shop',
      'org.opencontainers.image.url=https://shop.example.com',
      'org.opencontainers.image.version=1.9.1',
    ]);
    expect(run.outputs).toMatchObject({ version: '1.9.1', 'date-seq': expect.stringMatching(/^\d{8}_01$/) });
    const reproducible = await runAction({ inputs, event: EVENT, env: { SOURCE_DATE_EPOCH: '1577836800' } });
    expect(reproducible.outputs['labels']).toContain('created=2020-01-01T00:00:00Z');
  });

  it('names the base of the build in every form of labels and annotations', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'sealift-base-'));
    onTestFinished(() => rmSync(workspace, { recursive: true }));
    writeFileSync(join(workspace, 'Dockerfile'), `FROM golang AS build\nFROM debian:12@${OLD.index.digest}\n`);
    const inputs = { command: 'tags', 'existing-tags': 'none', images: 'ghcr.io/acme/app', dockerfile: 'Dockerfile' };
    const run = await runAction({ inputs, event: EVENT, env: { GITHUB_WORKSPACE: workspace, RUNNER_TEMP: workspace } });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const labels = [
      `org.opencontainers.image.base.digest=${OLD.index.digest}`,
      'org.opencontainers.image.base.name=docker.io/library/debian:12',
    ];
    expect(run.outputs['labels']?.split('\n')).toEqual(expect.arrayContaining(labels));
    expect(run.outputs['annotations']?.split('\n')).toEqual(
      expect.arrayContaining(labels.map((label) => `manifest:${label}`)),
    );
    const json = JSON.parse(run.outputs['json'] ?? '');
    expect(json.labels['org.opencontainers.image.base.name']).toBe('docker.io/library/debian:12');
    for (const [name, text] of [
      ['bake-file-labels', '"org.opencontainers.image.base.name": "docker.io/library/debian:12"'],
      ['bake-file-annotations', 'manifest:org.opencontainers.image.base.name=docker.io/library/debian:12'],
    ] as const) {
      expect(readFileSync(run.outputs[name] ?? '', 'utf8')).toContain(text);
    }
  });

  it('says why no label names the base, and refuses a time that is none before anything is read', async () => {
    await using registry = await EMBEDDED.start();
    await using proxy = await startProxy(registry.host);
    const workspace = mkdtempSync(join(tmpdir(), 'sealift-base-'));
    onTestFinished(() => rmSync(workspace, { recursive: true }));
    writeFileSync(join(workspace, 'Dockerfile'), 'ARG V\nFROM debian:$V\n');
    const inputs = { command: 'tags', images: `${proxy.host}/d/app`, dockerfile: 'Dockerfile' };
    const run = await runAction({ inputs, event: EVENT, env: { GITHUB_WORKSPACE: workspace } });
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('::warning::No label names the base of "Dockerfile": only the build knows "$V"');
    expect(run.outputs['labels']).not.toContain('base.name');
    const { length } = proxy.log;
    expect(length).toBeGreaterThan(0);
    const refused = await runAction({ inputs, event: EVENT, env: { SOURCE_DATE_EPOCH: 'yesterday' } });
    expect(refused).toMatchObject({ exitCode: 1, outputs: {} });
    expect(refused.stdout).toContain('::error::Cannot use SOURCE_DATE_EPOCH "yesterday"');
    expect(proxy.log).toHaveLength(length);
  });

  it('never takes a list that it cannot read for an empty one', async () => {
    await using registry = await EMBEDDED.start();
    await using proxy = await startProxy(registry.host, { intercept: () => 'drop' });
    const inputs = { command: 'tags', images: `${proxy.host}/d/app`, tags: 'type=semver' };
    const run = await runAction({ inputs, event: EVENT });
    expect(run).toMatchObject({ exitCode: 1, outputs: {} });
    expect(run.stdout).toContain(`::error::Cannot reach registry "${proxy.host}"`);
  });
});
