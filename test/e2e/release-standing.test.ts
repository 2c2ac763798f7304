import { expect, it } from 'vitest';
import { startGitHub } from '../github/github-server.ts';
import { readEventFixture } from '../support/events.ts';
import { buildImage } from '../support/image/build-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { runAction } from '../support/run-action.ts';
import { LABELS } from './labels.ts';

const LATEST = '/repos/acme/shop/releases/latest';
const COMMIT = '860c1904a1ce19322e91ac35af1ab07466440c37';
const WARNING = 'Cannot tell whether the release "v1.2.3" is the latest: GitHub answered 503';

it('a release whose standing GitHub does not tell takes no latest, built or promoted', async () => {
  await using registry = await startRegistry();
  const labels = { ...LABELS, 'org.opencontainers.image.revision': COMMIT };
  registry.load('d/app', buildImage({ labels, layers: 1 }), ['1.2.3']);
  const unavailable = { status: 503, body: { message: 'Service Unavailable' } };
  await using github = await startGitHub({ [LATEST]: unavailable });
  const fixture = readEventFixture('release-published', { GITHUB_API_URL: github.url });
  const common = { 'github-token': 'secret', tags: 'type=semver' };
  const built = await runAction({
    inputs: { ...common, command: 'tags', images: `${registry.host}/d/app`, 'existing-tags': 'none' },
    ...fixture,
  });
  expect(built.stdout).toContain(WARNING);
  expect(built.outputs['tag-names']?.split('\n')).toEqual(['1.2.3', '1.2', '1']);
  const promoted = await runAction({
    inputs: { ...common, from: `${registry.host}/d/app:1.2.3`, to: `${registry.host}/p/app`, record: 'off' },
    ...fixture,
  });
  expect(promoted.stdout).toContain(WARNING);
  expect([...registry.tags('p/app').keys()].sort()).toEqual(['1', '1.2', '1.2.3']);
});
