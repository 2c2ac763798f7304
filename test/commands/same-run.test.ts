import { describe, expect, it } from 'vitest';
import { openRunner } from '../../src/action/runner.ts';
import { resolvePolicy } from '../../src/commands/resolve-policy.ts';
import { readEvent } from '../../src/event/event.ts';
import { readRoutes } from '../../src/inputs/routes.ts';
import { startGitHub } from '../github/github-server.ts';
import { KEYS, loadText } from '../pipeline/support.ts';
import { keepLog } from '../support/log.ts';
import { startIdentityTokens } from '../support/sigstore/identity-tokens.ts';

const FILE = `version: 1
signing: { signers: [{ key: .github/sealift.pub }] }
environments:
  d: { repository: "r.example.com/d/{image}" }
  t: { repository: "r.example.com/t/{image}", from: d }
`;

async function governWith(variables: Readonly<Record<string, string>>) {
  await using tokens = await startIdentityTokens({ repository: 'acme/app', run_id: '123' });
  await using gitHub = await startGitHub({
    '/repos/acme/app/actions/runs/123/approvals': {
      body: [{ state: 'approved', user: { login: 'wang' }, environments: [], comment: '' }],
    },
  });
  const pipeline = await loadText(FILE);
  const environment = { GITHUB_API_URL: gitHub.url, ...tokens.environment, ...variables };
  const get = (name: string) => ({ from: 'd', to: 't', image: 'app:1' })[name] ?? '';
  const context = { ...openRunner(environment, keepLog()), event: readEvent(environment, {}), now: new Date() };
  const signing = { signingKey: KEYS.privateKey, signingKeyPassphrase: undefined };
  const inputs = { routes: readRoutes(get, pipeline), pipeline, record: 'auto', signing, reason: undefined } as const;
  const { policy } = await resolvePolicy({ ...inputs, githubToken: 'token' }, context, true);
  return { approvals: await policy?.approvals, requests: gitHub.requests };
}

describe('the approvals in a record', () => {
  it('are those of the run that the identity token names', async () => {
    const { approvals, requests } = await governWith({ GITHUB_REPOSITORY: 'acme/app' });
    expect(approvals).toMatchObject([{ login: 'wang', state: 'approved' }]);
    expect(requests).toEqual(['GET /repos/acme/app/actions/runs/123/approvals']);
  });

  it.each([
    [
      'run',
      { GITHUB_REPOSITORY: 'acme/app', GITHUB_RUN_ID: '999' },
      'GITHUB_RUN_ID says "999", and the identity token says "123"',
    ],
    ['repository', { GITHUB_REPOSITORY: 'acme/other', GITHUB_RUN_ID: '123' }, 'GITHUB_REPOSITORY says "acme/other"'],
  ])('are those of no other %s, which variables name', async (_, variables, message) => {
    await expect(governWith(variables)).rejects.toThrow(message);
  });
});
