import { readShortShaLength } from '../build/tag-context.ts';
import { listGitVersions } from '../git/tags.ts';
import { readReleaseState } from '../github/repository.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { PromotionRequest, RunContext, TagPolicy } from '../promotion/request.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import { mapNonEmpty } from '../util/non-empty.ts';
import type { CommandContext, ResolvedPolicy } from './context.ts';
import { resolvePolicy } from './resolve-policy.ts';

interface SetOptions extends Pick<PromotionRequest, 'copyAttachments' | 'expectedDigest'> {
  readonly tagPolicy: TagPolicy;
  readonly reason: string | undefined;
  readonly isPlanned: boolean;
  readonly set?: RunContext['set'];
  readonly wait?: RunContext['wait'];
}

/** An environment may have tag rules of its own, and a tag that marks what is in it. */
function tagPolicyOf({ rules, tag }: Environment, given: TagPolicy): TagPolicy {
  const marker = tag === undefined ? [] : parseTagRules(`type=raw,value=${tag},immutable=false`);
  return { ...given, rules: [...(rules ?? given.rules), ...marker] };
}

export function buildRequests(
  { images, policy, ...resolved }: ResolvedPolicy,
  { tagPolicy: given, reason, isPlanned, set, wait, ...common }: SetOptions,
): readonly PromotionRequest[] {
  const run = { ...resolved, reason, now: given.now, isPlanned, set, wait };
  const environments = new Set(
    images.flatMap(({ destinations }) => destinations.map(({ route }) => route?.destination)),
  );
  const policies = new Map(
    [...environments].map((environment) => [environment, environment ? tagPolicyOf(environment, given) : given]),
  );
  return images.map(({ from, destinations }) => ({
    ...{ from, ...common, run },
    destinations: mapNonEmpty(destinations, (destination) => ({
      ...destination,
      tagPolicy: policies.get(destination.route?.destination) ?? given,
    })),
    policy: destinations.some(({ route }) => route !== undefined) ? policy : undefined,
  }));
}

export async function toRequests(
  inputs: Omit<PromoteInputs, 'command'>,
  context: CommandContext,
  { writes, isPlanned = false, set }: { readonly writes: boolean } & Partial<Pick<SetOptions, 'isPlanned' | 'set'>>,
): Promise<readonly PromotionRequest[]> {
  const { event, now, environment } = context;
  const { rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
  const { expectedDigest, referrers: copyAttachments, reason, githubToken: token } = inputs;
  const [resolved, { warnings: notes, ...release }, versions] = await Promise.all([
    resolvePolicy(inputs, context, writes),
    readReleaseState({ event, token }),
    existingTags === 'git' ? listGitVersions(tagPrefix, { event, environment, token }) : [],
  ]);
  const tagPolicy: TagPolicy = {
    ...{ rules, version, revision, ifTagExists, now },
    event: { gitTag: event.gitTag, repositoryUrl: event.repository?.url, notes, ...release },
    naming: { flavor, tagPrefix, timeZone, shortShaLength: readShortShaLength(environment) },
    existing: { from: existingTags, versions },
  };
  // What a plan names was there.
  const wait = isPlanned ? undefined : { milliseconds: inputs.waitFor, tell: context.logger.info };
  return buildRequests(resolved, { tagPolicy, copyAttachments, expectedDigest, reason, isPlanned, set, wait });
}
