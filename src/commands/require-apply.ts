import type { Approval, RunFacts } from '../attestation/predicates/promotion.ts';
import { PolicyError } from '../errors.ts';
import { isPullRequestEvent } from '../event/payload.ts';
import { isForkRun } from '../event/permissions.ts';
import { locationsOf } from '../history/image-history.ts';
import type { RetainInputs } from '../inputs/retain.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { explainUnproven } from '../registry/deletion/unproven.ts';
import type { ApprovedPlan, Refusal } from '../retention/approved.ts';
import { quote } from '../util/safe-text.ts';
import type { CommandContext } from './context.ts';

/** All that forbids to apply a plan, at once. @throws {PolicyError} if there is anything. */
export function refuseAll(id: Digest, refusals: readonly Refusal[]): void {
  const [first, ...others] = refusals;
  if (first === undefined) return;
  throw new PolicyError({
    what: `apply plan ${shortDigest(id)}`,
    ...first,
    lines: others.map(({ reason, remedy }) => `${reason}; ${remedy}`),
  });
}

/** The run without its attempt: another attempt is the same run. */
export function runOf(run: RunFacts): string | undefined {
  return run.invocationId?.replace(/\/attempts\/\d+$/, '');
}

/** What is known of the run before anything is read. */
interface ApplyingRun {
  readonly facts: RunFacts;
  /** Undefined if GitHub did not tell. */
  readonly approvals: readonly Approval[] | undefined;
}

function findEnvironment(inputs: RetainInputs, facts: RunFacts): readonly Refusal[] {
  const actual = facts.isFromToken === true ? facts.environment : undefined;
  return inputs.environments.flatMap(({ name, gitHubEnvironment: required }) => {
    if (required === undefined || required === actual) return [];
    const [why, remedy] =
      facts.isFromToken === true
        ? [
            `this one runs in ${actual === undefined ? 'none' : quote(actual)}`,
            `give the job "environment: ${required}"`,
          ]
        : ['no identity token says where this one runs', 'give the job "permissions: id-token: write"'];
    return [
      { reason: `only a job in GitHub's environment ${quote(required)} may destroy in ${name}, and ${why}`, remedy },
    ];
  });
}

/** Whoever makes a plan must not approve it by the same run, unless somebody approved the job. */
function findOwnPlan({ run: maker }: ApprovedPlan, { facts, approvals }: ApplyingRun): readonly Refusal[] {
  const own = runOf(facts);
  if (own === undefined || (maker !== undefined && maker !== own)) return [];
  const actual = facts.isFromToken === true ? facts.environment : undefined;
  const isApproved = approvals?.some(
    ({ state, environments }) => state === 'approved' && actual !== undefined && environments.includes(actual),
  );
  if (isApproved === true) return [];
  const reason =
    maker === undefined
      ? 'it does not say which run made it, and nobody approved this one'
      : 'this run made it, and nobody approved its job';
  return [
    {
      reason,
      remedy:
        'run the job in an environment of GitHub with required reviewers, with "id-token: write" and "actions: read", or apply it in a run of its own',
    },
  ];
}

/** A guess deletes nothing: only registries whose deletion was tried, or that are not known to differ, are touched. */
function findUnproven({ pipeline, images, environments }: RetainInputs): readonly Refusal[] {
  const names = new Set(environments.map(({ name }) => name));
  const own = images
    .flatMap((image) => locationsOf(pipeline, image))
    .filter((each) => names.has(each.environment.name));
  const reasons = own.flatMap(({ repository }) => explainUnproven(repository.registry) ?? []);
  const remedy = 'use the plan as a list, and delete with the tools of that registry';
  return [...new Set(reasons)].map((reason) => ({ reason, remedy }));
}

/** Finds what forbids this run to apply a plan, whatever the plan says. */
export function findForbidden(
  inputs: RetainInputs,
  approved: ApprovedPlan,
  run: ApplyingRun,
  { event, environment }: CommandContext,
): readonly Refusal[] {
  const { pipeline } = inputs;
  const isFork = isForkRun(environment) || (event.name === 'workflow_run' && event.followed === undefined);
  return [
    ...(isPullRequestEvent(event.name)
      ? [
          {
            reason: `the event ${quote(event.name)} only plans`,
            remedy: 'apply it by "workflow_dispatch", or on a schedule',
          },
        ]
      : []),
    ...(isFork
      ? [{ reason: 'this run may be one for a fork', remedy: 'apply it in a run of the repository itself' }]
      : []),
    ...(pipeline.ledger === undefined
      ? [
          {
            reason: `${pipeline.path} names no ledger, so nobody could ask for what is gone`,
            remedy: 'write for example ledger: "registry.example.com/ledger/{image}"',
          },
        ]
      : []),
    ...findUnproven(inputs),
    ...findEnvironment(inputs, run.facts),
    ...findOwnPlan(approved, run),
  ];
}
