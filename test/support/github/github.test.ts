import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bundleOf, digestOf } from '../../github/place-items.ts';
import { type GitHub, startGitHub } from './github.ts';
import { stateOf } from './state.ts';

const HOME = '/repos/acme/shop';
const DEPLOYMENT = { ref: 'main', auto_merge: false, required_contexts: [], environment: 'p' };
const STORAGE = '/orgs/acme/artifacts/metadata/storage-record';
const RECORD = { name: 'app', digest: digestOf(1), registry_url: 'https://r.example.com', github_repository: 'shop' };

async function ask(github: GitHub, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${github.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${github.token}`, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const json: unknown = await response.json();
  return { status: response.status, json, link: response.headers.get('link') };
}

describe("the stand-in for GitHub's API", () => {
  it.each<[string, string, unknown, number]>([
    ['a field that there is not', `${HOME}/deployments`, { ...DEPLOYMENT, digest: 'x' }, 422],
    ['a deployment without ref', `${HOME}/deployments`, { environment: 'p' }, 422],
    ['a description that is too long', `${HOME}/deployments`, { ...DEPLOYMENT, description: 'x'.repeat(141) }, 422],
    ['a deployment that waits for checks', `${HOME}/deployments`, { ref: 'main', auto_merge: false }, 409],
    ['a deployment that may merge', `${HOME}/deployments`, { ref: 'main', required_contexts: [] }, 202],
    ['a status of no deployment', `${HOME}/deployments/7/statuses`, { state: 'success' }, 404],
    ['a bundle that is none', `${HOME}/attestations`, { bundle: {} }, 422],
    ['the field "repo"', STORAGE, { ...RECORD, repo: 'app' }, 422],
    ['a repository with its owner', STORAGE, { ...RECORD, github_repository: 'acme/shop' }, 422],
    ['plain HTTP', STORAGE, { ...RECORD, registry_url: 'http://r.example.com' }, 422],
    ['a record without repository', STORAGE, { ...RECORD, github_repository: undefined }, 404],
    ['another organisation', STORAGE.replace('acme', 'other'), RECORD, 404],
    ['another repository', '/repos/acme/other/deployments', DEPLOYMENT, 404],
    ['another run', `${HOME}/actions/runs/7/approvals`, undefined, 404],
  ])('refuses %s', async (_, path, body, status) => {
    await using github = await startGitHub();
    expect((await ask(github, path, body)).status).toBe(status);
    expect(github.state.storageRecords).toEqual([]);
  });

  it('refuses another token and another version', async () => {
    await using github = await startGitHub();
    expect((await ask(github, HOME, undefined, { authorization: 'Bearer other' })).status).toBe(401);
    expect((await ask(github, HOME, undefined, { 'x-github-api-version': '2020-01-01' })).status).toBe(400);
  });

  it('ends earlier deployments of the environment by itself, whatever they were of', async () => {
    await using github = await startGitHub();
    for (const id of [1, 3]) {
      await ask(github, `${HOME}/deployments`, { ...DEPLOYMENT, payload: { image: `app-${id}` } });
      await ask(github, `${HOME}/deployments/${id}/statuses`, { state: 'success' });
    }
    expect(github.state.deployments.map(stateOf)).toEqual(['inactive', 'success']);
  });

  it('lists attestations by pages, with their bundles or their addresses', async () => {
    await using github = await startGitHub();
    const bundle: unknown = JSON.parse(Buffer.from(bundleOf(1)).toString());
    for (let count = 0; count < 3; count++) await ask(github, `${HOME}/attestations`, { bundle });
    const first = await ask(github, `${HOME}/attestations/${digestOf(1)}?per_page=2`);
    expect(first.json).toMatchObject({ attestations: [{ bundle }, { bundle }] });
    const next = /<(.+)>; rel="next"/.exec(first.link ?? '')?.[1] ?? '';
    const second = await ask(github, next.slice(github.url.length), undefined, {
      'x-github-api-version': '2026-03-10',
    });
    const bundleUrl = `${github.url}/bundles/3`;
    expect(second).toMatchObject({ link: null, json: { attestations: [{ bundle_url: bundleUrl }] } });
    expect(JSON.stringify(second.json)).not.toContain('dsseEnvelope');
    expect((await ask(github, '/bundles/3')).json).toEqual(bundle);
    expect((await ask(github, `${HOME}/attestations/${digestOf(2)}`)).json).toEqual({ attestations: [] });
  });

  it('answers a process of its own by GITHUB_API_URL', async () => {
    await using github = await startGitHub();
    const script =
      'fetch(process.env.GITHUB_API_URL + "/repos/acme/shop", { headers: { authorization: "token " + process.env.T } }).then((r) => process.exit(r.status === 200 ? 0 : 1))';
    const child = spawn(process.execPath, ['-e', script], { env: { ...github.environment, T: github.token } });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
