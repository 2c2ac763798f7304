import { describe, expect, it } from 'vitest';
import { startGitHub } from '../support/github/github.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type CommandWorld, KEYED, startCommands } from './hold-run.ts';

const REVISION = '860c1904a1ce19322e91ac35af1ab07466440c37';

const IMAGE = buildImage({
  ...{ seed: '1.3.0', layers: 1, nested: true },
  labels: { 'org.opencontainers.image.revision': REVISION },
});

const [INNER, PLATFORM] = [true, false].map((isIndex) => {
  const parts = [...IMAGE.manifests].filter(([digest]) => digest !== IMAGE.index.digest);
  return parts.find(([, { mediaType }]) => (mediaType === IMAGE.index.mediaType) === isIndex)?.[0];
});

/** What the history says of an image in an environment, and how it was read. */
async function show(world: CommandWorld, inputs: Readonly<Record<string, string>> = {}, variables = {}) {
  const { refusal, outputs, summary, lines } = await world.run(
    { command: 'history', image: 'app', tags: '', 'signing-key': '', referrers: '', 'dry-run': '', ...inputs },
    variables,
  );
  expect(refusal).toBeUndefined();
  const report = JSON.parse(outputs['report'] ?? '{}');
  const environments: readonly {
    readonly name: string;
    readonly repositories: readonly { readonly placements: readonly { readonly holds: readonly string[] }[] }[];
  }[] = report.images[0].environments;
  const holds = Object.fromEntries(
    environments.map(({ name, repositories }) => [
      name,
      [...new Set(repositories.flatMap(({ placements }) => placements.flatMap((each) => each.holds)))],
    ]),
  );
  return { holds, summary, lines, requests: report.requests, warnings: report.warnings as readonly string[] };
}

async function push({ host }: CommandWorld, image: BuiltImage = IMAGE): Promise<void> {
  for (const place of ['d/app', 't/app']) await pushImage(host, place, image, ['1.3.0', 'latest']);
}

describe('the history shows a hold of the file', () => {
  it.each([
    ['of a commit', `revision: ${REVISION}`, 'holds what was built from its commit'],
    ['of a platform', `image: "app@${PLATFORM}"`, 'holds its platform'],
    ['of an index inside', `image: "app@${INNER}"`, 'holds'],
  ])('%s, where it is held', async (_name, of, words) => {
    const file = `${KEYED}holds:\n  - { ${of}, environments: [t], reason: CVE-2026-1 }\n`;
    await using world = await startCommands(file);
    await push(world);
    const { holds, summary, lines } = await show(world);
    expect(holds).toEqual({ d: [], t: [expect.stringContaining('CVE-2026-1')], p: [] });
    expect(holds['t']?.[0]).toContain(words);
    expect(summary).toContain('CVE-2026-1');
    expect(lines.join('\n')).toContain('CVE-2026-1');
  });

  it('until it ends, and reads no image for it after that, nor for one by its own digest', async () => {
    const withHolds = (holds: string) => `${KEYED}${holds}`;
    const costs: number[] = [];
    for (const holds of [
      '',
      `holds:\n  - { revision: ${REVISION}, until: 2020-01-31, reason: CVE-2026-1 }\n`,
      `holds:\n  - { image: "app@${IMAGE.index.digest}", effect: legal, reason: case 8/26 }\n`,
    ]) {
      await using world = await startCommands(withHolds(holds));
      await push(world);
      const shown = await show(world);
      costs.push(shown.requests);
      expect(shown.holds['t']).toHaveLength(holds.includes('legal') ? 1 : 0);
    }
    expect(new Set(costs).size).toBe(1);
  });
});

describe('the history shows a hold that only GitHub keeps', () => {
  it.each(['on', 'required'])('with github.attestations: %s', async (use) => {
    await using github = await startGitHub();
    const token = { 'github-token': github.token };
    const file = `${KEYED}github: { attestations: ${use} }\n`;
    await using world = await startCommands(file);
    // The same image on another registry stands for one whose list is gone.
    await using stripped = await startCommands(file);
    for (const each of [world, stripped]) await push(each);
    expect((await show(stripped, token, github.environment)).holds).toEqual({ d: [], t: [], p: [] });
    const hold = { command: 'hold', image: 'app:1.3.0', reason: 'INC-4711', ...token };
    expect((await world.run(hold, github.environment)).refusal).toBeUndefined();
    const { holds, warnings } = await show(stripped, token, github.environment);
    expect(holds['t']).toEqual([expect.stringMatching(/^it is held since \S+ by li/)]);
    expect(warnings).toEqual([]);
    // Where both keep it, it is told twice by nobody.
    expect((await show(world, token, github.environment)).holds['t']).toHaveLength(1);
  });

  it('and only warns if GitHub does not tell, even where promotions would be refused', async () => {
    await using github = await startGitHub({ denied: ['attestations: read'] });
    await using world = await startCommands(`${KEYED}github: { attestations: required }\n`);
    await push(world);
    const { warnings, lines } = await show(world, { 'github-token': github.token }, github.environment);
    expect(warnings).toEqual([expect.stringContaining('Holds that GitHub keeps are not read: ')]);
    expect(lines.filter((line) => line.startsWith('warn Holds that GitHub keeps'))).toHaveLength(1);
  });
});
