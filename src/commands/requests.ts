import { listGitVersions } from '../action/git/git-versions.ts';
import { readReleaseStanding } from '../action/git/github-release.ts';
import type { PromoteInputs } from '../action/promotion-inputs.ts';
import { readShortShaLength } from '../action/tag-context.ts';
import type { PromotionRequest } from '../promotion/promotion-request.ts';
import { TOOL_VERSION } from '../tool.ts';
import type { CommandContext } from './context.ts';
import { govern } from './govern.ts';

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
