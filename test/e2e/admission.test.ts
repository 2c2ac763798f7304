import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { stack } from '../admission/world.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { SIGNED, startGated } from './check-world.ts';
import { LABELS } from './labels.ts';
import { complaint, KEYED, type PipelineWorld } from './pipeline-world.ts';

const TYPE = 'https://sealift.github.io/admitted/v1/t';
const ADMITTING = KEYED.replace('from: d }', 'from: d, admission: true }');
const WITH_GATE = 'from: d, admission: true, gates: { labels: { maintainer: true } } }';

/** Ten images, the first of which has no maintainer, and the second neither if a test wants that. */
function build(without: number) {
  return Array.from({ length: 10 }, (_, index) =>
    stack(['os', `app ${index}`], { labels: index < without ? LABELS : { ...LABELS, maintainer: 'team' } }),
  );
}

const NAMES = Array.from({ length: 10 }, (_, index) => `app${index}`);
const LINES = NAMES.map((name) => `${name}:1.2.3`).join('\n');

async function change({ workspace }: PipelineWorld, from: string, to: string): Promise<void> {
  const path = join(workspace, '.github/sealift.yml');
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
}

/** The types of the statements that a repository has, with their results. */
async function statementsOf(host: string, repository: string, digest: string): Promise<readonly string[]> {
  const list = await (await fetch(`http://${host}/v2/${repository}/referrers/${digest}`)).json();
  const found = Object(list).manifests.filter(({ annotations }: { annotations: Record<string, string> }) =>
    [TYPE, 'https://slsa.dev/verification_summary/v1'].includes(annotations['in-toto.io/predicate-type'] ?? ''),
  );
  const read = found.map(async (each: { digest: string }) => {
    const manifest = Object(await (await fetch(`http://${host}/v2/${repository}/manifests/${each.digest}`)).json());
    const blob = await fetch(`http://${host}/v2/${repository}/blobs/${manifest.layers[0].digest}`);
    const { payload } = Object(await blob.json()).dsseEnvelope;
    const { predicateType, predicate } = JSON.parse(Buffer.from(payload, 'base64').toString());
    return `${predicateType.includes('admitted') ? 'admitted' : 'standard'} ${predicate.verificationResult}`;
  });
  return (await Promise.all<string>(read)).toSorted();
}

async function startTen(without: number, start = startRegistry) {
  const world = await startGated({ pipeline: ADMITTING, start });
  const images = build(without);
  for (const [index, image] of images.entries()) await pushImage(world.host, `d/app${index}`, image, ['1.2.3']);
  const promoted = await world.run({ from: 'd', to: 't', image: LINES, ...SIGNED });
  expect(promoted.exitCode).toBe(0);
  expect(promoted.stdout).toMatch(/admitted .*t\/app0@sha256:.* to t \(/);
  await change(world, 'from: d, admission: true }', WITH_GATE);
  return { world, images };
}

const ADMITTED = ['admitted PASSED', 'standard PASSED'];
const CHECK = { command: 'check', to: 't', image: NAMES.join('\n'), ...SIGNED };

describe('check of an environment with admission', () => {
  it('withdraws the statements of an image that fails, records that, and issues them again', async () => {
    const { world, images } = await startTen(1);
    await using _ = world;
    const { host } = world;
    const [digest, other] = images.map(({ index }) => index.digest);
    if (digest === undefined || other === undefined) throw new Error('there are no images');
    const stateOf = (index: number) => statementsOf(host, `t/app${index}`, [digest, other][index] ?? '');
    expect(await stateOf(0)).toEqual(ADMITTED);

    const dry = await world.run({ ...CHECK, withdraw: 'true', 'dry-run': 'true' });
    expect(dry.stdout).toMatch(/would withdraw the admission of .*t\/app0@/);
    expect(parseAllDocuments(dry.outputs['policies'] ?? '').map((each) => each.toJS().kind)).toEqual([
      'ImageValidatingPolicy',
      'ValidatingPolicy',
    ]);
    expect(await stateOf(0)).toEqual(ADMITTED);

    const plain = await world.run(CHECK);
    expect(plain.exitCode).toBe(1);
    expect(await stateOf(0)).toEqual(ADMITTED);

    const withdrawn = await world.run({ ...CHECK, withdraw: 'true' });
    expect(withdrawn.exitCode).toBe(1);
    expect(JSON.parse(withdrawn.outputs['report'] ?? '').admission).toEqual([
      {
        ...{ does: 'withdraw', environment: 't', repository: `${host}/t/app0`, digest },
        statements: [expect.any(String), expect.any(String), expect.any(String)],
      },
    ]);
    expect(withdrawn.summary).toContain('### Admission\n\n| Change | Image | Environment | Statements |');
    expect(withdrawn.summary).toContain('| ⛔ withdrawn | ');
    expect(await stateOf(0)).toEqual(['standard FAILED']);
    expect(await stateOf(1)).toEqual(ADMITTED);
    const again = await world.run({ ...CHECK, withdraw: 'true' });
    expect(JSON.parse(again.outputs['report'] ?? '').admission).toEqual([]);

    await change(world, WITH_GATE, 'from: d, admission: true }');
    const issued = await world.run({ ...CHECK, issue: 'true', image: 'app0' });
    expect(issued.exitCode).toBe(0);
    expect(await stateOf(0)).toEqual(['admitted PASSED', 'standard FAILED', 'standard PASSED']);
  });

  it('withdraws nothing above 10 % of the images', async () => {
    const { world, images } = await startTen(2);
    await using _ = world;
    const run = await world.run({ ...CHECK, withdraw: 'true' });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('of 2 of 10 admitted images in t: no more than 10 ');
    expect(run.stdout).toMatch(/delete the admission statements of \S*app0:1\.2\.3 and \S*app1:1\.2\.3 by hand, as/);
    for (const index of [0, 1]) {
      expect(await statementsOf(world.host, `t/app${index}`, images[index]?.index.digest ?? '')).toEqual(ADMITTED);
    }
  });

  it('says which right is missing where the registry deletes nothing, and records nothing then', async () => {
    const { world, images } = await startTen(1, () => startRegistry({ delete: 'refuse' }));
    await using _ = world;
    const run = await world.run({ ...CHECK, withdraw: 'true' });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('switch deletion on in the registry');
    expect(await statementsOf(world.host, 't/app0', images[0]?.index.digest ?? '')).toEqual(ADMITTED);
  });

  it('issues nothing for an image that no record proves, and changes nothing for images on their way', async () => {
    await using world = await startGated({ pipeline: ADMITTING });
    const [image] = build(0);
    if (image === undefined) throw new Error('there is no image');
    await pushImage(world.host, 't/app', image, ['1.2.3']);
    const issued = await world.run({ ...CHECK, image: 'app', issue: 'true' });
    expect(complaint(issued)).toContain('Cannot issue the admission statement of');
    expect(await statementsOf(world.host, 't/app', image.index.digest)).toEqual([]);
    const entering = await world.run({ ...CHECK, from: 'd', image: 'app:1', issue: 'true' });
    expect(complaint(entering)).toContain('Cannot use the input "issue" with "from"');
  });
});
