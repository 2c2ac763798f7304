import { describe, expect, it } from 'vitest';
import { objectProperty } from '../../src/oci/json.ts';
import { startGitHub } from '../github/github-server.ts';
import { readEventFixture, readRecordedEvent } from '../support/events.ts';
import { runAction } from '../support/run-action.ts';

const COMMIT = '860c1904a1ce19322e91ac35af1ab07466440c37';
const INPUTS = {
  command: 'tags',
  images: 'ghcr.io/acme/shop',
  'existing-tags': 'none',
  tags: 'type=semver\ntype=edge\ntype=sha\ntype=raw,value=latest,enable={{is_default_branch}}',
  'github-token': 'secret',
};

/** Runs `tags` after another run of the push of a branch or git tag. */
async function runAfter(name: string, inputs: Readonly<Record<string, string>>) {
  await using github = await startGitHub({ '/repos/acme/shop/commits/tags/v1.2.3': { body: { sha: COMMIT } } });
  const { event, env } = readEventFixture('workflow-run-push', { GITHUB_API_URL: github.url });
  const { payload } = readRecordedEvent('workflow-run-push');
  const run = { ...objectProperty(payload, 'workflow_run'), head_branch: name };
  return await runAction({
    inputs: { ...INPUTS, ...inputs },
    event: { ...event, payload: { ...payload, workflow_run: run } },
    env,
  });
}

describe('a workflow_run after a successful push', () => {
  it.each([
    ['main', 'latest sha-860c190 edge'],
    ['feature/anvils', 'sha-860c190'],
    ['v1.2.3', '1.2.3 1.2 1 latest sha-860c190'],
  ])('of %s counts as that push where that is asked for', async (name, expected) => {
    const run = await runAfter(name, { 'workflow-run': 'push' });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.outputs['tag-names']?.split('\n').toSorted()).toEqual(expected.split(' ').toSorted());
    const { labels, warnings } = JSON.parse(run.outputs['report'] ?? '');
    expect(labels['org.opencontainers.image.revision']).toBe(COMMIT);
    expect(warnings).toEqual([]);
  });

  it('moves nothing without that, and names the input', async () => {
    const run = await runAfter('main', {});
    expect(run.outputs['tag-names']).toBe('sha-860c190');
    expect(run.stdout).toContain('set "workflow-run: push"');
  });

  it('refuses another word', async () => {
    const run = await runAfter('main', { 'workflow-run': 'pull' });
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain('Cannot use workflow-run "pull": it must be one of "ignore", "push"');
  });
});
