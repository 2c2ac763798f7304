import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { runAction } from '../support/run-action.ts';
import { sizeOf, someOf } from '../support/sample.ts';
import { LABELS } from './labels.ts';
import { readRecords, readTags } from './look.ts';
import { DISTRIBUTION, EMBEDDED } from './targets.ts';

/** Writes are held up by as much as this, in ms, to make runs overtake each other. */
const DELAY = 150;

/** How many runs begin at once. */
const RUNS = sizeOf({ every: 2, full: 4 });

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

describe.each(someOf(1, [DISTRIBUTION, EMBEDDED], 'races'))(
  'runs at the same time on $name',
  ({ available, start }) => {
    it.skipIf(!available).each([
      { writeLatency: 'at full speed', slow: 0 },
      { writeLatency: 'with writes held up at random', slow: DELAY },
    ])(
      'never share a number of the day and never overwrite one, $pace',
      async ({ slow }) => {
        await using registry = await start();
        await using proxy = await startProxy(registry.host, {
          async intercept({ method }) {
            if (method === 'PUT') await delay(Math.random() * slow);
            return undefined;
          },
        });
        const images = Array.from({ length: RUNS }, (_, index) =>
          buildImage({ seed: `race ${index}`, layers: 1, labels: LABELS }),
        );
        for (const [index, image] of images.entries())
          await pushImage(registry.host, 'd/app', image, [`build-${index}`]);
        const runs = await Promise.all(
          images.map((_, index) =>
            runAction({
              inputs: { from: `${proxy.host}/d/app:build-${index}`, to: `${proxy.host}/t/app`, tags: 'type=date_seq' },
            }),
          ),
        );
        expect(runs.map(({ exitCode, stdout }) => (exitCode === 0 ? 0 : stdout))).toEqual(images.map(() => 0));
        const tags = await readTags(registry.host, 't/app');
        expect(Object.keys(tags).map((tag) => tag.slice(-2))).toEqual(['01', '02', '03', '04'].slice(0, RUNS));
        for (const [index, { outputs }] of runs.entries()) {
          const digest = images[index]?.index.digest ?? '';
          expect(tags[outputs['date-seq'] ?? '']).toBe(digest);
          const records = await readRecords(registry.host, 't/app', digest);
          const newest = records.find((record) => outputs['record']?.endsWith(record.digest));
          expect(newest?.annotations['io.github.sealift.promotion.tags']).toBe(outputs['date-seq']);
        }
      },
      60_000,
    );

    it.skipIf(!available)(
      'leave every moving tag on the highest version',
      async () => {
        await using registry = await start();
        const versions = ['1.2.3', '1.2.4', '1.3.0', '2.0.0-rc.1'];
        for (const version of versions) {
          const labels = { ...LABELS, 'org.opencontainers.image.version': version };
          await pushImage(registry.host, 'd/app', buildImage({ seed: version, layers: 1, labels }), [version]);
        }
        const { host } = registry;
        const runs = await Promise.all(
          versions.map((version) =>
            runAction({ inputs: { from: `${host}/d/app:${version}`, to: `${host}/t/app`, tags: 'type=semver' } }),
          ),
        );
        expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
        const tags = await readTags(host, 't/app');
        expect(Object.keys(tags)).toEqual(['1', '1.2', '1.2.3', '1.2.4', '1.3', '1.3.0', '2.0.0-rc.1', 'latest']);
        expect(tags).toMatchObject({
          '1.2': tags['1.2.4'],
          '1.3': tags['1.3.0'],
          '1': tags['1.3.0'],
          latest: tags['1.3.0'],
        });
      },
      60_000,
    );
  },
);
