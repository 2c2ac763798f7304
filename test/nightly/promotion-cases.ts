import { describe, expect, it } from 'vitest';
import { attachReferrers, listReferrers } from '../e2e/attached.ts';
import { findMissing, readManifest, readRecords, readTags } from '../e2e/look.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { Place } from './places.ts';
import { promote, spot } from './spots.ts';

/** Registries to promote between: all pairs of them, and each within itself. */
export interface PromotionPairs {
  readonly titles: readonly string[];
  /** Whether one of them is not there, so that nothing can be promoted. */
  readonly isMissing: boolean;
  readonly place: (title: string) => Place;
  readonly imageOf: (name: string) => BuiltImage;
}

/** Declares what every promotion between real registries must do. */
export function describePromotions({ titles, isMissing, place, imageOf }: PromotionPairs): void {
  const pairs = titles.flatMap((from) => titles.map((to) => ({ from, to })));

  describe.skipIf(isMissing).each(pairs)('a promotion from $from to $to', ({ from, to }) => {
    const key = `${titles.indexOf(from)}-${titles.indexOf(to)}`;

    it('carries two platforms, their referrers and a record under six tags, and changes nothing again', async () => {
      const [source, destination] = [spot(place(from), `d-${key}`), spot(place(to), `p-${key}`)];
      const attached = attachReferrers(imageOf(key));
      const { image, referrers } = attached;
      await attached.push(source.at.front, source.repository, ['1.2.3']);

      const first = await promote(source, destination);
      expect(first, first.stdout).toMatchObject({ exitCode: 0, stderr: '', outputs: { digest: image.index.digest } });
      const { front } = destination.at;
      expect(await findMissing(front, destination.repository, '1.2.3')).toEqual([]);
      for (const [digest, manifest] of image.manifests) {
        expect((await readManifest(front, destination.repository, digest))?.bytes.equals(manifest.bytes)).toBe(true);
      }
      const tags = await readTags(front, destination.repository);
      expect(Object.keys(tags)).toEqual([
        ...['1', '1.2', '1.2.3', expect.stringMatching(/^\d{8}_01$/), 'latest'],
        expect.stringMatching(/^sha-[0-9a-f]{7}$/),
      ]);
      expect(new Set(Object.values(tags))).toEqual(new Set([image.index.digest]));
      for (const [subject, referrer] of referrers) {
        expect(await listReferrers(front, destination.repository, subject)).toContain(referrer);
      }
      const records = await readRecords(front, destination.repository, image.index.digest);
      expect(records.map(({ digest }) => `${destination.at.host}/${destination.repository}@${digest}`)).toEqual([
        first.outputs['record'],
      ]);

      const again = await promote(source, destination);
      expect(again, again.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });
      expect(again.outputs).toMatchObject({ record: first.outputs['record'], tags: first.outputs['tags'] });
      expect(await readTags(front, destination.repository)).toEqual(tags);
      expect(await readRecords(front, destination.repository, image.index.digest)).toEqual(records);
    });

    it('moves the tags that move to a second version, and keeps the first', async () => {
      const [source, destination] = [spot(place(from), `d-${key}`), spot(place(to), `p-${key}`)];
      const next = imageOf(`${key}-next`);
      const before = await readTags(destination.at.front, destination.repository);
      await pushImage(source.at.front, source.repository, next, ['1.2.4']);
      const run = await promote(source, destination, { tag: '1.2.4', tags: 'type=semver' });
      expect(run, run.stdout).toMatchObject({ exitCode: 0 });
      const after = await readTags(destination.at.front, destination.repository);
      const { digest } = next.index;
      expect(after).toEqual({ ...before, '1': digest, '1.2': digest, '1.2.4': digest, latest: digest });
      expect(await findMissing(destination.at.front, destination.repository, '1.2.3')).toEqual([]);
      expect(await findMissing(destination.at.front, destination.repository, '1.2.4')).toEqual([]);
    });

    it('finds a version with capitals again, even if the registry keeps it in lower case', async () => {
      const [source, destination] = [spot(place(from), `d-case-${key}`), spot(place(to), `p-case-${key}`)];
      const image = imageOf(`${key}-case`);
      const { front, keepsCase } = destination.at;
      await pushImage(source.at.front, source.repository, image, ['1.3.0-RC.1']);
      const inputs = { tag: '1.3.0-RC.1', tags: 'type=semver' };
      const run = await promote(source, destination, inputs);
      expect(run, run.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'true', version: '1.3.0-RC.1' } });
      const kept = { [keepsCase ? '1.3.0-RC.1' : '1.3.0-rc.1']: image.index.digest };
      expect(await readTags(front, destination.repository)).toEqual(kept);
      expect((await readManifest(front, destination.repository, '1.3.0-RC.1'))?.digest).toBe(image.index.digest);

      const again = await promote(source, destination, inputs);
      expect(again, again.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });

      await pushImage(source.at.front, source.repository, imageOf(`${key}-other`), ['1.3.0-RC.1']);
      const other = await promote(source, destination, inputs);
      expect(other.exitCode, other.stdout).toBe(1);
      expect(other.stdout).toMatch(/::error::[^\n]*1\.3\.0-RC\.1/);
      expect(await readTags(front, destination.repository)).toEqual(kept);
    });
  });
}
