import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { runAction } from '../support/run-action.ts';
import { someOf } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { findMissing, readManifest, readRecords, readTags } from './look.ts';
import { EMBEDDED_PLAIN, TARGETS } from './targets.ts';

const IMAGES = [
  { kind: 'OCI index', image: buildImage({ labels: LABELS }) },
  { kind: 'Docker manifest list', image: buildImage({ labels: LABELS, mediaTypes: 'docker', seed: 'docker' }) },
  { kind: 'index with attestations', image: buildImage({ labels: LABELS, attestation: true, seed: 'attested' }) },
  { kind: 'index in an index', image: buildImage({ labels: LABELS, nested: true, seed: 'nested' }) },
];

describe.each(someOf(2, TARGETS, 'promotions'))('promoting within $name', ({ available, start }) => {
  it.skipIf(!available).each(IMAGES)('promotes an $kind with every byte', async ({ image }) => {
    await using registry = await start();
    const { host } = registry;
    await pushImage(host, 'd/app', image, ['1.2.3']);
    const run = await runAction({ inputs: { from: `${host}/d/app:1.2.3`, to: `${host}/t/app` } });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.outputs).toMatchObject({ digest: image.index.digest, changed: 'true', version: '1.2.3' });
    expect(await findMissing(host, 't/app', '1.2.3')).toEqual([]);
    for (const digest of image.manifests.keys()) {
      const [before, after] = await Promise.all([
        readManifest(host, 'd/app', digest),
        readManifest(host, 't/app', digest),
      ]);
      expect(after?.bytes).toEqual(before?.bytes);
    }
    const tags = await readTags(host, 't/app');
    expect(Object.keys(tags)).toEqual([
      '1',
      '1.2',
      '1.2.3',
      expect.stringMatching(/^\d{8}_01$/),
      'latest',
      'sha-860c190',
    ]);
    expect(new Set(Object.values(tags))).toEqual(new Set([image.index.digest]));
  });

  it.skipIf(!available)(
    'leaves a record that says where the image came from, on the digest and in the list',
    async () => {
      await using registry = await start();
      const { host } = registry;
      const image = buildImage({ labels: LABELS });
      await pushImage(host, 'd/app', image, ['1.2.3']);
      const inputs = {
        from: `${host}/d/app:1.2.3`,
        to: `${host}/t/app`,
        tags: 'type=semver',
        reason: 'CHG-812 | approved',
      };
      const run = await runAction({ inputs });
      const [record, ...others] = await readRecords(host, 't/app', image.index.digest);
      expect(others).toEqual([]);
      expect(run.outputs['record']).toBe(`${host}/t/app@${record?.digest}`);
      expect(record?.annotations).toMatchObject({
        'io.github.sealift.promotion.from': `${host}/d/app:1.2.3`,
        'io.github.sealift.promotion.to': `${host}/t/app`,
        'io.github.sealift.promotion.tags': '1.2.3 1.2 1 latest',
        'io.github.sealift.promotion.by': 'octocat',
        'io.github.sealift.promotion.run': 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1',
        'io.github.sealift.promotion.reason': 'CHG-812 | approved',
        'org.opencontainers.image.revision': LABELS['org.opencontainers.image.revision'],
      });
      const manifest = await readManifest(host, 't/app', record?.digest ?? '');
      const [layer] = manifest?.document.layers ?? [];
      const statement = await (await fetch(`http://${host}/v2/t/app/blobs/${layer?.digest}`)).json();
      expect(statement).toMatchObject({
        _type: 'https://in-toto.io/Statement/v1',
        predicateType: 'https://sealift.github.io/promotion/v1',
        predicate: { source: { uri: `${host}/d/app`, tags: ['1.2.3'] }, destination: { uri: `${host}/t/app` } },
      });
      expect(statement).toHaveProperty('subject.0.digest.sha256', image.index.digest.slice('sha256:'.length));
    },
  );

  it.skipIf(!available)('changes nothing when it is run again, and finds its own date_seq', async () => {
    await using registry = await start();
    await using proxy = await startProxy(registry.host);
    await pushImage(registry.host, 'd/app', buildImage({ labels: LABELS }), ['1.2.3']);
    const inputs = { from: `${proxy.host}/d/app:1.2.3`, to: `${proxy.host}/t/app` };
    const first = await runAction({ inputs });
    proxy.clearLog();
    const second = await runAction({ inputs });
    expect(second.outputs).toMatchObject({
      changed: 'false',
      'date-seq': first.outputs['date-seq'],
      record: first.outputs['record'],
      tags: first.outputs['tags'],
    });
    expect(proxy.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  it.skipIf(!available)('writes nothing in a dry run, and says what it would do', async () => {
    await using registry = await start();
    await using proxy = await startProxy(registry.host);
    const { host } = proxy;
    await pushImage(registry.host, 'd/app', buildImage({ labels: LABELS }), ['1.2.3']);
    const run = await runAction({ inputs: { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, 'dry-run': 'true' } });
    expect(run.exitCode).toBe(0);
    expect(new Set(proxy.log.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(JSON.parse(run.outputs['plan'] ?? '')).toContainEqual(
      expect.objectContaining({ tag: 'latest', action: 'create' }),
    );
    expect(run.stdout).toContain('create  latest');
    expect(run.summary).toContain('nothing was written');
    expect(await readTags(registry.host, 't/app')).toEqual({});
  });
});

describe('promoting within a registry that refuses to mount', () => {
  it('streams each blob once, through the session that the refusal opened', async () => {
    await using registry = await EMBEDDED_PLAIN.start();
    await using proxy = await startProxy(registry.host);
    const image = buildImage({ labels: LABELS, layerBytes: 6_000_000, layers: 1 });
    await pushImage(registry.host, 'd/app', image, ['1.2.3']);
    const { host } = proxy;
    const run = await runAction({
      inputs: { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, record: 'off', tags: 'edge' },
    });
    expect(run.exitCode).toBe(0);
    expect(proxy.log.filter(({ method, path }) => method === 'POST' && !path.includes('mount='))).toEqual([]);
    const sizes = [...image.blobs.values()].map(({ byteLength }) => byteLength);
    const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
    const uploads = proxy.log.filter(({ method }) => method === 'PUT' || method === 'PATCH');
    const sent = uploads
      .filter(({ path }) => path.includes('/blobs/'))
      .reduce((sum, { requestBytes }) => sum + requestBytes, 0);
    expect(sent).toBe(size);
    expect(run.outputs['report']).toContain(`"bytesCopied":${size}`);
    expect(await findMissing(registry.host, 't/app', 'edge')).toEqual([]);
  });
});
