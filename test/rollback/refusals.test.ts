import { describe, expect, it } from 'vitest';
import { imageOf, PIPELINE, startRollbackWorld } from './world.ts';

const [A, B, C] = [imageOf('1.2.3'), imageOf('1.2.4'), imageOf('1.3.0')];

const LISTED = PIPELINE.replace('environments:', 'images: [app, web, new]\nenvironments:');

describe('a rollback of a whole set', () => {
  it('leaves out what was never in the environment, and says so', async () => {
    await using world = await startRollbackWorld({ pipeline: LISTED });
    const run = 'https://github.com/acme/shop/actions/runs/9';
    for (const app of ['app', 'web']) {
      await world.place(B, { tags: ['1.2.4', 'latest'], at: 0, app });
      await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 60, app, run });
    }
    const { refusal, lines } = await world.run({ set: 'true' });
    expect(refusal).toBe('');
    expect(lines.join('\n')).toContain('left out new: it was never in p');
    expect((await world.tags('p/web'))['latest']).toBe(B.index.digest);
  });

  it('is refused if one that is there has nothing before it (vector 26)', async () => {
    await using world = await startRollbackWorld({ pipeline: LISTED });
    const run = 'https://github.com/acme/shop/actions/runs/9';
    await world.place(B, { tags: ['1.2.4', 'latest'], at: 0 });
    await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 60, run });
    await world.place(C, { tags: ['1.3.0', 'latest'], at: 60, app: 'web', run });
    const { refusal } = await world.run({ set: 'true' });
    expect(refusal).toMatch(/^Cannot roll back web in p: nothing ran before 1\.3\.0 /);
    expect((await world.tags())['latest']).toBe(C.index.digest);
  });
});

describe('a rollback is refused', () => {
  it.each([
    [
      'ap',
      'Cannot roll back ap in p: p has no image ap; write one of the images of the pipeline file: app, web and new',
    ],
    [
      '1.2.3',
      'Cannot roll back 1.2.3 in p: p has no image 1.2.3, which looks like a version; write the image before it, such as app:1.2.3',
    ],
  ])('for %s, with what to write instead', async (image, sentence) => {
    await using world = await startRollbackWorld({ pipeline: LISTED });
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    expect((await world.run({ image })).refusal).toBe(sentence);
  });

  it('where images are built', async () => {
    await using world = await startRollbackWorld();
    expect((await world.run({ to: 'd' })).refusal).toBe(
      'Cannot roll back in d: images are built there, and nothing is promoted to it, so no record says what ran before; name an environment that images are promoted to: s and p',
    );
  });

  it.each(['1.3.0', '20261201_02', 'git-dd80e9d', 'chg-130'])('by the tag %s, which never moves', async (tag) => {
    await using world = await startRollbackWorld({
      rules: 'type=semver\\ntype=sha,prefix=git-\\ntype=raw,value=chg-130,immutable=true',
    });
    await world.place(B, { tags: ['1.2.4', 'latest'], at: 0 });
    await world.place(C, {
      tags: ['1.3.0', 'latest', '20261201_02', 'git-dd80e9d', 'chg-130'],
      replaced: { latest: B },
      at: 60,
    });
    const { refusal } = await world.run({ tag });
    expect(refusal).toContain(`"${tag}" is not a moving tag`);
    expect((await world.tags())[tag]).toBe(C.index.digest);
  });

  it('if records of the same minutes differ, for good, which is said', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    await world.place(B, { tags: ['1.2.4', 'latest'], at: 20 });
    await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: A }, at: 60 });
    await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 62 });
    const { refusal } = await world.run({});
    expect(refusal).toMatch(
      /two records of 1\.3\.0 \(sha256:\w+\) were made within five minutes and name different images before it\. Clocks do not tell which one came later, now or ever; nothing is wrong with the records/,
    );
    const history = await world.run({ command: 'history', to: '', at: new Date().toISOString() });
    const { past } = JSON.parse(history.outputs.get('report') ?? '{}').images[0];
    expect(past.ran.at(-1)).toMatchObject({ digest: C.index.digest, version: '1.3.0', how: 'promoted' });
  });
});

describe('a run with an input of another command', () => {
  it('warns that "until" ends no hold of a rollback', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    const { lines } = await world.run({ until: '2127-12-24', effect: 'legal', from: 's' });
    expect(lines.join('\n')).toMatch(
      /inputs "from" \(.*"effect" \(only for hold\) and "until" \(only for hold\) have no effect/,
    );
  });
});

describe('the history', () => {
  it('names what came back by its version, and calls nothing rolled back that only got a tag of its line', async () => {
    await using world = await startRollbackWorld({ rules: 'type=semver\\ntype=date_seq' });
    const side = imageOf('1.3.0', 'side');
    const top = imageOf('1.3.1');
    await world.place(side, { tags: ['1.3.0', '1.3'], at: 0 });
    await world.place(B, { tags: ['1.2.4', '1.2', '1', 'latest', '20261101_01'], at: 30 });
    await world.place(top, {
      tags: ['1.3.1', '1.3', '1', 'latest', '20261101_02'],
      replaced: { latest: B, '1': B, '1.3': side },
      at: 60,
    });
    expect((await world.run({})).refusal).toBe('');
    const then = await world.run({
      command: 'history',
      to: '',
      image: 'app',
      at: new Date(Date.now() + 1000).toISOString(),
    });
    expect(then.lines.join('\n')).toMatch(/p ran 1\.2\.4 \(sha256:\w{12}\), rolled back/);
    const shown = await world.run({ command: 'history', to: '', image: 'app' });
    const placements = JSON.parse(shown.outputs.get('report') ?? '{}').images[0].environments.at(-1).repositories[0]
      .placements;
    const of = (digest: string) => placements.find((each: { readonly digest: string }) => each.digest === digest);
    expect(of(side.index.digest)).toMatchObject({ how: 'promoted' });
    expect(of(B.index.digest)).toMatchObject({ how: 'rolled back' });
    const again = await world.run({});
    expect(again.refusal).toMatch(/nothing ran before 1\.2\.4/);
    expect(again.refusal).not.toContain(side.index.digest);
  });
});
