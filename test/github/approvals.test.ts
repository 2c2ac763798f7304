import { expect, it } from 'vitest';
import { readApprovals } from '../../src/github/approvals.ts';
import { type GitHub, type GitHubOptions, startGitHub } from '../support/github/github.ts';
import type { Review } from '../support/github/state.ts';

const REVIEWS: readonly Review[] = [
  { state: 'approved', comment: 'Ship it', user: { login: 'mona', id: 2 }, environments: [{ id: 1, name: 'p' }] },
  { state: 'rejected', comment: '', user: null, environments: [] },
];

async function read(github: GitHub, changes: { readonly token?: string; readonly runId?: string } = {}) {
  const told: string[] = [];
  const { token = github.token, runId = '1658821493' } = changes;
  const environment = { ...github.environment, GITHUB_RUN_ID: runId };
  const tell = (sentence: string) => void told.push(sentence);
  return { approvals: await readApprovals(github.event(), { environment, token, tell }), told };
}

it('reads who approved and who rejected', async () => {
  await using github = await startGitHub({ reviews: REVIEWS });
  expect(await read(github)).toEqual({
    approvals: [
      { login: 'mona', state: 'approved', environments: ['p'], comment: 'Ship it' },
      { login: 'ghost', state: 'rejected', environments: [], comment: undefined },
    ],
    told: [],
  });
  expect(github.requests.map(({ path }) => path)).toEqual(['/repos/acme/shop/actions/runs/1658821493/approvals']);
});

it('tells "nobody was asked" from "not known"', async () => {
  await using github = await startGitHub();
  expect(await read(github)).toEqual({ approvals: [], told: [] });
});

it.each<[string, GitHubOptions, object, string]>([
  ['the job may not', { denied: ['actions: read'] }, {}, '; give the job "actions: read"'],
  ['the token is none', {}, { token: 'other' }, 'GitHub answered 401 ("Bad credentials'],
  ['there is no token', {}, { token: '' }, 'there is no token; give the input "github-token"'],
  ['the run is another', {}, { runId: '7' }, 'GitHub answered 404 ("Not Found'],
  ['the run is none', {}, { runId: '7/../8' }, 'GITHUB_RUN_ID names none'],
  ['the connection drops', { faults: [{ route: 'list-approvals', kind: 'dropped' }] }, {}, 'could not be reached'],
])('says why it does not know where %s', async (_, options, changes, reason) => {
  await using github = await startGitHub(options);
  const { approvals, told } = await read(github, changes);
  expect(approvals).toBeUndefined();
  expect(told).toEqual([expect.stringContaining('Cannot read the approvals of the run: ')]);
  expect(told[0]).toContain(reason);
});

it('believes no state that it does not know', async () => {
  await using github = await startGitHub({ reviews: REVIEWS });
  github.state.reviews.push(
    JSON.parse('{"state":"waved through","user":{"login":"mona"},"environments":[],"comment":""}'),
  );
  const { approvals, told } = await read(github);
  expect(approvals).toBeUndefined();
  expect(told[0]).toContain('an approval without a known state');
});
