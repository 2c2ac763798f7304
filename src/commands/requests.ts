import { readShortShaLength } from '../build/tag-context.ts';
import { listGitVersions } from '../git/git-versions.ts';
import { readReleaseStanding } from '../github/repository.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import { TOOL_VERSION } from '../version.ts';
import type { CommandContext } from './context.ts';
import { govern } from './resolve-policy.ts';

/** Makes the requests of a set: one for each image, with everything else the same. */
export async function toRequests(
  inputs: Omit<PromoteInputs, 'command'>,
  context: CommandContext,
  { writes }: { readonly writes: boolean },
): Promise<readonly PromotionRequest[]> {
  const { event, now, environment } = context;
  const { rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
  const { expectedDigest, referrers, reason, githubToken: token } = inputs;
  const { gitTag, run } = event;
  const [governed, { warnings: notes, ...standing }, gitVersions] = await Promise.all([
    govern(inputs, context, writes),
    readReleaseStanding(event, { token }),
    existingTags === 'git' ? listGitVersions(tagPrefix, { event, environment, token }) : [],
  ]);
  return inputs.routes.map(({ from, to }, index) => ({
    ...{ from, to, rules, version, revision, timeZone, existingTags, ifTagExists, expectedDigest, reason },
    referrers,
    repositoryUrl: event.repository?.url,
    ...{ gitTag, run, now, gitVersions, flavor, tagPrefix, notes },
    ...standing,
    shortShaLength: readShortShaLength(environment),
    toolVersion: TOOL_VERSION,
    record: 'off' as const,
    ...governed[index],
  }));
}
