import { describe, expect, it } from 'vitest';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { readExample, startActWorld } from './act-world.ts';
import { ACT, findRunnerProgram } from './programs.ts';

const TIMEOUT = 120_000;
const REPOSITORY = 'registry.example.com/p/shop/app';

const PIPELINE = `version: 1
record: unsigned
environments:
  p: { repository: "registry.example.com/p/{image}", retention: { keep: { last: 1 } } }
ledger: "registry.example.com/ledger/{image}"
retention: { in-use: { clusters: [dc1, dc2], max-age: 1h }, max-delete: { images: 50, percent: 90 } }
`;

function podOf({ index }: BuiltImage) {
  const name = `docker-pullable://${REPOSITORY}@${index.digest}`;
  return {
    kind: 'Pod',
    spec: { containers: [{ name: 'app', image: `${REPOSITORY}:latest` }], volumes: [{ rbd: { image: 'a disk' } }] },
    status: {
      containerStatuses: [
        { name: 'app', imageID: name },
        { name: 'waiting', imageID: '' },
      ],
    },
  };
}

/** What is scaled to zero, or runs once a day, has no pod. */
function cronJobOf(tag: string) {
  const container = { name: 'app', image: `${REPOSITORY}:${tag}` };
  return { kind: 'CronJob', spec: { jobTemplate: { spec: { template: { spec: { initContainers: [container] } } } } } };
}

describe.skipIf(findRunnerProgram(ACT) === undefined)('retain-in-use, run by act', { timeout: TIMEOUT }, () => {
  it('plans to keep what either cluster runs or may start, and nothing if one does not answer', async () => {
    const images = [1, 2, 3, 4, 5].map((day) => buildImage({ seed: `day ${day}` }));
    const [first] = images;
    if (first === undefined) throw new Error('there are five');
    const web = { kind: 'Pod', spec: { containers: [{ image: 'nginx:1.29' }] }, status: {} };
    const clusters = { dc1: { items: [podOf(first), web] }, dc2: { items: [cronJobOf('20260103_01')] } };
    const secrets = {
      ...{ READER: 'octocat', READER_PASSWORD: 'correct-horse' },
      CLUSTERS_KUBECONFIG: JSON.stringify(clusters),
    };
    await using world = await startActWorld({
      files: { '.github/sealift.yml': PIPELINE },
      secrets,
      programs: ['kubectl'],
    });
    for (const [index, image] of images.entries()) {
      await world.push('registry.example.com', 'p/shop/app', image, [`2026010${index + 1}_01`]);
    }
    const workflow = readExample('retain-in-use.yml');
    const { exitCode, log } = await world.run(workflow, { name: 'workflow_dispatch' });
    expect(exitCode, log).toBe(0);
    expect(log).toContain('5 images, 3 kept (in use 2, last 1), 2 due');
    const due = [...log.matchAll(/ - retire \S+ \((\d+)_01\)/g)].map(([, day]) => day);
    expect(due.toSorted()).toEqual(['20260102', '20260104']);

    const broken = await world.run(workflow.replace('in dc1 dc2;', 'in dc1 dc3;'), { name: 'workflow_dispatch' });
    expect(broken.exitCode).toBe(1);
    expect(broken.log).toContain('context "dc3" does not exist');
    expect(broken.log).not.toContain('Planned');
    const forgotten = await world.run(workflow.replace('in dc1 dc2;', 'in dc1;'), { name: 'workflow_dispatch' });
    expect(forgotten.exitCode).toBe(1);
    expect(forgotten.log).toContain('nothing says what dc2 runs');
  });
});
