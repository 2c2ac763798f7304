import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type CommandWorld, KEYED, startCommands } from './hold-run.ts';

const GOOD = buildImage({ seed: '1.2.4', layers: 1, platforms: ['linux/amd64'] });
const BAD = buildImage({ seed: '1.3.0', layers: 1, platforms: ['linux/amd64'] });
const { digest } = BAD.index;

const HOLD = { command: 'hold', image: 'app:1.3.0', reason: 'INC-4711' };
const UNHOLD = { ...HOLD, command: 'unhold', reason: 'INC-4711 is solved' };
const PROMOTE = { from: 't', to: 'p', image: 'app:1.3.0' };

/** Puts 1.2.4 and 1.3.0 into d and t, and 1.2.4 into p. */
async function start(pipeline = KEYED): Promise<CommandWorld> {
  const world = await startCommands(pipeline);
  await pushImage(world.host, 'd/app', GOOD, ['1.2.4']);
  await pushImage(world.host, 'd/app', BAD, ['1.3.0']);
  for (const image of ['app:1.2.4', 'app:1.3.0']) {
    expect((await world.run({ from: 'd', to: 't', image })).refusal).toBeUndefined();
  }
  return world;
}

function reportOf({ outputs }: { readonly outputs: Readonly<Record<string, string>> }) {
  return JSON.parse(outputs['report'] ?? 'null');
}

describe('command: hold', () => {
  it('holds an image wherever it is, once, and everything says so', async () => {
    await using world = await start();
    const { host } = world;
    const drill = await world.run({ ...HOLD, 'dry-run': 'true' });
    expect(drill).toMatchObject({ exitCode: 0, outputs: { hold: '', changed: 'false' } });
    expect(reportOf(drill).images[0].places.map(({ state }: { state: string }) => state)).toEqual([
      ...['planned', 'planned', 'absent', 'absent'],
    ]);
    expect((await world.run(PROMOTE)).refusal).toBeUndefined();

    const held = await world.run(HOLD);
    expect(held.refusal).toBeUndefined();
    expect(held.outputs).toMatchObject({
      digest,
      changed: 'true',
      hold: expect.stringContaining(`${host}/d/app@sha256:`),
    });
    expect(held.lines).toContain(`info   t in ${host}/t/app: held now`);
    expect(held.lines.at(-1)).toMatch(
      /^info app:1\.3\.0 \(sha256:\w{12}\) is held in all environments \(\d+ requests\)$/,
    );
    expect(held.summary).toMatch(/^## ✋ `app:1\.3\.0` is held in all environments\n/);
    expect(held.summary).toContain('**INC-4711** · li held it');
    expect(reportOf(held)).toMatchObject({
      ...{ schema: 1, command: 'hold', dryRun: false, environments: ['*'], effect: 'quarantine', until: null },
      images: [{ image: 'app', digest, signed: true, changed: true, ended: [] }],
    });
    const again = await world.run(HOLD);
    expect(again.outputs).toMatchObject({
      changed: 'false',
      hold: held.outputs['hold'],
      record: held.outputs['record'],
    });

    const told = /it is held since \S+ by li \("INC-4711"\)/;
    expect((await world.run(PROMOTE)).refusal).toMatch(/^Cannot promote \S+ to p: it is held since /);
    expect((await world.run({ command: 'plan', ...PROMOTE })).refusal ?? '').toMatch(told);
    expect((await world.run({ command: 'verify', from: 'p', image: 'app:1.3.0' })).refusal).toMatch(told);
    const checked = await world.run({ command: 'check', to: 'p', image: 'app' });
    expect(checked.refusal).toMatch(
      /^Cannot accept app:1\.3\.0 in p: it is held since .*; use another version, or end/,
    );
    expect(reportOf(checked).images).toMatchObject([{ verdict: 'fail' }, { verdict: 'fail' }]);
    expect((await world.run({ command: 'check', from: 't', to: 'p', image: 'app:1.3.0' })).refusal).toMatch(told);
    const history = await world.run({ command: 'history', image: 'app' });
    expect(history.exitCode).toBe(0);
    expect(history.lines.filter((line) => told.test(line)).length).toBeGreaterThan(0);
    expect(history.summary).toContain('held since');
  });

  it('is ended by unhold, which holds nothing again by itself', async () => {
    await using world = await start();
    await world.run(HOLD);
    const ended = await world.run(UNHOLD);
    expect(ended.refusal).toBeUndefined();
    expect(ended.outputs).toMatchObject({ changed: 'true', hold: '', record: expect.stringContaining('@sha256:') });
    expect(reportOf(ended).images[0].ended).toMatchObject([{ reason: 'INC-4711', by: 'li', signed: true, line: null }]);
    expect(ended.summary).toMatch(/^## 🔓 `app:1\.3\.0`: its holds have ended in all environments\n/);
    expect((await world.run(PROMOTE)).refusal).toBeUndefined();
    const again = await world.run(UNHOLD);
    expect(again.outputs).toMatchObject({ changed: 'false', record: '' });
    expect(again.lines.at(-1)).toMatch(/: nothing held it in any environment \(/);
  });

  it('asks for one image, a reason, and an end that is to come', async () => {
    await using world = await start();
    const refusal = async (inputs: Readonly<Record<string, string>>) =>
      (await world.run({ ...HOLD, ...inputs })).refusal;
    expect(await refusal({ reason: '' })).toBe(
      'Cannot run: the input "reason" is missing; set it, for example "reason: INC-4711"',
    );
    expect(await refusal({ image: '' })).toMatch(/^Cannot run command "hold": the input "image" is missing; /);
    expect(await refusal({ image: 'app' })).toMatch(/^Cannot hold "app": it has neither tag nor digest; /);
    expect(await refusal({ image: 'app:9' })).toMatch(/^Cannot hold app:9: no repository of d, t and p has it; /);
    expect(await refusal({ to: 'q' })).toMatch(/has no such environment/);
    expect(await refusal({ until: '2020-01-31' })).toBe('Cannot use until "2020-01-31": it is over; write a later day');
    expect(await refusal({ until: '2127-02-30' })).toMatch(
      /^Cannot use until "2127-02-30": it is neither a day nor an instant; /,
    );
    expect(await refusal({ until: '2127-01-31', effect: 'legal' })).toMatch(/a legal hold does not end by itself/);
    expect(await refusal({ record: 'off' })).toMatch(/the input "record" is "off", and a hold is a record/);
    expect(await refusal({ record: 'unsigned' })).toMatch(/d accepts only signed records/);
    await pushImage(world.host, 't/app', GOOD, ['1.3.0']);
    expect(await refusal({})).toMatch(
      /^Cannot hold app:1\.3\.0: that tag stands for sha256:\w{64} in \S+ and sha256:\w{64} in \S+; /,
    );
    const ending = await world.run({
      ...HOLD,
      image: `app@${digest}`,
      until: '2127-01-31',
      'time-zone': 'Asia/Shanghai',
    });
    expect(reportOf(ending)).toMatchObject({ until: '2127-01-31T16:00:00.000Z', images: [{ changed: true }] });
  });

  it('does not end what the pipeline file holds', async () => {
    await using world = await start(`${KEYED}holds: [{ image: "app@${digest}", reason: INC-1, environments: p }]\n`);
    expect((await world.run(UNHOLD)).refusal).toBe(
      `Cannot end the hold on ${digest}: the pipeline file holds it (line 8); change the file`,
    );
    expect((await world.run({ ...UNHOLD, to: 't' })).refusal).toBeUndefined();
  });

  it('withdraws the admission, which an unhold does not bring back', async () => {
    await using world = await start(KEYED.replace('from: t }', 'from: t, admission: true }'));
    expect((await world.run(PROMOTE)).refusal).toBeUndefined();
    const held = await world.run(HOLD);
    expect(held.refusal).toBeUndefined();
    expect(reportOf(held).admission).toMatchObject([
      { does: 'withdraw', environment: 'p', repository: `${world.host}/p/app` },
      { does: 'withdraw', environment: 'p', repository: `${world.host}/dc2/app` },
    ]);
    expect(reportOf(await world.run(HOLD))).toMatchObject({ changed: false, admission: [] });
    // What is held is not admitted again.
    const issue = { command: 'check', to: 'p', image: 'app', issue: 'true' };
    expect(reportOf(await world.run(issue)).admission).toEqual([]);
    await world.run(UNHOLD);
    expect(reportOf(await world.run(issue)).admission).toMatchObject([{ does: 'issue' }, { does: 'issue' }]);
  });

  it('names each repository that does not take it, and holds the others', async () => {
    await using world = await start();
    const inputs = { ...HOLD, image: `app@${digest}` };
    const broken = KEYED.replace('HOST/dc2', '127.0.0.1:1/dc2').replaceAll('HOST', world.host);
    await world.checkout.write('.github/sealift.yml', broken);
    const held = await world.run(inputs);
    expect(held.exitCode).toBe(1);
    expect(held.refusal).toContain('127.0.0.1:1');
    expect(held.outputs['changed']).toBe('true');
    expect(reportOf(held).images[0].places).toMatchObject([
      ...[{ state: 'written' }, { state: 'written' }, { state: 'absent' }],
      { state: 'failed', error: expect.stringContaining('127.0.0.1:1') },
    ]);
  });
});
