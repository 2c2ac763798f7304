import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { basicAuthorization, bearerAuthorization } from '../support/authorization.ts';
import { startDistribution } from '../support/distribution.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startProxy } from '../support/proxy.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';
import { LABELS } from './labels.ts';
import { DISTRIBUTION } from './targets.ts';

const IMAGE = buildImage({ labels: LABELS });
const USER = { username: 'deployer', password: 'correct-horse' } as const;
const SECRET = Buffer.from(`${USER.username}:${USER.password}`).toString('base64');

/** Writes what docker/login-action leaves behind. */
async function withDockerConfig<Result>(host: string, use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sealift-docker-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [host]: { auth: SECRET } } }));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function withoutMasks(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n');
}

describe('credentials', () => {
  it.skipIf(!DISTRIBUTION.available)('from docker config.json open CNCF Distribution behind htpasswd', async () => {
    await using registry = await startDistribution({ users: { [USER.username]: USER.password } });
    const { host } = registry;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3'], { authorization: basicAuthorization(USER) });
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source' };
    const run = await withDockerConfig(host, (folder) => runAction({ inputs, env: { DOCKER_CONFIG: folder } }));
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.stdout).toMatch(/Credentials for \S+: auths in \S+config\.json/);
    const refused = await runAction({
      inputs: {
        ...inputs,
        'source-username': USER.username,
        'source-password': 'wrong',
        'destination-username': USER.username,
        'destination-password': 'wrong',
      },
    });
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain('it does not take the credentials');
  });

  it('are masked when they are received, and printed nowhere else', async () => {
    await using registry = await startRegistry({ auth: { kind: 'bearer', users: { [USER.username]: USER.password } } });
    const { host } = registry;
    const scopes = ['repository:d/app:pull,push'];
    await pushImage(host, 'd/app', IMAGE, ['1.2.3'], {
      authorization: await bearerAuthorization(host, { user: USER, scopes }),
    });
    const credentials = {
      'source-username': USER.username,
      'source-password': USER.password,
      'destination-username': USER.username,
      'destination-password': USER.password,
    };
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source', ...credentials };
    const run = await runAction({ inputs, env: { RUNNER_DEBUG: '1' } });
    expect(run.exitCode).toBe(0);
    const masks = run.stdout
      .split('\n')
      .filter((line) => line.startsWith('::add-mask::'))
      .map((line) => line.slice('::add-mask::'.length));
    expect(masks).toEqual(expect.arrayContaining([USER.password, SECRET]));
    // The token is the third mask: it is masked when it is received.
    expect(masks.length).toBeGreaterThanOrEqual(3);
    const printed = withoutMasks(run.stdout) + run.stderr + run.summary + JSON.stringify(run.outputs);
    for (const mask of masks) expect(printed).not.toContain(mask);
  });

  it('are not announced outside of GitHub, where a mask would print them', async () => {
    await using registry = await startRegistry({ auth: { kind: 'basic', users: { [USER.username]: USER.password } } });
    const { host } = registry;
    await pushImage(host, 'd/app', IMAGE, ['1.2.3'], { authorization: basicAuthorization(USER) });
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source' };
    const env = { GITHUB_ACTIONS: '', GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '' };
    const run = await withDockerConfig(host, (folder) => runAction({ inputs, env: { ...env, DOCKER_CONFIG: folder } }));
    expect(run.exitCode).toBe(0);
    expect(run.stdout).not.toContain(USER.password);
    expect(run.stdout).not.toContain(SECRET);
    expect(run.stdout).toContain(`output digest = ${IMAGE.index.digest}`);
    expect(run.stdout).toContain('Lifted to 1 repository');
  });

  it('cost one token for all scopes of a run', async () => {
    await using registry = await startRegistry({ auth: { kind: 'bearer', users: { [USER.username]: USER.password } } });
    await using proxy = await startProxy(registry.host);
    const { host } = proxy;
    const scopes = ['repository:d/app:pull,push'];
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3'], {
      authorization: await bearerAuthorization(registry.host, { user: USER, scopes }),
    });
    const inputs = { from: `${host}/d/app:1.2.3`, to: `${host}/t/app`, tags: 'type=source' };
    const run = await withDockerConfig(host, (folder) => runAction({ inputs, env: { DOCKER_CONFIG: folder } }));
    expect(run).toMatchObject({ exitCode: 0 });
    const tokens = proxy.log.filter(({ path }) => path.startsWith('/token'));
    expect(tokens).toHaveLength(1);
    const asked = new URL(tokens[0]?.path ?? '', 'http://localhost').searchParams.getAll('scope');
    expect(asked).toEqual(['repository:t/app:pull,push', 'repository:d/app:pull']);
  });
});
