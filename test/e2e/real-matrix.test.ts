import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { runAction } from '../support/run-action.ts';
import { attachReferrers, listReferrers } from './attached.ts';
import { JUDGES } from './judges.ts';
import { LABELS } from './labels.ts';
import { findMissing, readManifest, readTags } from './look.ts';
import { REAL_REGISTRIES } from './real-registries.ts';

/** A registry that runs for all tests of this file. */
type Running = AsyncDisposable & { readonly host: string };

const AVAILABLE = REAL_REGISTRIES.filter(({ available }) => available);
const running = new Map<string, Running>();
beforeAll(async () => {
  for (const { name, start } of AVAILABLE) running.set(name, await start());
});
afterAll(async () => {
  for (const registry of running.values()) await registry[Symbol.asyncDispose]();
});

function hostOf(name: string): string {
  return running.get(name)?.host ?? '';
}

const PAIRS = REAL_REGISTRIES.flatMap((from) => REAL_REGISTRIES.map((to) => ({ from, to })));

describe('a promotion between real registries', () => {
  describe.each(PAIRS)('from $from.name to $to.name', ({ from, to }) => {
    const isMissing = !from.available || !to.available;
    const source = `d/${REAL_REGISTRIES.indexOf(from)}-${REAL_REGISTRIES.indexOf(to)}`;
    const destination = source.replace('d/', 'p/');
    const attached = attachReferrers(buildImage({ labels: LABELS, layerBytes: 20_000, seed: source }));
    const { image, referrers } = attached;
    const bytes = [...attached.blobs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);

    it.skipIf(isMissing)('carries every byte of two platforms, and the judges agree', async () => {
      const [near, far] = [hostOf(from.name), hostOf(to.name)];
      await attached.push(near, source, ['1.2.3']);
      const run = await runAction({ inputs: { from: `${near}/${source}:1.2.3`, to: `${far}/${destination}` } });
      expect(run).toMatchObject({ exitCode: 0, outputs: { digest: image.index.digest } });
      expect(await findMissing(far, destination, '1.2.3')).toEqual([]);
      expect(new Set(Object.values(await readTags(far, destination)))).toEqual(new Set([image.index.digest]));
      for (const [digest, manifest] of image.manifests) {
        expect((await readManifest(far, destination, digest))?.bytes.equals(manifest.bytes)).toBe(true);
      }
      for (const judge of JUDGES) {
        const seen = await Promise.all(
          ['latest', ...image.manifests.keys()].map((reference) =>
            judge.digestOf(far, `${destination}${reference.includes(':') ? '@' : ':'}${reference}`),
          ),
        );
        expect([judge.name, ...seen]).toEqual([judge.name, image.index.digest, ...image.manifests.keys()]);
      }
      const { bytesCopied } = JSON.parse(run.outputs['report'] ?? '').images[0].destinations[0];
      // What go-containerregistry has in one repository, it has in all.
      if (to.keepsApart) expect(bytesCopied).toBe(from === to ? 0 : bytes);
    });

    it.skipIf(isMissing)('takes referrers along', async () => {
      for (const [subject, referrer] of referrers) {
        expect(await listReferrers(hostOf(from.name), source, subject)).toContain(referrer);
        expect(await listReferrers(hostOf(to.name), destination, subject)).toContain(referrer);
      }
    });
  });
});
