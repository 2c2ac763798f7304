import { expect, it } from 'vitest';
import { completeRepository } from '../../src/github/repository.ts';
import { FORBIDDEN, startGitHub } from './github-server.ts';

const PATH = '/repos/acme/shop';
const NAME = { fullName: 'acme/shop', url: 'https://github.com/acme/shop' };
const FACTS = {
  description: 'Sells anvils',
  homepage: '',
  license: { spdx_id: 'Apache-2.0' },
  default_branch: 'trunk',
};
const token = 'secret';

it('completes the repository and its default branch from GITHUB_API_URL, by one request', async () => {
  await using github = await startGitHub({ [PATH]: { body: FACTS } });
  for (const asksBranch of [false, true]) {
    expect(await completeRepository({ event: github.event(), token }, asksBranch)).toEqual({
      repository: { ...NAME, description: 'Sells anvils', license: 'Apache-2.0' },
      defaultBranch: 'trunk',
      warnings: [],
    });
  }
  expect(github.requests).toEqual([`GET ${PATH}`, `GET ${PATH}`]);
});

it('asks for the default branch alone where the payload describes the rest', async () => {
  await using github = await startGitHub({ [PATH]: { body: FACTS } });
  const event = github.event({}, { repository: { description: 'As the event says' } });
  expect(await completeRepository({ event, token }, true)).toEqual({
    repository: { ...NAME, description: 'As the event says' },
    defaultBranch: 'trunk',
    warnings: [],
  });
});

it.each([
  ['the payload described it', { repository: {} }, 'secret'],
  ['there is no token', {}, undefined],
])('asks nobody where %s', async (_, payload, given) => {
  await using github = await startGitHub({});
  expect(await completeRepository({ event: github.event({}, payload), token: given }, false)).toEqual({
    repository: NAME,
    defaultBranch: undefined,
    warnings: [],
  });
  expect(github.requests).toEqual([]);
});

it('goes without where GitHub refuses, and says so once', async () => {
  await using github = await startGitHub({ [PATH]: FORBIDDEN });
  const found = await completeRepository({ event: github.event(), token }, false);
  expect(found.repository).toEqual(NAME);
  expect(found.warnings).toEqual([
    'Cannot read the repository\'s description and licence: GitHub answered 403 ("Resource not accessible by integration - https://docs.github.com/rest"), so the labels go without them; give the job "contents: read"',
  ]);
});

it.each([
  [
    'secret',
    'GitHub answered 403 ("Resource not accessible by integration - https://docs.github.com/rest")',
    'give the job "contents: read"',
  ],
  [undefined, 'there is no token to ask GitHub with', 'give the input "github-token"'],
])('says what it means that the default branch is not known (token %s)', async (given, reason, remedy) => {
  await using github = await startGitHub({ [PATH]: FORBIDDEN });
  const found = await completeRepository({ event: github.event(), token: given }, true);
  expect(found.defaultBranch).toBeUndefined();
  expect(found.warnings).toEqual([
    `Cannot tell which branch is the default one: the event does not say it, and ${reason}, so no branch counts as that; ${remedy}, or name the branch by "type=edge,branch=NAME"`,
  ]);
});
