import { describe, expect, it } from 'vitest';
import { parseDigest } from '../../src/oci/digest.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { imageOf, openChain, PIPELINE, RetentionWorld } from './world.ts';

const LATER = PIPELINE.replace('d: {', 't: {').replace('from: d', 'from: t').replaceAll('/d/', '/t/');

/** Rules for t, and what p does with images. */
function withRules(rules: string, file = LATER): string {
  return file.replace('"HOST/t/{image}" }', `"HOST/t/{image}", retention: ${rules} }`);
}

function digestOf(image: { readonly index: { readonly digest: string } }) {
  return parseDigest(image.index.digest);
}

/** The config of the only platform of an image of tests. */
function configOf(image: { readonly manifests: ReadonlyMap<string, { readonly bytes: Uint8Array }> }): string {
  const [first] = image.manifests.values();
  return JSON.parse(Buffer.from(first?.bytes ?? []).toString()).config.digest;
}

/** The index inside the index of an image of tests. */
function innerIndex({ index, manifests }: Pick<BuiltImage, 'index' | 'manifests'>): string {
  const inner = [...manifests].find(
    ([digest, { mediaType }]) => mediaType === index.mediaType && digest !== index.digest,
  );
  if (inner === undefined) throw new Error('there is no index inside');
  return inner[0];
}

/** Rows of the reference: images are older than 48 hours, and two are kept. */
describe('what is kept', () => {
  it('29: the two that ran last', async () => {
    const { world } = await openChain();
    await using _ = world;
    const { report, ...run } = await world.run();
    expect(run.error).toBe('');
    expect(run.kept('p/app')).toEqual(['C', 'D']);
    expect(run.going('p/app')).toEqual(['A', 'B']);
    expect(run.rules('p/app', 'D')).toEqual(['moving', 'last']);
    expect(report.environments[0]?.going.map(({ because }) => because[0]?.detail)).toEqual([
      'not among the last 2 that ran',
      'not among the last 2 that ran',
    ]);
    expect(run.outputs.get('due')).toBe('2');
    expect(run.outputs.get('changed')).toBe('false');
    expect(run.outputs.get('plan-id')).toBe(run.plan?.id);
  });

  it('30: what one could roll back to, after a rollback, and what is held', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [, , C, D] = images;
    if (C === undefined || D === undefined) throw new Error('there are four');
    world.put('p/app', C, ['latest', '20261120_01']);
    world.rolledBack('p/app', C, { tags: ['latest', '20261120_01'], after: D });
    world.hold('p/app', D);
    const run = await world.run();
    expect(run.kept('p/app')).toEqual(['B', 'C', 'D']);
    expect(run.going('p/app')).toEqual(['A']);
    expect(run.rules('p/app', 'D')).toContain('popped');
  });

  describe('30: not what is held instead of what one could roll back to, held', () => {
    const revision = '860c1904a1ce19322e91ac35af1ab07466440c37';
    const options = { nested: true, labels: { 'org.opencontainers.image.revision': revision } };
    const held = imageOf('C', options);
    const inner = innerIndex(held);
    const [platform] = [...held.manifests].flatMap(([digest, each]) =>
      each.mediaType === held.index.mediaType ? [] : [digest],
    );
    const open = () => openChain(undefined, {}, { C: options });
    const fileHold = (of: string) => `${PIPELINE}holds:\n  - { ${of}, reason: CVE-2026-1 }\n`;

    it.each([
      ['by the file as an index inside', fileHold(`image: "app@${inner}"`), undefined],
      ['by the file as a platform', fileHold(`image: "app@${platform}"`), undefined],
      ['by the file as a commit', fileHold(`revision: ${revision}`), undefined],
      ['by a record of an index inside', PIPELINE, inner],
      ['by a record of a platform', PIPELINE, platform],
    ])('%s', async (_name, file, subject) => {
      const { world, images } = await open();
      await using _ = world;
      const [, , C] = images;
      if (C === undefined) throw new Error('there are four');
      expect(C.index.digest).toBe(held.index.digest);
      expect((await world.run()).going('p/app')).toEqual(['A', 'B']);
      if (subject !== undefined) world.hold('p/app', C, {}, parseDigest(subject));
      const run = await world.run(file);
      expect(run.error).toBe('');
      expect(run.kept('p/app')).toEqual(['B', 'C', 'D']);
      expect(run.going('p/app')).toEqual(['A']);
      // It is kept itself because it is held, and no place among the last is lost by it.
      expect(run.rules('p/app', 'C')).toContain('held');
    });
  });

  it('31: what a moving tag holds', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    if (images[0] !== undefined) world.put('p/app', images[0], ['latest-alpine']);
    expect((await world.run()).going('p/app')).toEqual(['B']);
  });

  it('32: what a later environment runs', async () => {
    const world = await RetentionWorld.open();
    await using _ = world;
    const [A, B, C] = [world.image('A'), world.image('B'), world.image('C')];
    for (const [index, image] of [A, B, C].entries()) world.put('t/app', image, [`2026110${index + 1}_01`]);
    world.put('p/app', A, ['latest', '20261101_01']);
    const run = await world.run(withRules('{ keep: { last: 1 } }'), { to: 't' });
    expect(run.rules('t/app', 'A')).toEqual(['downstream']);
    expect(run.going('t/app')).toEqual(['B']);
    // What it keeps is more than what it runs.
    world.put('p/app', B, ['20261102_01']);
    expect((await world.run(withRules('{ keep: { last: 1, downstream: kept } }'), { to: 't' })).going('t/app')).toEqual(
      [],
    );
    const none = await world.run(withRules('{ keep: { last: 1, downstream: none } }'), { to: 't' });
    expect(none.going('t/app')).toEqual(['A', 'B']);
  });

  it('33: what has a tag that is to be kept, with all of its tags', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    if (images[1] !== undefined) world.put('p/app', images[1], ['1.0.0']);
    const run = await world.run(PIPELINE.replace('last: 2', 'last: 2, tags: ["1.0.0"]'));
    expect(run.going('p/app')).toEqual(['A']);
    const kept = run.plan?.environments[0]?.images.find(({ digest }) => digest === images[1]?.index.digest);
    expect(kept).toMatchObject({ action: 'keep', tags: ['1.0.0', '20261102_01'] });
  });

  it('35: tags of signatures and of lists are no images of their own', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [A] = images;
    if (A === undefined) throw new Error('there are four');
    const stem = A.index.digest.replace(':', '-');
    world.put('p/app', world.image('signature'), [`${stem}.sig`]);
    const run = await world.run();
    expect(run.going('p/app')).toEqual(['A', 'B']);
    expect(run.kept('p/app')).toEqual(['C', 'D']);
  });

  it('36: the head of each line, unless only what is current is kept', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    if (images[0] !== undefined) world.put('p/app', images[0], ['1.2.9', '1.2']);
    expect((await world.run()).going('p/app')).toEqual(['B']);
    const current = await world.run(PIPELINE.replace('last: 2', 'last: 2, moving: current'));
    expect(current.going('p/app')).toEqual(['A', 'B']);
    const gone = current.report.environments[0]?.going.find(({ digest }) => digest === images[0]?.index.digest);
    expect(gone?.tags).toContain('1.2');
  });

  it('37: an index that cannot be read ends its own environment only', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [A, B] = images;
    if (A === undefined || B === undefined) throw new Error('there are four');
    for (const [index, image] of [A, B].entries()) world.put('t/app', image, [`2026110${index + 1}_01`]);
    world.answers.set(`/p/app/manifests/${images[3]?.index.digest}`, 502);
    const run = await world.run(withRules('{ keep: { last: 1 } }'));
    expect(run.error).toContain('Cannot retain p: what is there is not known');
    expect(run.report.environments.map(({ name }) => name)).toEqual(['t']);
    expect(run.going('t/app')).toEqual(['A']);
    expect(run.summary).toContain('p cannot be planned');
  });

  it('39: what a cluster runs, by index, platform or config', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [A, B] = images;
    if (A === undefined || B === undefined) throw new Error('there are four');
    const list = (...lines: string[]) => ({ 'dc1.txt': ['# cluster dc1 2026-11-30T11:30:00Z', ...lines].join('\n') });
    const file = PIPELINE.replace('in-use: optional', 'in-use: { clusters: [dc1] }');
    const withList = async (...lines: string[]) =>
      (await world.run(file, {}, { lists: list(...lines) })).going('p/app');
    expect(await withList(`docker-pullable://mirror.example.com/p/app@${digestOf(B)}`)).toEqual(['A']);
    expect(await withList(configOf(B))).toEqual(['A']);
    expect(await withList([...B.manifests.keys()][0] ?? '')).toEqual(['A']);
    // A workload may start what it names by a tag.
    expect(await withList('HOST/p/app:20261101_01', 'nginx:1.27')).toEqual(['B']);
    expect(await withList(`sha256:${'0'.repeat(64)}`)).toEqual(['A', 'B']);
  });

  it('54: what a rollback went back from, even if nobody held it', async () => {
    const { world, images } = await openChain(['A', 'B', 'C']);
    await using _ = world;
    const [, B, C] = images;
    if (B === undefined || C === undefined) throw new Error('there are three');
    world.put('p/app', B, ['latest', '20261120_01']);
    world.rolledBack('p/app', B, { tags: ['latest', '20261120_01'], after: C });
    const run = await world.run();
    expect(run.kept('p/app')).toEqual(['A', 'B', 'C']);
    expect(run.rules('p/app', 'C')).toEqual(['popped']);
  });

  it('55: what came lately, however old it says to be', async () => {
    const world = await RetentionWorld.open();
    await using _ = world;
    const old = world.image('old', { labels: { 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' } });
    world.put('p/app', old, ['1.0.0']);
    world.promoted('p/app', old, { at: '2026-11-25T10:00:00Z', tags: ['1.0.0'] });
    const [older, newest] = [world.image('older'), world.image('newest')];
    world.put('p/app', older, ['0.9.0']);
    world.promoted('p/app', older, { at: '2026-09-25T10:00:00Z', tags: ['0.9.0'] });
    world.put('p/app', newest, ['latest']);
    const run = await world.run(PIPELINE.replace('last: 2', 'days: 30d'));
    expect(run.rules('p/app', 'old')).toEqual(['days']);
    expect(run.going('p/app')).toEqual(['older']);
  });
});

describe('what protects an image whatever the rules say', () => {
  it('a hold of either effect, on it or on a platform, in any repository of the pipeline', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [A, B] = images;
    if (A === undefined || B === undefined) throw new Error('there are four');
    const platform = parseDigest([...A.manifests.keys()][0] ?? '');
    world.put('p/app', A, []);
    world.hold('p/app', A, { effect: 'legal' }, platform);
    expect((await world.run()).going('p/app')).toEqual(['B']);
    world.put('d/app', B, ['1.0.0']);
    world.hold('d/app', B);
    const run = await world.run();
    expect(run.going('p/app')).toEqual([]);
    expect(run.rules('p/app', 'B')).toEqual(['held']);
  });

  it('a hold on an index inside, of the file or of a record', async () => {
    const { world, images } = await openChain(undefined, {}, { A: { nested: true }, B: { nested: true } });
    await using _ = world;
    const [A, B] = images;
    if (A === undefined || B === undefined) throw new Error('there are four');
    expect((await world.run()).going('p/app')).toEqual(['A', 'B']);
    world.hold('p/app', B, { effect: 'legal' }, parseDigest(innerIndex(B)));
    const file = `${PIPELINE}holds:\n  - { image: "app@${innerIndex(A)}", reason: case 8/26, effect: legal }\n`;
    const run = await world.run(file);
    expect(run.going('p/app')).toEqual([]);
    expect([run.rules('p/app', 'A'), run.rules('p/app', 'B')]).toEqual([['held'], ['held']]);
  });

  it('a hold of the file, by digest or by commit', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const revision = '860c1904a1ce19322e91ac35af1ab07466440c37';
    const built = world.image('built', { labels: { 'org.opencontainers.image.revision': revision } });
    world.put('p/app', built, ['20261010_01']);
    const holds = `holds:\n  - { image: "app@${images[0]?.index.digest}", reason: case 8/26, effect: legal }\n  - { revision: ${revision}, reason: CVE-2026-1 }\n`;
    const run = await world.run(`${PIPELINE}${holds}`);
    expect(run.going('p/app')).toEqual(['B']);
    expect(run.rules('p/app', 'built')).toEqual(['held']);
  });

  it('a promotion that is under way, or was cut off', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    const [A, B] = images;
    if (A === undefined || B === undefined) throw new Error('there are four');
    world.promoted('p/app', A, { at: '2026-11-29T10:00:00Z' });
    world.promoted('p/app', B, { at: '2026-11-05T10:00:00Z', tags: ['20261105_01'] });
    const run = await world.run();
    expect(run.rules('p/app', 'A')).toEqual(['in-flight']);
    expect(run.rules('p/app', 'B')).toEqual(['in-flight']);
  });

  it('that nothing says how old it is, or that it is not an image', async () => {
    const { world } = await openChain();
    await using _ = world;
    world.put('p/app', world.image('by hand'), ['3.0.0']);
    const run = await world.run();
    expect(run.rules('p/app', 'by hand')).toEqual(['unknown-age']);
    expect(run.going('p/app')).toEqual(['A', 'B']);
  });

  it('that another site of the environment keeps it', async () => {
    const { world, images } = await openChain();
    await using _ = world;
    for (const [index, image] of images.entries()) world.put('q/app', image, [`2026110${index + 1}_01`]);
    if (images[0] !== undefined) world.put('q/app', images[0], ['1.2']);
    const run = await world.run(PIPELINE.replace('"HOST/p/{image}"', '["HOST/p/{image}", "HOST/q/{image}"]'));
    expect(run.going('p/app')).toEqual(['B']);
    expect(run.rules('p/app', 'A')).toEqual(['elsewhere']);
  });

  it('that an environment without rules shares its repository', async () => {
    const { world } = await openChain();
    await using _ = world;
    const file = PIPELINE.replace('"HOST/d/{image}" }', '"HOST/p/{image}", tag: d }').replace(
      'from: d',
      'from: d\n    tag: latest',
    );
    const run = await world.run(file);
    expect(run.error).toBe('');
    expect(run.going('p/app')).toEqual([]);
  });
});

describe('a run that cannot know', () => {
  it('38: is refused without the lists that the file asks for', async () => {
    const { world } = await openChain();
    await using _ = world;
    const file = PIPELINE.replace('in-use: optional', 'in-use: { clusters: [dc1], max-age: 1h }');
    const refusal = async (lists: Readonly<Record<string, string>>) => {
      try {
        return (await world.run(file, {}, { lists })).error;
      } catch (error) {
        return String(error);
      }
    };
    const head = '# cluster dc1 2026-11-30T11:30:00Z';
    expect(await refusal({})).toContain(
      'Cannot retain p: nothing says what dc1 runs; give a list in the input "in-use"',
    );
    expect(await refusal({ 'dc1.txt': head })).toContain('has no entry; give a list');
    expect(await refusal({ 'dc1.txt': '' })).toContain('its first line does not say of which cluster it is');
    expect(await refusal({ 'dc2.txt': '# cluster dc2 2026-11-30T11:30:00Z\nnginx' })).toContain(
      'nothing says what dc1 runs',
    );
    expect(await refusal({ 'dc1.txt': '# cluster dc1 2026-11-30T10:30:00Z\nnginx' })).toContain(
      'is 1 h 30 min old, and 1 h 0 min is the most',
    );
    expect(await refusal({ 'dc1.txt': `${head}\nnginx\n{"kind":"Pod"}` })).toContain('line 3');
  });

  it('is refused if nothing says which image came later', async () => {
    const world = await RetentionWorld.open();
    await using _ = world;
    for (const name of ['A', 'B', 'C']) world.put('p/app', world.image(name), [`${name.charCodeAt(0)}.0.0`]);
    const { error } = await world.run();
    expect(error).toContain('Cannot retain p: "last" counts the images of');
    expect(error).toContain('and nothing says which of them came later; add the tag rule "type=date_seq"');
  });

  it('does not plan what an environment after it must keep, if that cannot be read', async () => {
    const { world } = await openChain();
    await using _ = world;
    for (const [index, name] of ['A', 'B'].entries()) world.put('t/app', world.image(name), [`2026110${index + 1}_01`]);
    world.answers.set('/p/app/tags/list', 403);
    const run = await world.run(withRules('{ keep: { last: 1 } }'), { to: 't' });
    expect(run.error).toContain(
      'Cannot retain t: it keeps what p runs, and that cannot be read; let p be read, or set',
    );
    expect(run.plan).toBeUndefined();
    expect(run.outputs.get('plan-file')).toBe('');
    const free = await world.run(withRules('{ keep: { last: 1, downstream: none } }'), { to: 't' });
    expect(free.error).toBe('');
    expect(free.going('t/app')).toEqual(['A']);
  });
});

describe('the limits', () => {
  it('40: a plan that is more than may go at once says so', async () => {
    const { world } = await openChain(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'K']);
    await using _ = world;
    const run = await world.run();
    expect(run.report.limits).toEqual([{ environment: 'p', images: 10, due: 8, most: 2 }]);
    expect(run.report.excess).toEqual([
      'The plan is more than may go at once: 8 images of p would go, and at most 2 may; raise "max-delete", or narrow the rules',
    ]);
    const more = await world.run(
      PIPELINE.replace('in-use: optional', 'in-use: optional, max-delete: { images: 8, percent: 80 }'),
    );
    expect(more.report.excess).toEqual([]);
  });
});
