import { describe, expect, it } from 'vitest';
import { DEFAULT_PIPELINE_FILE, loadPipeline } from '../../src/pipeline/load.ts';
import { makeCheckout } from './support.ts';

async function load(signer: string, repository: string | undefined = 'https://github.com/acme/shop') {
  const text = `version: 1
signing:
  signers:
    - { ${signer} }
environments:
  d: { repository: "r.example.com/d/{image}" }
  t: { repository: "r.example.com/t/{image}", from: d }
`;
  await using checkout = await makeCheckout({ [DEFAULT_PIPELINE_FILE]: text });
  return (await loadPipeline(DEFAULT_PIPELINE_FILE, { root: checkout.root, repository }))?.warnings ?? [];
}

const workflowOf = (repository: string) =>
  `identity: "https://github.com/${repository}/.github/workflows/promote.yml@refs/tags/v1"`;

describe('a signer that is a workflow which others may call', () => {
  it('is an error if it is of another owner and names no source-repository', async () => {
    await expect(load(workflowOf('sealift/sealift'))).rejects.toThrow(
      'is a workflow of "sealift", and whoever may call it signs as it; add "source-repository: https://github.com/acme/shop"',
    );
  });

  it('is a warning if it is of another repository of the same owner', async () => {
    expect(await load(workflowOf('acme/platform'))).toEqual([expect.stringContaining('of another repository')]);
  });

  it.each([
    ['of the same repository', workflowOf('acme/shop'), undefined],
    ['of the same repository in other letters', workflowOf('Acme/Shop'), undefined],
    ['of a pattern that has the same repository', 'identity: "https://github.com/acme/**@refs/heads/main"', undefined],
    [
      'of another owner with a source-repository',
      `${workflowOf('sealift/sealift')}, source-repository: "https://github.com/acme/shop"`,
      undefined,
    ],
    ['of another server', 'identity: "https://gitlab.com/x/y//.gitlab-ci.yml@refs/heads/main"', undefined],
    ['of another owner, where the run has no repository', workflowOf('sealift/sealift'), ''],
  ])('is fine %s', async (_, signer, repository) => {
    expect(await load(signer, repository)).toEqual([]);
  });
});
