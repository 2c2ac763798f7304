import { describe, expect, it } from 'vitest';
import { type GitHubOptions, startGitHub } from '../support/github/github.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { SIGNING, startWorld } from './pipeline-world.ts';

/** The run of the identity tokens: approvals are those of the run that signs. */
const RUN: GitHubOptions = { repository: 'acme/app', runId: '123' };

const image = buildImage({ labels: LABELS });

describe("GitHub's places", () => {
  const PLACES = `version: 1
record: signed
${SIGNING}github: { deployments: USE, attestations: USE, storage-records: USE }
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d, requires: {} }
  p: { repository: "HOST/p/{image}", from: t, requires: { approvals: 1 } }
`.replace(', requires: {}', '');

  async function promote(use: string, options: GitHubOptions, to = 't') {
    await using world = await startWorld({ pipeline: PLACES.replaceAll('USE', use) });
    await using gitHub = await startGitHub({ ...RUN, ...options });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const env = { ...gitHub.environment };
    const inputs = { image: 'app:1.2.3', 'github-token': gitHub.token };
    const first = await world.run({ ...inputs, from: 'd', to: 't' }, env);
    const last = to === 't' ? first : await world.run({ ...inputs, from: 't', to }, env);
    const { state, requests } = gitHub;
    return { run: last, state, requests: [...requests] };
  }

  it('hear of a promotion: a deployment with its status, an attestation, a storage record', async () => {
    const { run: done, state } = await promote('on', {});
    expect(done).toMatchObject({ exitCode: 0, stderr: '' });
    expect(state.deployments).toMatchObject([
      { environment: 't', task: 'promote', payload: { digest: image.index.digest, from: 'd', to: 't' } },
    ]);
    expect(state.attestations).toHaveLength(1);
    expect(state.storageRecords).toMatchObject([{ digest: image.index.digest, status: 'active' }]);
  });

  it('hear nothing of a promotion that finds everything done, unless the file insists', async () => {
    for (const [use, count] of [
      ['on', 1],
      ['required', 2],
    ] as const) {
      await using world = await startWorld({ pipeline: PLACES.replaceAll('USE', use) });
      await using gitHub = await startGitHub(RUN);
      await pushImage(world.host, 'd/app', image, ['1.2.3']);
      const inputs = { from: 'd', to: 't', image: 'app:1.2.3', 'github-token': gitHub.token };
      for (const changed of ['true', 'false']) {
        const done = await world.run(inputs, { ...gitHub.environment });
        expect(done).toMatchObject({ exitCode: 0, stderr: '', outputs: { changed } });
      }
      expect(gitHub.state.deployments).toHaveLength(count);
      // The second time the bundle is read from the registry.
      expect(gitHub.state.attestations).toHaveLength(count);
    }
  });

  it('hear of a plan from its last job, with the records that others wrote', async () => {
    await using world = await startWorld({ pipeline: PLACES.replaceAll('USE', 'required') });
    await using gitHub = await startGitHub(RUN);
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const env = { ...gitHub.environment, RUNNER_TEMP: world.workspace };
    const token = { 'github-token': gitHub.token };
    const planned = await world.run({ command: 'plan', from: 'd', to: 't', image: 'app:1.2.3', ...token }, env);
    const job = { tags: '', plan: planned.outputs['plan-file'] ?? '', ...token };
    const [{ shard }] = JSON.parse(planned.outputs['matrix'] ?? '').include;
    expect(await world.run({ ...job, shard }, env)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(gitHub.state.deployments).toEqual([]);
    const tagging = await world.run({ ...job, shard: `tags@${planned.outputs['plan-id']}` }, env);
    expect(tagging).toMatchObject({ exitCode: 0, stderr: '', outputs: { changed: 'true' } });
    expect(gitHub.state.deployments).toMatchObject([{ environment: 't', task: 'promote' }]);
    expect(gitHub.state.attestations).toHaveLength(1);
  });

  it('fail no promotion that does not require them', async () => {
    const denied = ['deployments: write', 'attestations: write', 'artifact-metadata: write'];
    const { run: done } = await promote('on', { denied });
    expect(done).toMatchObject({ exitCode: 0, outputs: { changed: 'true' } });
    expect(done.stdout.match(/^::warning::Cannot /gm)?.length).toBeGreaterThanOrEqual(3);
  });

  it('stop one that requires them, before anything is written', async () => {
    const { run: done } = await promote('required', { denied: ['deployments: write'] });
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toMatch(/^::error::Cannot .*deployments: write/m);
    expect(done.outputs).not.toHaveProperty('record');
  });

  it('tell who approved the run, which the next environment may require', async () => {
    const review = {
      state: 'approved',
      user: { login: 'wang', id: 815 },
      comment: 'CHG-812',
      environments: [{ id: 1, name: 't' }],
    } as const;
    const { run: without } = await promote('off', {}, 'p');
    expect(without.stdout).toContain('its record names 0 of 1 required approvals');
    const { run: approved } = await promote('off', { reviews: [review] }, 'p');
    expect(approved).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('let an image go on that was promoted again, in a run that is approved: the record tells that', async () => {
    await using world = await startWorld({ pipeline: PLACES.replaceAll('USE', 'off') });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const review = (login: string) => ({
      ...({ state: 'approved', user: { login, id: login.length }, comment: 'CHG-812' } as const),
      environments: [{ id: 1, name: 't' }],
    });
    async function promote(from: string, to: string, ...logins: readonly string[]) {
      await using gitHub = await startGitHub({ ...RUN, reviews: logins.map(review) });
      const inputs = { image: 'app:1.2.3', from, to, 'github-token': gitHub.token };
      return await world.run(inputs, { ...gitHub.environment });
    }
    const first = (await promote('d', 't')).outputs['record'];
    const again = 'promote it to t again, in a run that is approved';
    expect((await promote('t', 'p')).stdout).toContain(
      `its record names 0 of 1 required approvals by others; ${again}`,
    );
    const second = await promote('d', 't', 'wang');
    expect(second).toMatchObject({ exitCode: 0, stderr: '' });
    expect(second.outputs['record']).not.toBe(first);
    expect(await promote('t', 'p')).toMatchObject({ exitCode: 0, stderr: '' });
    // Nothing is new in a run that nobody else approved.
    for (const logins of [['wang'], []]) {
      const third = await promote('d', 't', ...logins);
      expect(third.outputs['changed']).toBe('false');
      if (logins.length > 0) expect(third.outputs['record']).toBe(second.outputs['record']);
    }
  });
});
