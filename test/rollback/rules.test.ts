import { describe, expect, it } from 'vitest';
import { startGitHub } from '../support/github/github.ts';
import { buildImage } from '../support/image/build-image.ts';
import { imageOf, PIPELINE, type RollbackWorld, startRollbackWorld } from './world.ts';

const [A, B, C] = [imageOf('1.2.3'), imageOf('1.2.4'), imageOf('1.3.0')];

/** Images are built in s, so that the chain of p is whole. */
const SHORT = PIPELINE.replace('from: d }', 'from: [] }');

async function placeThree(world: RollbackWorld, middle = B, at = 0): Promise<void> {
  await world.place(A, { tags: ['1.2.3', 'latest'], at });
  await world.place(middle, { tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: at + 60 });
  await world.place(C, { tags: ['1.3.0', 'latest'], replaced: { latest: middle }, at: at + 120 });
}

function rulesOf(rollback: string): string {
  return SHORT.replace('from: s,', `from: s, rollback: { ${rollback} },`);
}

describe('after a rollback', () => {
  it('the old image is verified by the name that it has again, and the bad one is not', async () => {
    await using world = await startRollbackWorld({ pipeline: SHORT });
    await placeThree(world);
    const verify = (image: string) => world.run({ command: 'verify', from: 'p', to: '', image });
    expect((await verify('app:latest')).refusal).toBe('');
    expect((await world.run({})).refusal).toBe('');
    const { refusal, outputs } = await verify('app:latest');
    expect([refusal, outputs.get('verified')]).toEqual(['', 'true']);
    expect((await verify(`app@${C.index.digest}`)).refusal).toContain('it is held since');
    // Somebody puts the bad one back by hand: no right gives it the name.
    await world.push('p/app', C, ['latest']);
    expect((await verify('app:latest')).code).toBe(1);
    await world.push('p/app', A, ['latest']);
    expect((await verify('app:latest')).refusal).toContain('now belongs to');
  });

  it('the bad one cannot be promoted again, and a lower fix gets the lines (vectors 14 and 16)', async () => {
    const fix = imageOf('1.2.5');
    await using world = await startRollbackWorld({ pipeline: SHORT });
    await placeThree(world);
    await world.push('s/app', C, ['1.3.0']);
    await world.push('s/app', fix, ['1.2.5']);
    expect((await world.run({})).refusal).toBe('');
    const promote = (image: string) =>
      world.run({ command: 'promote', from: 's', image, tags: 'type=semver', referrers: 'true' });
    expect((await promote('app:1.3.0')).refusal).toContain('it is held since');
    expect((await promote('app:1.2.5')).refusal).toBe('');
    expect((await world.tags())['latest']).toBe(fix.index.digest);
    // And from the fix it goes back to what it replaced.
    const records = await world.attached(fix);
    expect(records).toEqual(['promotion']);
  });

  it('an image that was held and released is what ran before (vector 49)', async () => {
    await using world = await startRollbackWorld({ pipeline: SHORT });
    await placeThree(world);
    const held = await world.run({ command: 'hold', image: `app@${B.index.digest}` });
    expect(held.refusal).toBe('');
    expect((await world.run({ 'dry-run': 'true' })).outputs.get('digest')).toBe(A.index.digest);
    expect((await world.run({ command: 'unhold', image: `app@${B.index.digest}` })).refusal).toBe('');
    expect((await world.run({ 'dry-run': 'true' })).outputs.get('digest')).toBe(B.index.digest);
  });

  it('an image that the file holds is passed over, whatever its records say (vector 22)', async () => {
    const holds = `holds:\n  - { image: "app@${B.index.digest}", reason: INC-1 }\nenvironments:`;
    await using world = await startRollbackWorld({ pipeline: SHORT.replace('environments:', holds) });
    await placeThree(world);
    expect((await world.run({ image: 'app:1.2.4' })).refusal).toContain('holds it (line ');
    expect((await world.run({ 'dry-run': 'true' })).outputs.get('digest')).toBe(A.index.digest);
    expect((await world.run({ command: 'verify', from: 'p', to: '', image: `app@${B.index.digest}` })).code).toBe(1);
  });
});

describe('a rollback passes over', () => {
  it('an image whose commit the file holds', async () => {
    const revision = 'c0ffee'.repeat(7).slice(0, 40);
    const bad = buildImage({
      ...{ seed: 'of that commit', layers: 1, platforms: ['linux/amd64'] },
      labels: { 'org.opencontainers.image.version': '1.2.4', 'org.opencontainers.image.revision': revision },
    });
    const holds = `holds:\n  - { revision: ${revision}, reason: INC-1 }\nenvironments:`;
    await using world = await startRollbackWorld({ pipeline: SHORT.replace('environments:', holds) });
    await placeThree(world, bad);
    expect((await world.run({ image: `app@${bad.index.digest}` })).refusal).toContain(
      'holds what was built from its commit',
    );
    const drill = await world.run({ 'dry-run': 'true' });
    expect([drill.refusal, drill.outputs.get('digest')]).toEqual(['', A.index.digest]);
  });

  it('an image with an index inside that is held', async () => {
    const nested = buildImage({ seed: 'nested', layers: 1, nested: true });
    const inner = [...nested.manifests].find(
      ([digest, { mediaType }]) => mediaType === nested.index.mediaType && digest !== nested.index.digest,
    );
    await using world = await startRollbackWorld({ pipeline: SHORT });
    await placeThree(world, nested);
    expect((await world.run({ command: 'hold', image: `app@${inner?.[0]}` })).refusal).toBe('');
    const drill = await world.run({ 'dry-run': 'true' });
    expect([drill.refusal, drill.outputs.get('digest')]).toEqual(['', A.index.digest]);
  });

  it('an image whose hold GitHub keeps, where a push has stripped the list of the registry', async () => {
    await using github = await startGitHub();
    const token = { 'github-token': github.token };
    const pipeline = `${SHORT}github: { attestations: on }\n`;
    await using world = await startRollbackWorld({ pipeline });
    // The same images in another registry stand for a list that is gone.
    await using stripped = await startRollbackWorld({ pipeline });
    for (const each of [world, stripped]) await placeThree(each);
    const hold = { command: 'hold', image: `app@${B.index.digest}`, ...token };
    expect((await world.run(hold, github.environment)).refusal).toBe('');
    const drill = await stripped.run({ 'dry-run': 'true', ...token }, github.environment);
    expect([drill.refusal, drill.outputs.get('digest')]).toEqual(['', A.index.digest]);
    const named = await stripped.run({ image: 'app:1.2.4', ...token }, github.environment);
    expect(named.refusal).toContain('it is held since');
    expect(await stripped.attached(C)).toEqual(['promotion']);
  });
});

describe('the hold of a rollback', () => {
  it('is kept at GitHub too, where a push cannot strip it', async () => {
    await using github = await startGitHub();
    await using world = await startRollbackWorld({ pipeline: `${SHORT}github: { attestations: on }\n` });
    await placeThree(world);
    expect((await world.run({ 'github-token': github.token }, github.environment)).refusal).toBe('');
    const held = github.state.attestations.filter(({ predicateType }) => predicateType.includes('/hold/'));
    expect(held).toMatchObject([{ subjects: [C.index.digest] }]);
  });

  it('fails the run if GitHub does not take it and the file requires that', async () => {
    await using github = await startGitHub({ denied: ['attestations: write'] });
    await using world = await startRollbackWorld({ pipeline: `${SHORT}github: { attestations: required }\n` });
    await placeThree(world);
    const { refusal } = await world.run({ 'github-token': github.token }, github.environment);
    expect(refusal).toContain('attestations: write');
    expect((await world.tags())['latest']).toBe(B.index.digest);
    expect(await world.attached(C)).toEqual(['hold', 'promotion']);
  });
});

describe('the rules for rollbacks', () => {
  it('may ask for an environment of GitHub, which a drill does not need', async () => {
    await using world = await startRollbackWorld({ pipeline: rulesOf('github-environment: production-rollback') });
    await placeThree(world);
    expect((await world.run({})).refusal).toBe(
      'Cannot roll back in p: only a job in GitHub\'s environment "production-rollback" may, and there is no identity token that says where this one runs; give the job "permissions: id-token: write"',
    );
    expect((await world.run({ 'dry-run': 'true' })).refusal).toBe('');
  });

  it('may ask for approvals, and for another person', async () => {
    await using approved = await startRollbackWorld({ pipeline: rulesOf('requires: { approvals: 1 }') });
    await placeThree(approved);
    expect((await approved.run({})).refusal).toContain('its run has 0 of 1 required approval by others');
    expect((await approved.tags())['latest']).toBe(C.index.digest);
    await using other = await startRollbackWorld({ pipeline: rulesOf('requires: { another-actor: true }') });
    await placeThree(other);
    expect((await other.run({}, { GITHUB_ACTOR: 'li' })).refusal).toContain('li promoted it as well');
    expect((await other.run({}, { GITHUB_ACTOR: 'wang' })).refusal).toBe('');
  });

  it('may let it go to whatever has a record, and to nothing else', async () => {
    const never = imageOf('9.9.9');
    await using world = await startRollbackWorld({ pipeline: rulesOf('allow: any, depth: 0') });
    await placeThree(world);
    await world.push('p/app', never, ['9.9.9']);
    expect((await world.run({ image: 'app:9.9.9' })).refusal).toContain('nothing proves that');
    expect((await world.run({ image: 'app:1.2.3' })).refusal).toBe('');
    expect((await world.tags())['latest']).toBe(A.index.digest);
  });

  it.each([
    [{ reason: ' ' }, 'Cannot roll back without a reason'],
    [{ image: '' }, 'Cannot run command "rollback": the input "image" lists nothing'],
    [{ image: 'app\napp:1.2.3' }, 'Cannot roll back "app" twice'],
    [{ to: 's\np' }, 'a rollback is of one environment'],
    [{ to: 'q' }, 'has no such environment'],
    [{ record: 'off' }, 'Cannot roll back with "record: off"'],
    [{ image: 'app\nweb', 'expected-digest': C.index.digest }, 'with one "expected-digest"'],
    [{ 'dry-run': '' }, 'Cannot use dry-run ""'],
  ])('refuse %o', async (inputs, refusal) => {
    await using world = await startRollbackWorld();
    expect((await world.run(inputs)).refusal).toContain(refusal);
  });
});

describe('a rollback where statements of admission are written', () => {
  it('issues that of the old image anew, and withdraws that of the bad one', async () => {
    await using world = await startRollbackWorld({ pipeline: SHORT.replace('from: s,', 'from: s, admission: true,') });
    const images = { '1.2.4': B, '1.3.0': C };
    for (const [version, image] of Object.entries(images)) {
      await world.push('s/app', image, [version]);
      const promoted = await world.run({
        command: 'promote',
        from: 's',
        image: `app:${version}`,
        tags: 'type=semver',
        referrers: 'true',
      });
      expect(promoted.refusal).toBe('');
    }
    const before = (await world.attached(B)).length;
    const { refusal, lines } = await world.run({});
    expect(refusal).toBe('');
    expect((await world.tags())['latest']).toBe(B.index.digest);
    expect(lines.join('\n')).toMatch(/admitted \S+@sha256:\w+ to p/);
    expect((await world.attached(B)).length).toBeGreaterThan(before);
    // Of the bad one only the summary that failed is left.
    const left = await world.attached(C);
    expect(left).not.toContain('v1');
    expect(left).toContain('hold');
  });
});

describe('retention', () => {
  it.each([
    ['keeps an image', 1, [A, B], A, [B]],
    ['keeps what one could roll back to beside an image', 2, [A], B, []],
  ])(
    '%s whose hold GitHub keeps, where a push has stripped the list of the registry',
    async (_name, last, before, held, after) => {
      await using github = await startGitHub();
      const token = { 'github-token': github.token };
      const rules = `from: s, retention: { keep: { last: ${last} } },`;
      const pipeline = `${SHORT.replace('from: s,', rules)}github: { attestations: on }\nretention: { in-use: optional }\n`;
      await using world = await startRollbackWorld({ pipeline });
      // The same images in another registry stand for a list that is gone.
      await using stripped = await startRollbackWorld({ pipeline });
      for (const each of [world, stripped]) await placeThree(each, B, -600);
      const variables = { ...github.environment, RUNNER_TEMP: stripped.root };
      const going = async (): Promise<readonly string[]> => {
        const retained = await stripped.run({ command: 'retain', image: 'app', ...token }, variables);
        expect(retained.refusal).toBe('');
        const { environments } = JSON.parse(retained.outputs.get('report') ?? '{}');
        return environments[0].going.map(({ digest }: { digest: string }) => digest);
      };
      expect(await going()).toEqual(before.map(({ index }) => index.digest));
      const effect = held === A ? 'legal' : 'quarantine';
      const hold = { command: 'hold', image: `app@${held.index.digest}`, effect, ...token };
      expect((await world.run(hold, github.environment)).refusal).toBe('');
      expect(await going()).toEqual(after.map(({ index }) => index.digest));
    },
  );
});
