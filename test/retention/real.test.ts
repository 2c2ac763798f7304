import { describe, expect, it } from 'vitest';
import { readTags } from '../e2e/look.ts';
import { REAL_REGISTRIES } from '../e2e/real-registries.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { pushImage } from '../support/image/push-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { indexOf } from './sweep-world.ts';
import { NOW, RetentionWorld } from './world.ts';

const PIPELINE = `version: 1
images: [app]
ledger: "HOST/ledger/{image}"
environments:
  d: { repository: "HOST/d/{image}", retention: { keep: { last: 1 } } }
retention: { in-use: optional, max-delete: { images: 50, percent: 100 } }
`;

const LATER = new Date(NOW.getTime() + 8 * 86_400_000);

const KINDS = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json';

async function statusOf(host: string, digest: string): Promise<number> {
  const url = `http://${host}/v2/d/app/manifests/${digest}`;
  return (await fetch(url, { method: 'HEAD', headers: { accept: KINDS } })).status;
}

describe.each(REAL_REGISTRIES)('retention on $name', ({ available, start }) => {
  it.skipIf(!available)('vectors 34 and 35: retires an image, and destroys it without what others have', async () => {
    await using registry = await start();
    const { host } = registry;
    await using world = RetentionWorld.at(host);
    const [old, other] = [world.image('old', { platforms: ['linux/amd64', 'linux/arm64'] }), world.image('other')];
    const [shared = '', own = ''] = [...old.manifests.keys()];
    const kept = indexOf([old, shared], [other, [...other.manifests.keys()][0] ?? '']);
    const sbom = buildReferrer(old.index, { artifactType: 'application/spdx+json' });
    await pushImage(host, 'd/app', old, ['20261001_01', 'sha-0123456']);
    await pushImage(host, 'd/app', kept, ['20261101_01']);
    await pushReferrer({ host, repository: 'd/app' }, old.index, sbom);

    for (const now of [NOW, LATER]) {
      const { plan } = await world.run(PIPELINE, {}, { now });
      const run = await world.run(PIPELINE, {}, { now, apply: plan });
      expect(run.error).toBe('');
      expect(run.report.applied?.images.map(({ outcome, reason, left }) => ({ outcome, reason, left }))).toEqual([
        { outcome: now === NOW ? 'retired' : 'destroyed', reason: null, left: [] },
      ]);
      if (now === NOW) expect(await statusOf(host, old.index.digest)).toBe(200);
    }
    expect(Object.keys(await readTags(host, 'd/app')).filter((tag) => !tag.startsWith('sha256-'))).toEqual([
      '20261101_01',
    ]);
    for (const digest of [old.index.digest, own, sbom.index.digest]) expect(await statusOf(host, digest)).toBe(404);
    for (const digest of kept.manifests.keys()) expect(await statusOf(host, digest)).toBe(200);
    expect(Object.keys(await readTags(host, 'ledger/app')).filter((tag) => tag.startsWith('gone-'))).toEqual([
      `gone-sha256-${old.index.digest.slice(7)}`,
    ]);
  });
});
