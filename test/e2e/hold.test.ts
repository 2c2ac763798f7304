import { expect, it } from 'vitest';
import { pushImage } from '../support/image/push-image.ts';
import { IMAGE, SIGNED, startGated } from './check-world.ts';
import { readTags } from './look.ts';
import { complaint, KEYED } from './pipeline-world.ts';

it('command: hold keeps an image from being promoted, and command: unhold lets it go', async () => {
  await using world = await startGated({ pipeline: KEYED });
  await pushImage(world.host, 'd/app', IMAGE, ['1.2.3']);
  const hold = { command: 'hold', image: 'app:1.2.3', reason: 'INC-4711', ...SIGNED };
  const held = await world.run(hold);
  expect(held).toMatchObject({ exitCode: 0, outputs: { digest: IMAGE.index.digest, changed: 'true' } });
  expect(held.outputs['hold']).toMatch(/\/d\/app@sha256:[0-9a-f]{64}$/);
  expect(held.summary).toMatch(/^## ✋ `app:1\.2\.3` is held in all environments\n/);
  const promotion = { from: 'd', to: 't', image: 'app:1.2.3', ...SIGNED };
  const refused = await world.run(promotion);
  expect(refused.exitCode).toBe(1);
  expect(complaint(refused)).toMatch(
    /^Cannot promote \S+ to t: it is held since \S+ .*\("INC-4711"\); promote another version, or/,
  );
  expect(await readTags(world.host, 't/app')).toEqual({});
  expect(await world.run({ ...hold, command: 'unhold' })).toMatchObject({ exitCode: 0, outputs: { changed: 'true' } });
  expect((await world.run(promotion)).exitCode).toBe(0);
});
