import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { runAction } from '../support/run-action.ts';
import { readTags } from './look.ts';
import { EMBEDDED } from './targets.ts';

it('a run whose log nobody reads any more ends what it has begun', async () => {
  await using registry = await EMBEDDED.start();
  const { host } = registry;
  const image = buildImage({ platforms: ['linux/amd64'] });
  await pushImage(host, 'd/app', image, ['1.2.3']);
  const run = await runAction({
    script: join(import.meta.dirname, 'deaf-runner.ts'),
    inputs: { from: `${host}/d/app:1.2.3`, to: `${host}/p/app` },
  });
  expect(run).toMatchObject({ exitCode: 0, outputs: { changed: 'true' } });
  expect(await readTags(host, 'p/app')).toMatchObject({ '1.2.3': image.index.digest, latest: image.index.digest });
});
