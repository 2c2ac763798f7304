import type { GitHubIntegrations, PublishUse } from './pipeline.ts';
import { choice, mapping, optional, type ValueOf } from './shape.ts';

const use = choice(['off', 'on', 'required', true, false]);

/** Which of GitHub's integrations are used. */
export const GITHUB = mapping({
  kind: '"github"',
  fields: {
    deployments: optional(
      use,
      'Whether each promotion is a deployment at GitHub; "required" makes a failure there the run\'s.',
      'off',
    ),
    attestations: optional(use, 'Whether records go to the attestations API of GitHub as well.', 'off'),
    'storage-records': optional(use, 'Whether GitHub is told where the image is stored.', 'off'),
  },
});

function useOf(given: PublishUse | boolean = 'off'): PublishUse {
  return typeof given === 'boolean' ? (given ? 'on' : 'off') : given;
}

/** Reads which of GitHub's integrations are used. */
export function readGitHub(given: ValueOf<typeof GITHUB> | undefined): GitHubIntegrations {
  return {
    deployments: useOf(given?.deployments),
    attestations: useOf(given?.attestations),
    storageRecords: useOf(given?.['storage-records']),
  };
}
