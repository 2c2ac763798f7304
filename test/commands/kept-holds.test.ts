import { describe, expect, it } from 'vitest';
import { startGitHub } from '../support/github/github.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { KEYED, startCommands } from './hold-run.ts';

const IMAGE = buildImage({ seed: '1.3.0', layers: 1, platforms: ['linux/amd64'] });

const HOLD = { command: 'hold', image: 'app:1.3.0', reason: 'INC-4711' };

const PROMOTE = { from: 'd', to: 't', image: 'app:1.3.0' };

function publishing(use: 'on' | 'required'): string {
  return `${KEYED}github: { attestations: ${use} }\n`;
}

describe('a hold that GitHub keeps', () => {
  it('counts where a push has stripped the list of the registry, until an unhold ends it', async () => {
    await using github = await startGitHub();
    const variables = { ...github.environment };
    const token = { 'github-token': github.token };
    await using world = await startCommands(publishing('on'));
    // The same image on another registry stands for one whose list is gone.
    await using stripped = await startCommands(publishing('on'));
    for (const { host } of [world, stripped]) await pushImage(host, 'd/app', IMAGE, ['1.3.0']);

    expect((await world.run({ ...HOLD, ...token }, variables)).refusal).toBeUndefined();
    expect(github.state.attestations).toMatchObject([
      { predicateType: 'https://sealift.github.io/hold/v1', subjects: [IMAGE.index.digest] },
    ]);
    expect((await stripped.run({ ...PROMOTE, ...token }, variables)).refusal).toMatch(/it is held since \S+ by li/);
    expect((await stripped.run({ ...PROMOTE }, {})).refusal).toBeUndefined();
    expect(
      (await stripped.run({ command: 'verify', from: 't', image: 'app:1.3.0', ...token }, variables)).refusal,
    ).toMatch(/it is held since/);

    const ended = await stripped.run({ ...HOLD, command: 'unhold', ...token }, variables);
    expect(ended.refusal).toBeUndefined();
    expect(ended.outputs['changed']).toBe('true');
    expect((await stripped.run({ ...PROMOTE, ...token }, variables)).refusal).toBeUndefined();
  });

  it.each<readonly ['on' | 'required', RegExp | undefined]>([
    ['on', undefined],
    [
      'required',
      /^Cannot read the attestations of sha256:\w{64} at GitHub: GitHub answered 403 .*"attestations: read"/,
    ],
  ])('refuses nothing if GitHub does not tell, unless the file requires it: %s', async (use, refusal) => {
    await using github = await startGitHub({ denied: ['attestations: read'] });
    await using world = await startCommands(publishing(use));
    await pushImage(world.host, 'd/app', IMAGE, ['1.3.0']);
    const ran = await world.run({ ...PROMOTE, 'github-token': github.token }, github.environment);
    if (refusal === undefined) {
      expect(ran.refusal).toBeUndefined();
      expect(ran.lines.join('\n')).toContain(
        'warn Holds that GitHub keeps are not read: Cannot read the attestations of',
      );
    } else expect(ran.refusal).toMatch(refusal);
  });
});

describe('command: tags', () => {
  it('leaves held versions out of those that it compares with', async () => {
    await using world = await startCommands();
    await pushImage(world.host, 'd/app', IMAGE, ['1.3.0', '1.3', '1', 'latest']);
    const tags = { command: 'tags', images: `${world.host}/d/app`, version: '1.2.5', tags: 'type=semver' };
    const plan = async () => {
      const { outputs, lines, refusal } = await world.run(tags);
      expect(refusal).toBeUndefined();
      const planned: readonly { tag: string; action: string }[] = JSON.parse(outputs['plan'] ?? '[]');
      return { tags: Object.fromEntries(planned.map(({ tag, action }) => [tag, action])), lines };
    };
    expect((await plan()).tags).toMatchObject({ '1.2.5': 'create', '1': 'skip', latest: 'skip' });
    await world.run(HOLD);
    const held = await plan();
    expect(held.tags).toMatchObject({ '1.2.5': 'create', '1': 'move', latest: 'move' });
    expect(held.lines.join('\n')).toContain(
      `${world.host}/d/app:1.3.0 does not count among the versions of d: it is held since`,
    );
  });
});
