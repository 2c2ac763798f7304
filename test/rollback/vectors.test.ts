import { describe, expect, it } from 'vitest';
import { REAL_REGISTRIES } from '../e2e/real-registries.ts';
import { buildImage } from '../support/image/build-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { imageOf, PIPELINE, type RollbackWorld, START, startRollbackWorld } from './world.ts';

const [A, B, C, D] = ['1.2.3', '1.2.4', '1.3.0', '1.3.1'].map((version) => imageOf(version)) as [
  ReturnType<typeof imageOf>,
  ReturnType<typeof imageOf>,
  ReturnType<typeof imageOf>,
  ReturnType<typeof imageOf>,
];

const NAMES = new Map([A, B, C, D].map((image, index) => [image.index.digest, 'ABCD'[index]]));

/** Names what tags hold by the letters of the images. */
async function held(world: RollbackWorld, repository?: string): Promise<Readonly<Record<string, string>>> {
  const tags = await world.tags(repository);
  return Object.fromEntries(Object.entries(tags).map(([tag, digest]) => [tag, NAMES.get(digest) ?? '?']));
}

/** A, then B, then C: `latest` names what runs. */
async function placeThree(world: RollbackWorld): Promise<void> {
  await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
  await world.place(B, { tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: 60 });
  await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 120 });
}

/** The lines of versions as the rules give them, for 1.2.4 and 1.3.0. */
async function placeLines(world: RollbackWorld): Promise<void> {
  await world.place(B, { tags: ['1.2.4', '1.2', '1', 'latest'], at: 0 });
  await world.place(C, { tags: ['1.3.0', '1.3', '1', 'latest'], replaced: { latest: B, '1': B }, at: 60 });
}

/** A registry that the test itself ends. */
function asIs({ host }: { readonly host: string }) {
  return { host, [Symbol.asyncDispose]: async () => undefined };
}

const REGISTRIES = [
  { name: 'the embedded registry', available: true, start: () => startRegistry() },
  ...REAL_REGISTRIES,
].filter(({ available }) => available);

describe.each(REGISTRIES)('a rollback in $name', ({ start }) => {
  it('goes to what ran before, holds what ran, and pops further the next time (vectors 1 and 2)', async () => {
    await using world = await startRollbackWorld({ start });
    await placeThree(world);
    const first = await world.run({});
    expect(first.refusal).toBe('');
    expect(await held(world)).toEqual({ '1.2.3': 'A', '1.2.4': 'B', '1.3.0': 'C', latest: 'B' });
    expect(await world.attached(C)).toEqual(['hold', 'promotion']);
    expect(await world.attached(B)).toEqual(['promotion', 'rollback']);
    expect([first.outputs.get('digest'), first.outputs.get('previous-digest')]).toEqual([
      B.index.digest,
      C.index.digest,
    ]);
    expect(first.outputs.get('changed')).toBe('true');
    const second = await world.run({});
    expect(second.refusal).toBe('');
    expect((await held(world))['latest']).toBe('A');
    expect(await world.attached(B)).toEqual(['hold', 'promotion', 'rollback']);
  });
});

describe('a rollback', () => {
  it('goes to what the fix replaced, and not to what was popped (vector 3)', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.run({});
    const now = Math.round((Date.now() - START) / 60_000);
    await world.place(D, { tags: ['1.3.1', 'latest'], replaced: { latest: B }, at: now + 4 });
    const again = await world.run({});
    expect(again.refusal).toBe('');
    expect((await held(world))['latest']).toBe('B');
  });

  it('gives the old image a new number of the day, once for one run (vector 4)', async () => {
    await using world = await startRollbackWorld({ rules: 'type=semver\\ntype=date_seq' });
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    await world.place(B, { tags: ['1.2.4', 'latest', `${today}_01`], at: 0 });
    await world.place(C, { tags: ['1.3.0', 'latest', `${today}_02`], replaced: { latest: B }, at: 60 });
    const run = { GITHUB_RUN_ID: '77' };
    const first = await world.run({}, run);
    expect(first.refusal).toBe('');
    expect(first.outputs.get('date-seq')).toBe(`${today}_03`);
    const attached = await world.attached(B);
    const again = await world.run({}, { ...run, GITHUB_RUN_ATTEMPT: '2' });
    expect(again.refusal).toBe('');
    expect(again.outputs.get('changed')).toBe('false');
    expect(await world.attached(B)).toEqual(attached);
    expect(await held(world)).toMatchObject({ latest: 'B', [`${today}_03`]: 'B' });
    expect(Object.keys(await world.tags())).not.toContain(`${today}_04`);
  });

  it('never goes to an image whose run died before its tags (vector 5)', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    await world.place(B, { tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: 60 });
    await world.place(D, { tags: ['1.3.1', 'latest'], replaced: { latest: B }, at: 90, isDead: true });
    await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 120 });
    await world.run({});
    expect((await held(world))['latest']).toBe('B');
    await world.run({});
    expect((await held(world))['latest']).toBe('A');
  });

  it('goes by the chain where clocks differ by three minutes (vector 6)', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    await world.place(B, { tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: 63 });
    await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 60 });
    await world.run({});
    expect((await held(world))['latest']).toBe('B');
  });

  it('is refused where nobody knows what ran before, with the newest to choose from (vector 7)', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.push('p/app', D, ['latest']);
    const { code, refusal, lines } = await world.run({});
    expect(code).toBe(1);
    expect(refusal).toMatch(/^Cannot roll back app in p: nobody knows what ran before sha256:\w+: it has no record/);
    const shown = lines.join('\n');
    for (const image of [A, B, C]) expect(shown).toContain(`app@${image.index.digest}`);
    expect((await held(world))['latest']).toBe('D');
  });

  it('goes to an image that is named, past one that was pushed past us (vector 8)', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.push('p/app', D, ['latest']);
    const { refusal } = await world.run({ image: 'app:1.2.4' });
    expect(refusal).toBe('');
    expect((await held(world))['latest']).toBe('B');
    expect(await world.attached(D)).toEqual(['hold']);
  });

  it('is refused where nothing ran before (vector 9)', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    expect((await world.run({})).refusal).toMatch(/^Cannot roll back app in p: nothing ran before 1\.2\.3 \(sha256:/);
    expect(await world.attached(A)).toEqual(['promotion']);
  });

  it('is refused where the image is gone, and says who still has it (vector 10)', async () => {
    await using registry = await startRegistry();
    await using world = await startRollbackWorld({ start: async () => asIs(registry) });
    await placeThree(world);
    await world.push('s/app', B, ['1.2.4']);
    await fetch(`http://${registry.host}/v2/p/app/manifests/${B.index.digest}`, { method: 'DELETE' });
    const { refusal } = await world.run({});
    expect(refusal).toContain('ran before, and it is not in');
    expect(refusal).toContain(`s still has it: promote ${world.host}/s/app@${B.index.digest}`);
    expect((await held(world))['latest']).toBe('C');
    expect(await world.attached(C)).toEqual(['promotion']);
  });

  it('is refused where a platform or a layer of the image is gone (vector 11)', async () => {
    await using registry = await startRegistry();
    await using world = await startRollbackWorld({ start: async () => asIs(registry) });
    await placeThree(world);
    const [child = ''] = B.manifests.keys();
    await fetch(`http://${registry.host}/v2/p/app/manifests/${child}`, { method: 'DELETE' });
    const { refusal } = await world.run({});
    expect(refusal).toMatch(/ran before, and its manifest sha256:\w+ \(linux\/amd64\) is missing/);
    expect(await world.attached(C)).toEqual(['promotion']);
    expect((await held(world))['latest']).toBe('C');
  });

  it('moves the lines that the old image may carry, and leaves the others (vector 12)', async () => {
    await using world = await startRollbackWorld();
    await placeLines(world);
    const { refusal, lines } = await world.run({});
    expect(refusal).toBe('');
    expect(await held(world)).toEqual({ '1': 'B', '1.2': 'B', '1.2.4': 'B', '1.3': 'C', '1.3.0': 'C', latest: 'B' });
    expect(lines.join('\n')).toContain('stays on a held image: no other 1.3 is in p');
  });

  it('moves all lines where the old image is of the same minor version (vector 13)', async () => {
    await using world = await startRollbackWorld();
    await world.place(C, { tags: ['1.3.0', '1.3', '1', 'latest'], at: 0 });
    await world.place(D, { tags: ['1.3.1', '1.3', '1', 'latest'], replaced: { latest: C, '1': C, '1.3': C }, at: 60 });
    const { refusal } = await world.run({});
    expect(refusal).toBe('');
    expect(await held(world)).toEqual({ '1': 'C', '1.3': 'C', '1.3.0': 'C', '1.3.1': 'D', latest: 'C' });
  });

  it('gives a line to its highest version that is not held, with a record of its own', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.3.0', '1.3'], at: 0 });
    await world.place(B, { tags: ['1.2.4', '1.2', '1', 'latest'], at: 30 });
    await world.place(D, { tags: ['1.3.1', '1.3', '1', 'latest'], replaced: { latest: B, '1': B, '1.3': A }, at: 60 });
    const { refusal } = await world.run({});
    expect(refusal).toBe('');
    expect(await held(world)).toMatchObject({ '1.3': 'A', '1': 'B', latest: 'B' });
    expect(await world.attached(A)).toEqual(['promotion', 'rollback']);
  });

  it('ignores a record that has only given another number (vector 28)', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.place(C, { tags: ['1.3.0', 'latest', '20261201_01'], at: 1500 });
    await world.run({});
    expect((await held(world))['latest']).toBe('B');
  });

  it('goes on from what somebody moved the tag to by hand, unless something else was expected (vector 50)', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.push('p/app', B, ['latest']);
    const expected = await world.run({ 'expected-digest': C.index.digest });
    expect(expected.refusal).toMatch(/it runs sha256:\w+ and not sha256:\w+ as expected; look at the history/);
    expect((await held(world))['latest']).toBe('B');
    expect((await world.run({})).refusal).toBe('');
    expect((await held(world))['latest']).toBe('A');
    expect(await world.attached(B)).toEqual(['hold', 'promotion']);
  });

  it('finds the work done where two people press the button', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    const inputs = { 'expected-digest': C.index.digest };
    expect((await world.run(inputs)).outputs.get('changed')).toBe('true');
    const second = await world.run(inputs);
    expect([second.refusal, second.outputs.get('changed')]).toEqual(['', 'false']);
    expect((await held(world))['latest']).toBe('B');
  });

  it('asks everything and writes nothing as a drill', async () => {
    await using registry = await startRegistry();
    await using world = await startRollbackWorld({ start: async () => asIs(registry) });
    await placeThree(world);
    registry.clearLog();
    const { refusal, outputs, summary } = await world.run({ 'dry-run': 'true' });
    expect([refusal, outputs.get('ready'), outputs.get('changed')]).toEqual(['', 'true', 'false']);
    expect(registry.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    const blobs = registry.log.filter(({ method, path }) => method === 'HEAD' && path.includes('/blobs/'));
    expect(blobs.length).toBeGreaterThanOrEqual(B.blobs.size);
    expect(summary).toContain('Drill passed');
    await fetch(`http://${registry.host}/v2/p/app/manifests/${B.index.digest}`, { method: 'DELETE' });
    const failed = await world.run({ 'dry-run': 'true' });
    expect([failed.code, failed.outputs.get('ready')]).toEqual([1, 'false']);
  });

  it('says of a digest that was never there, and of a name that has no images, what they are', async () => {
    await using world = await startRollbackWorld();
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    const unknown = await world.run({ image: `app@sha256:${'0'.repeat(64)}` });
    expect(unknown.refusal).toMatch(
      /: no record says that sha256:000000000000 was in p, and it is not in \S+\/p\/app; name another image, or bring/,
    );
    const nameless = await world.run({ image: 'ap' });
    expect(nameless.refusal).toMatch(
      /^Cannot roll back ap in p: \S+\/p\/ap has no images; check the name of the image$/,
    );
  });

  it('goes no further back than the file allows', async () => {
    const images = Array.from({ length: 4 }, (_, index) => imageOf(`2.0.${index}`));
    await using world = await startRollbackWorld({
      pipeline: PIPELINE.replace('from: s,', 'from: s, rollback: { depth: 2 },'),
    });
    for (const [index, image] of images.entries()) {
      const before = images[index - 1];
      const tags = [`2.0.${index}`, 'latest'];
      await world.place(image, { tags, at: index * 60, ...(before && { replaced: { latest: before } }) });
    }
    const { refusal } = await world.run({ image: 'app:2.0.0' });
    expect(refusal).toBe(
      'Cannot roll back app to 2.0.0 in p: it is 3 placements back, and p allows 2; promote it, or raise "depth"',
    );
    expect((await world.run({ image: 'app:2.0.1' })).refusal).toBe('');
    expect((await world.tags())['latest']).toBe(images[1]?.index.digest);
  });

  it('warns of what stays stuck where nothing is held', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    const { lines, outputs } = await world.run({ hold: 'false' });
    expect(lines.join('\n')).toContain('Nothing holds what is rolled back');
    expect(outputs.get('hold')).toBe('');
    expect(await world.attached(C)).toEqual(['promotion']);
  });

  it('does not roll back to an image that lacks a platform', async () => {
    const both = buildImage({ seed: 'both', layers: 1, labels: { 'org.opencontainers.image.version': '2.0.0' } });
    await using world = await startRollbackWorld({
      pipeline: PIPELINE.replace('from: s,', 'from: s, platforms: [linux/amd64, linux/arm64],'),
    });
    await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
    await world.place(both, { tags: ['2.0.0', 'latest'], replaced: { latest: A }, at: 60 });
    expect((await world.run({})).refusal).toContain('it lacks linux/arm64, which p requires');
  });
});
