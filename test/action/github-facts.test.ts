import { expect, it } from 'vitest';
import { completeRepository } from '../../src/action/git/repository-facts.ts';
import type { Logger } from '../../src/action/logger.ts';
import { FORBIDDEN, startGitHub } from './github-server.ts';

const PATH = '/repos/acme/shop';
const NAME = { fullName: 'acme/shop', url: 'https://github.com/acme/shop' };

function collectWarnings(): { readonly logger: Logger; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const nothing = () => {};
  const logger = {
    info: nothing,
    print: nothing,
    fail: nothing,
    debug: nothing,
    startGroup: nothing,
    endGroup: nothing,
  };
  return {
    logger: { ...logger, maskSecret: nothing, announceSecret: nothing, warn: (text) => warnings.push(text) },
    warnings,
  };
}

it('completes the repository from GITHUB_API_URL', async () => {
  const facts = {
    description: 'Sells anvils',
    homepage: '',
    license: { spdx_id: 'Apache-2.0' },
    default_branch: 'main',
  };
  await using github = await startGitHub({ [PATH]: { body: facts } });
  const { logger, warnings } = collectWarnings();
  expect(await completeRepository(github.event(), 'secret', logger)).toEqual({
    ...NAME,
    ...{ description: 'Sells anvils', license: 'Apache-2.0' },
  });
  expect(warnings).toEqual([]);
});

it.each([
  ['the payload described it', { repository: {} }, 'secret'],
  ['there is no token', {}, undefined],
])('asks nobody where %s', async (_, payload, token) => {
  await using github = await startGitHub({});
  expect(await completeRepository(github.event({}, payload), token, collectWarnings().logger)).toEqual(NAME);
  expect(github.requests).toEqual([]);
});

it('goes without where GitHub refuses, and says so once', async () => {
  await using github = await startGitHub({ [PATH]: FORBIDDEN });
  const { logger, warnings } = collectWarnings();
  expect(await completeRepository(github.event(), 'secret', logger)).toEqual(NAME);
  expect(warnings).toEqual([
    'Cannot read the repository\'s description and licence: GitHub answered 403 ("Resource not accessible by integration - https://docs.github.com/rest"), so the labels go without them; give the job "contents: read"',
  ]);
});
