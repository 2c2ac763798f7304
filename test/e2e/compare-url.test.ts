import { expect, it } from 'vitest';
import { startGitHub } from '../support/github/github.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';

const SOURCE = 'https://github.com/acme/shop';
const [BEFORE, MIDDLE, AFTER] = ['a', 'b', 'c'].map((letter) => letter.repeat(40));

function imageOf(version: string, revision: string | undefined) {
  const labels = {
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.source': SOURCE,
    'org.opencontainers.image.revision': revision ?? '',
  };
  return buildImage({ labels, seed: version });
}

it('compares what ran before with what comes: the output, the link and the commits', async () => {
  await using registry = await startRegistry();
  await using github = await startGitHub({ repository: 'acme/shop', runId: '1', token: 'secret-token' });
  const { host } = registry;
  github.state.commits.push(
    ...[BEFORE, MIDDLE, AFTER].map((sha = '', index) => ({
      sha,
      message: `Change ${index}\n\nmore`,
      login: 'octocat',
    })),
  );
  await pushImage(host, 'p/app', imageOf('1.2.3', BEFORE), ['1.2.3', 'latest']);
  await pushImage(host, 's/app', imageOf('1.2.4', AFTER), ['1.2.4']);
  const promote = (to: string) =>
    runAction({
      inputs: { from: `${host}/s/app:1.2.4`, to: `${host}/${to}`, tags: 'type=semver', 'github-token': 'secret-token' },
      env: {
        ...{ GITHUB_API_URL: github.url, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/shop' },
        ...{ GITHUB_RUN_ID: '1', GITHUB_RUN_ATTEMPT: '1', GITHUB_ACTOR: 'li' },
      },
    });
  const first = await promote('new/app');
  expect(first).toMatchObject({ exitCode: 0, outputs: { 'compare-url': '' } });

  const { exitCode, outputs, summary } = await promote('p/app');
  expect(exitCode).toBe(0);
  const address = `${SOURCE}/compare/${BEFORE}...${AFTER}`;
  expect(outputs['compare-url']).toBe(address);
  expect(summary).toContain(`[2 commits](${address})`);
  expect(summary).toContain(' Change 2 ');
  expect(summary).not.toContain('Change 0');
});
