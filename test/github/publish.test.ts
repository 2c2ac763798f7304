import { describe, expect, it } from 'vitest';
import { PolicyError } from '../../src/errors.ts';
import type { GitHubIntegrations } from '../../src/pipeline/pipeline.ts';
import type { GitHubFaultKind, GitHubRoute } from '../support/github/faults.ts';
import { startGitHub } from '../support/github/github.ts';
import { stateOf } from '../support/github/state.ts';
import { placesAt } from './open-places.ts';
import { digestOf, doneOf, itemOf } from './place-items.ts';

const ALL_ON: GitHubIntegrations = { deployments: 'on', attestations: 'on', storageRecords: 'on' };
const RUN = 'https://github.com/acme/shop/actions/runs/1658821493/attempts/1';
const APP = itemOf('shop/app');
const MANY = Array.from({ length: 30 }, (_, index) => itemOf(`shop/app-${index}`, { digest: digestOf(index) }));

async function promote(places: ReturnType<typeof placesAt>, items = [APP]): Promise<void> {
  await places.begin(items);
  await places.succeed(items.map(doneOf));
}

async function refusalOf(work: Promise<void>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PolicyError);
  return error instanceof PolicyError ? error.message : '';
}

describe('places that are off', () => {
  it('send nothing', async () => {
    await using github = await startGitHub();
    const places = placesAt(github, {});
    await promote(places);
    await places.fail('nothing');
    expect(github.requests).toEqual([]);
    expect(places.warnings).toEqual([]);
  });

  it('send nothing without images', async () => {
    await using github = await startGitHub();
    await promote(placesAt(github, ALL_ON), []);
    expect(github.requests).toEqual([]);
  });
});

describe('a rollback', () => {
  it('is a deployment of its own, which ends that of the promotion, and is ended by the next one', async () => {
    await using github = await startGitHub();
    await promote(placesAt(github, { deployments: 'on' }));
    const back = itemOf('shop/app', { digest: digestOf(2), previousDigest: digestOf(1) });
    await promote(placesAt(github, { deployments: 'on' }, { task: 'rollback' }), [back]);
    const [promoted, rolledBack] = github.state.deployments;
    expect(rolledBack).toMatchObject({
      task: 'rollback',
      description: 'Roll shop/app back to sha256:020202020202 in p',
      payload: { digest: digestOf(2), previous: digestOf(1) },
    });
    const statesOf = (deployment: typeof promoted) =>
      deployment?.statuses.map(({ state, description }) => [state, description]);
    expect(statesOf(promoted)?.at(-1)).toEqual(['inactive', 'Rolled back']);
    expect(statesOf(rolledBack)).toEqual([
      ['in_progress', 'Rollback is under way'],
      ['success', `Rolled back; record ${digestOf(3)}`],
    ]);
    await promote(placesAt(github, { deployments: 'on' }));
    expect(statesOf(rolledBack)?.at(-1)).toEqual(['inactive', 'Replaced by a later promotion']);
  });
});

describe('a promotion', () => {
  it('tells all places, in these words', async () => {
    await using github = await startGitHub();
    const places = placesAt(github, { deployments: 'required', attestations: 'required', storageRecords: 'required' });
    await places.begin([APP]);
    expect(github.requests.map(({ route, body }) => [route, body])).toEqual([
      ['read-repository', undefined],
      [
        'create-deployment',
        {
          ref: '1'.repeat(40),
          task: 'promote',
          auto_merge: false,
          required_contexts: [],
          environment: 'p',
          description: 'Promote shop/app (sha256:010101010101) from s2 to p',
          payload: {
            image: 'shop/app',
            digest: digestOf(1),
            from: 's2',
            to: 'p',
            repositories: ['registry.example.com/p/shop/app'],
            tags: ['1.2.3', '1.2'],
            previous: digestOf(2),
          },
          transient_environment: false,
        },
      ],
      [
        'create-status',
        { state: 'in_progress', description: 'Promotion is under way', log_url: RUN, auto_inactive: false },
      ],
    ]);
    const before = github.requests.length;
    const done = doneOf(APP);
    await places.succeed([done]);
    expect(github.requests.slice(before).map(({ route, body }) => [route, body])).toEqual([
      [
        'create-storage-record',
        {
          name: 'registry.example.com/p/shop/app',
          digest: digestOf(1),
          version: '1.2.3',
          registry_url: 'https://registry.example.com',
          repository: 'p/shop/app',
          artifact_url: `https://registry.example.com/p/shop/app@${digestOf(1)}`,
          status: 'active',
          github_repository: 'shop',
        },
      ],
      ['create-attestation', { bundle: JSON.parse(Buffer.from(done.bundle ?? []).toString()) }],
      [
        'create-status',
        { state: 'success', description: `Promoted; record ${digestOf(3)}`, log_url: RUN, auto_inactive: false },
      ],
      ['list-deployments', undefined],
    ]);
    expect(new Set(github.requests.map(({ version }) => version))).toEqual(new Set(['2022-11-28']));
    expect(github.requests.every(({ userAgent }) => userAgent?.startsWith('sealift/'))).toBe(true);
    expect(github.requests.every(({ status }) => status < 300)).toBe(true);
    expect(places.warnings).toEqual([]);
  });

  it('is one deployment for all repositories of an environment', async () => {
    await using github = await startGitHub();
    const uri = 'dc2.example.com/p/shop/app';
    const second = itemOf('shop/app', {
      destination: { environment: 'p', uri, registry: 'dc2.example.com' },
      tags: ['1'],
    });
    await promote(placesAt(github, ALL_ON), [APP, second]);
    expect(github.state.deployments.map(({ payload }) => payload)).toEqual([
      expect.objectContaining({
        repositories: ['registry.example.com/p/shop/app', uri],
        tags: ['1.2.3', '1.2', '1'],
      }),
    ]);
    expect(github.state.storageRecords.map(({ artifact_url }) => artifact_url)).toEqual([
      `https://registry.example.com/p/shop/app@${digestOf(1)}`,
      `https://${uri}@${digestOf(1)}`,
    ]);
  });

  it('keeps within what GitHub takes where names are long', async () => {
    await using github = await startGitHub();
    const name = `shop/${'long-'.repeat(40)}app`;
    const places = placesAt(github, ALL_ON);
    await promote(places, [itemOf(name)]);
    expect(places.warnings).toEqual([]);
    expect(github.state.deployments[0]?.description).toHaveLength(140);
    expect(github.state.storageRecords[0]).not.toHaveProperty('artifact_url');
  });

  it('sends no more than four requests at a time for 30 images, and leaves all of them active', async () => {
    await using github = await startGitHub({ faults: [{ route: 'create-deployment', kind: 'slow', delay: 20 }] });
    const places = placesAt(github, ALL_ON);
    await promote(places, MANY);
    expect(github.busiest).toBe(4);
    expect(places.warnings).toEqual([]);
    expect(github.state.deployments.map(stateOf)).toEqual(MANY.map(() => 'success'));
    expect(github.state.attestations).toHaveLength(30);
    expect(github.state.storageRecords).toHaveLength(30);
  });

  it('ends the earlier deployment of the same image, and no other', async () => {
    await using github = await startGitHub();
    const web = itemOf('shop/web');
    for (const items of [[APP, web], [APP]]) await promote(placesAt(github, { deployments: 'on' }), items);
    const failed = placesAt(github, { deployments: 'on' });
    await failed.begin([APP]);
    await failed.fail('the tag "1.2.3" holds another digest');
    await promote(placesAt(github, { deployments: 'on' }), [APP]);
    const states = github.state.deployments.map((deployment) => [
      typeof deployment.payload === 'string' ? '' : deployment.payload['image'],
      stateOf(deployment),
    ]);
    expect(states.slice(0, 2).sort()).toEqual([
      ['shop/app', 'inactive'],
      ['shop/web', 'success'],
    ]);
    expect(states.slice(2)).toEqual([
      ['shop/app', 'inactive'],
      ['shop/app', 'failure'],
      ['shop/app', 'success'],
    ]);
  });

  it('that failed says why', async () => {
    await using github = await startGitHub();
    const places = placesAt(github, ALL_ON);
    await places.begin([APP]);
    await places.fail(`the tag holds another digest ${'x'.repeat(300)}`);
    await places.fail('again');
    const statuses = github.state.deployments[0]?.statuses ?? [];
    expect(statuses.map(({ state }) => state)).toEqual(['in_progress', 'failure']);
    expect(statuses[1]?.description).toMatch(/^Not promoted: the tag holds another digest x+…$/);
    expect(github.state.storageRecords).toEqual([]);
    expect(places.warnings).toEqual([]);
  });
});

/** Every way in which the first request of a place can fail, with the clause that the sentence has then. */
const FAILURES: readonly (readonly [GitHubFaultKind, string])[] = [
  ['forbidden', 'GitHub answered 403 ("Resource not accessible by integration'],
  ['not-found', 'GitHub answered 404 ("Not Found'],
  ['rate-limit', 'GitHub answered 429 ('],
  ['secondary-limit', 'GitHub answered 403 ("You have exceeded a secondary rate limit'],
  ['used-up', 'GitHub answered 403 ("API rate limit exceeded'],
  ['server-error', 'GitHub answered 502 ("Server Error")'],
  ['dropped', 'GitHub could not be reached ('],
  ['slow', 'GitHub could not be reached ('],
];

/** The requests that write to each place, and whether the tags have moved by then. */
const WRITES: readonly (readonly [GitHubRoute, keyof GitHubIntegrations, string, boolean])[] = [
  ['create-deployment', 'deployments', 'create 2 deployments', false],
  ['create-status', 'deployments', 'create 2 deployments', false],
  ['create-attestation', 'attestations', 'create 2 attestations', true],
  ['create-storage-record', 'storageRecords', 'create 2 storage records', true],
  ['read-repository', 'storageRecords', 'create 2 storage records', false],
];

describe.each(WRITES)('where %s fails', (route, place, object, hasMoved) => {
  const items = [APP, itemOf('shop/web')];

  it.each(FAILURES)('as %s, "on" costs one warning', async (kind, clause) => {
    await using github = await startGitHub({ faults: [{ route, kind, delay: kind === 'slow' ? 400 : 0 }] });
    const places = placesAt(github, { [place]: 'on' }, kind === 'slow' ? { timeLimit: 100 } : {});
    await places.begin(items);
    await places.succeed(items.map(doneOf));
    const expected = route === 'create-status' ? 2 : 1;
    expect(places.warnings).toHaveLength(expected);
    expect(places.warnings[0]).toContain(`Cannot ${object} at GitHub: ${clause}`);
    expect(places.warnings[0]).toMatch(/; [a-z][^;]+$/);
  });

  it.each(FAILURES)('as %s, "required" refuses', async (kind, clause) => {
    await using github = await startGitHub({ faults: [{ route, kind, delay: kind === 'slow' ? 400 : 0 }] });
    const places = placesAt(github, { [place]: 'required' }, kind === 'slow' ? { timeLimit: 100 } : {});
    const begun = places.begin(items);
    if (hasMoved) await begun;
    const message = await refusalOf(hasMoved ? places.succeed(items.map(doneOf)) : begun);
    expect(message).toContain(`Cannot ${object} at GitHub: `);
    expect(message).toContain(clause);
    expect(message).toContain(
      hasMoved
        ? 'the promotion itself is complete, but what the pipeline file requires is missing for registry.example.com/p/shop/app and registry.example.com/p/shop/web, because '
        : 'so nothing was promoted; ',
    );
  });
});

describe('a place that is required', () => {
  it('closes the deployments that there are where another could not be created', async () => {
    await using github = await startGitHub({
      faults: [{ route: 'create-deployment', kind: 'server-error', after: 10 }],
    });
    const message = await refusalOf(placesAt(github, { deployments: 'required' }).begin(MANY));
    expect(message).toMatch(/^Cannot create 20 of 30 deployments at GitHub: the pipeline file requires that, and /);
    expect(github.state.deployments.map(stateOf)).toEqual(Array.from({ length: 10 }, () => 'failure'));
  });

  it('says which are missing at the end, when all others are done', async () => {
    const fault = { route: 'create-attestation', kind: 'server-error', after: 24 } as const;
    await using github = await startGitHub({ faults: [fault] });
    const places = placesAt(github, { attestations: 'required', deployments: 'on' });
    await places.begin(MANY);
    expect(await refusalOf(places.succeed(MANY.map(doneOf)))).toMatch(
      /^Cannot create 6 of 30 attestations at GitHub: the promotion itself is complete, but what the pipeline file requires is missing for registry\.example\.com\/p\/shop\/app-\d+, .+ and 3 more, because GitHub answered 502 \("Server Error"\); run the step again$/,
    );
    expect(github.state.deployments.map(stateOf)).toEqual(MANY.map(() => 'success'));
  });

  it('says that the status of a deployment is missing', async () => {
    await using github = await startGitHub({ faults: [{ route: 'create-status', kind: 'server-error', after: 1 }] });
    const places = placesAt(github, { deployments: 'required' });
    await places.begin([APP]);
    expect(await refusalOf(places.succeed([doneOf(APP)]))).toContain(
      'Cannot set the status of 1 deployment at GitHub: the promotion itself is complete, but what the pipeline file requires is missing for shop/app in p, because',
    );
  });

  it('wants signed records for attestations', async () => {
    await using github = await startGitHub();
    const places = placesAt(github, { attestations: 'required' });
    await places.begin([APP]);
    expect(await refusalOf(places.succeed([{ ...doneOf(APP), bundle: undefined }]))).toContain(
      'because the record is not signed; let the records be signed: give the job "id-token: write"',
    );
  });

  it('throws one error where two are missing, and warns of the other', async () => {
    await using github = await startGitHub({ denied: ['attestations: write', 'artifact-metadata: write'] });
    const places = placesAt(github, { attestations: 'required', storageRecords: 'required' });
    await places.begin([APP]);
    expect(await refusalOf(places.succeed([doneOf(APP)]))).toContain('give the job "artifact-metadata: write"');
    expect(places.warnings).toEqual([expect.stringContaining('give the job "attestations: write"')]);
  });

  it('refuses a repository of a person for storage records', async () => {
    await using github = await startGitHub({ ownerType: 'User' });
    expect(await refusalOf(placesAt(github, { storageRecords: 'required' }).begin([APP]))).toBe(
      'Cannot create 1 storage record at GitHub: the pipeline file requires that, and the repository belongs to a person, and GitHub keeps storage records only for organisations, so nothing was promoted; do without them in the pipeline file',
    );
  });

  it('refuses a run without a token', async () => {
    await using github = await startGitHub();
    const places = placesAt(github, { attestations: 'required' }, { token: undefined });
    expect(await refusalOf(places.begin([APP]))).toContain(
      'there is no token, so nothing was promoted; give the input',
    );
    expect(github.requests).toEqual([]);
  });
});

describe('a place that is on', () => {
  it('sends nothing more after a refusal that all would get', async () => {
    await using github = await startGitHub({ denied: ['deployments: write'] });
    const places = placesAt(github, { deployments: 'on' });
    await promote(places, MANY);
    expect(github.requests.length).toBeLessThanOrEqual(4);
    expect(places.warnings).toEqual([
      expect.stringMatching(/^Cannot create 30 deployments at GitHub: .+; give the job "deployments: write"$/),
    ]);
  });

  it('goes on after a failure that others need not have', async () => {
    await using github = await startGitHub({
      faults: [{ route: 'create-storage-record', kind: 'server-error', times: 2 }],
    });
    const places = placesAt(github, { storageRecords: 'on' });
    await promote(places, MANY);
    expect(places.warnings).toEqual([expect.stringContaining('Cannot create 2 of 30 storage records at GitHub: ')]);
    expect(github.state.storageRecords).toHaveLength(28);
  });

  it('says in a note that a person has no storage records', async () => {
    await using github = await startGitHub({ ownerType: 'User' });
    const places = placesAt(github, ALL_ON);
    await promote(places);
    expect(places.notes).toEqual([expect.stringMatching(/^No storage records are created: /)]);
    expect(places.warnings).toEqual([]);
    expect(github.requests.map(({ route }) => route)).not.toContain('create-storage-record');
  });

  it('warns once for each place where there is no token', async () => {
    await using github = await startGitHub();
    const places = placesAt(github, ALL_ON, { token: '' });
    await promote(places);
    expect(places.warnings).toHaveLength(3);
    expect(github.requests).toEqual([]);
  });

  it('warns where the run names no commit', async () => {
    await using github = await startGitHub();
    const places = placesAt(github, { deployments: 'on' }, { environment: {} });
    await promote(places);
    expect(places.warnings).toEqual([
      'Cannot create 1 deployment at GitHub: GITHUB_SHA names no commit; run the step on GitHub',
    ]);
  });

  it('warns where what came before cannot be ended, and never fails for it', async () => {
    await using github = await startGitHub({ denied: ['deployments: read'] });
    const places = placesAt(github, { deployments: 'required' });
    await promote(places);
    expect(places.warnings).toEqual([
      expect.stringContaining('Cannot retire what came before 1 deployment at GitHub: '),
    ]);
  });
});

describe('limits', () => {
  it('are waited for as long as they ask, by all requests together', async () => {
    const fault = { route: 'create-storage-record', kind: 'secondary-limit', times: 4, retryAfter: 7 } as const;
    await using github = await startGitHub({ faults: [fault] });
    const places = placesAt(github, { storageRecords: 'required' });
    await promote(places, MANY);
    expect(github.state.storageRecords).toHaveLength(30);
    expect(places.sleeps.reduce((sum, sleep) => sum + sleep, 0)).toBeLessThanOrEqual(28_000);
    expect(Math.max(...places.sleeps)).toBe(7000);
  });

  it('that last longer than the budget end the waiting', async () => {
    await using github = await startGitHub({ faults: [{ route: 'create-storage-record', kind: 'used-up' }] });
    const places = placesAt(github, { storageRecords: 'on' });
    await promote(places, MANY);
    expect(places.sleeps).toEqual([]);
    expect(github.requests.length).toBeLessThanOrEqual(5);
    expect(places.warnings).toHaveLength(1);
  });
});
