import { describe, expect, it } from 'vitest';
import { startRegistry } from '../support/registry/registry.ts';
import { imageOf, type RollbackWorld, START, startRollbackWorld } from './world.ts';

const [A, B, C] = [imageOf('1.1.0'), imageOf('1.2.3'), imageOf('1.3.0')];

async function placeThree(world: RollbackWorld): Promise<void> {
  await world.place(A, { tags: ['1.1.0', 'latest'], at: 0 });
  await world.place(B, { tags: ['1.2.3', 'latest'], replaced: { latest: A }, at: 60 });
  await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 120 });
}

const SINCE = new Date(START + 120 * 60_000).toISOString().slice(0, 16).replace('T', ' ');

describe('a marker that another tool has moved', () => {
  it.each(['true', 'false'])(
    'is warned of before the first write, with what the records know (drill: %s)',
    async (dry) => {
      await using registry = await startRegistry();
      await using world = await startRollbackWorld({
        start: async () => ({ host: registry.host, [Symbol.asyncDispose]: async () => undefined }),
      });
      await placeThree(world);
      await world.push('p/app', B, ['latest']);
      const ran = await world.run({ 'dry-run': dry });
      expect(ran.refusal).toBe('');
      const [warning = '', ...others] = ran.lines.filter((line) => line.includes('No record explains'));
      expect(others).toEqual([]);
      expect(warning).toMatch(
        /^warn No record explains that "latest" of \S+\/p\/app is on 1\.2\.3 \(sha256:\w{12}\); it ran there/,
      );
      expect(warning).toContain(`By the records, 1.3.0 (sha256:`);
      expect(warning).toContain(`runs there since ${SINCE} UTC by li`);
      expect(warning).toContain('it takes it away and holds it');
      expect(warning).toContain(`do not go on: hold app@${C.index.digest} by command hold, and promote 1.2.3 again`);
      expect(ran.summary).toContain('No record explains');
      expect(ran.lines.join('\n')).not.toMatch(/now .*promoted/);
      const writing = ran.lines.findIndex((line) => line.includes('held ') && line.includes('everywhere'));
      expect(dry === 'true' || ran.lines.indexOf(warning) < writing).toBe(true);
      expect((await world.tags())['latest']).toBe(dry === 'true' ? B.index.digest : A.index.digest);
    },
  );

  it('is warned of if it holds what no record knows, and an image is named', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.push('p/app', imageOf('9.9.9'), ['latest']);
    const { refusal, lines } = await world.run({ image: 'app:1.2.3', 'dry-run': 'true' });
    expect(refusal).toBe('');
    const warning = lines.find((line) => line.includes('No record explains')) ?? '';
    expect(warning).toContain('By the records, 1.3.0 (sha256:');
    expect(warning).not.toContain('it ran there');
  });

  it('is none that a promotion or a rollback has moved, whoever runs it again', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    for (const inputs of [{ 'dry-run': 'true' }, {}, { 'dry-run': 'true' }, {}]) {
      const { refusal, lines } = await world.run(inputs);
      expect(refusal).toBe('');
      expect(lines.filter((line) => line.includes('No record explains'))).toEqual([]);
    }
  });
});

describe('the plan of a rollback', () => {
  it('names versions beside digests, and says which images it passes over and why', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.run({ command: 'hold', image: 'app:1.2.3', to: 'p', reason: 'H1' });
    const { refusal, lines, outputs, summary } = await world.run({});
    expect(refusal).toBe('');
    const log = lines.join('\n');
    expect(log).toContain(`  to      1.1.0 (${A.index.digest}): what ran before`);
    expect(log).toMatch(new RegExp(`  now     1\\.3\\.0 \\(${C.index.digest}\\): promoted \\d{4}-.* by li`));
    expect(log).toMatch(/ {2}skip {4}1\.2\.3 \(sha256:\w{12}\), which ran later: it is held since .* by wang \("H1"\)/);
    expect(log).toMatch(/Rolled back app from 1\.3\.0 \(sha256:\w{12}\) to 1\.1\.0 \(sha256:\w{12}\)/);
    const [image] = JSON.parse(outputs.get('report') ?? '{}').images;
    expect(image.repositories[0].skipped).toMatchObject([
      { digest: B.index.digest, reason: expect.stringContaining('("H1")') },
    ]);
    expect(summary).toMatch(/Skipped.*1\.2\.3/);
  });

  it('proposes no held image, nor one twice, if nothing is left to go back to', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.run({});
    await world.run({});
    const { refusal, lines } = await world.run({});
    expect(refusal).toMatch(/: nothing ran before 1\.1\.0 \(sha256:\w{12}\), .*; promote another image$/);
    expect(lines.filter((line) => line.includes(`app@${C.index.digest}`))).toEqual([]);
  });

  it('proposes each image once', async () => {
    await using world = await startRollbackWorld();
    await placeThree(world);
    await world.push('p/app', imageOf('9.9.9'), ['latest']);
    const { lines } = await world.run({});
    const text = lines.join('\n');
    for (const { index } of [A, B, C]) expect(text.split(`app@${index.digest}`).length).toBe(2);
  });
});
