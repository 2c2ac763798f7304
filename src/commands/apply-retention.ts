import type { Approval } from '../attestation/predicates/promotion.ts';
import { toRunFacts } from '../attestation/sign/run.ts';
import type { ClientPool } from '../clients/pool.ts';
import { InputError, PolicyError, type SealiftError } from '../errors.ts';
import { readApprovals } from '../github/approvals.ts';
import { locationsOf } from '../history/image-history.ts';
import { archiveOf } from '../inputs/archive.ts';
import type { ApplyInputs, RetainInputs } from '../inputs/retain.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import type { RegistryClient } from '../registry/client.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import { type AppliedPlan, type Applying, applyRetention } from '../retention/apply.ts';
import { type ApprovedPlan, findOutdated, parseApproved, type Refusal } from '../retention/approved.ts';
import { agreeOn, findAgreedExcess, type RetentionPlan } from '../retention/plan.ts';
import type { RetentionAccess } from '../retention/read-ran.ts';
import { readWholeFile } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import type { WritingContext } from './context.ts';
import { type HoldSigner, openHoldSigner } from './hold-signer.ts';
import { findForbidden, refuseAll } from './require-apply.ts';
import { findRunSigner } from './run-signer.ts';
import { openRetirementWriter } from './write-retirement.ts';

/** Plans of 100,000 images have some 60 MB (bytes). */
const MAX_PLAN = 256 * 1024 * 1024;

/** What a run that applies knows before it plans. */
export interface ApplyingRun {
  readonly inputs: RetainInputs;
  readonly apply: ApplyInputs;
  readonly approved: ApprovedPlan;
  readonly approvals: readonly Approval[] | undefined;
  readonly signing: HoldSigner;
}

/** @throws {InputError} if the file is not that of the plan that was approved. */
function readApproved({ id, plan }: ApplyInputs): ApprovedPlan {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new InputError({
      what: `apply plan ${shortDigest(id)}`,
      reason,
      remedy: 'give the file that the run wrote which made the plan (output "plan-file")',
      cause,
    });
  };
  try {
    const approved = parseApproved(readWholeFile(plan, MAX_PLAN));
    return approved.id === id ? approved : refuse(`what ${quote(plan)} says has the id ${approved.id}`);
  } catch (error) {
    if (error instanceof FormatError) return refuse(`${quote(plan)} cannot be used: ${error.message}`, error);
    if (error instanceof InputError) throw error;
    return refuse(`${quote(plan)} cannot be read: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/**
 * Reads the plan that was approved, and refuses whatever this run must not do, all at once, before a registry is asked.
 *
 * @throws {SealiftError} then nothing was done.
 */
export async function openApply(
  inputs: RetainInputs,
  apply: ApplyInputs,
  context: WritingContext,
): Promise<ApplyingRun> {
  const { event, environment, logger } = context;
  const approved = readApproved(apply);
  const { identity } = await findRunSigner(inputs, context, false);
  const facts = identity === undefined ? event.run : toRunFacts(identity.claims, event.run);
  const approvals =
    event.apiUrl === undefined
      ? undefined
      : await readApprovals(event, {
          ...{ environment, token: inputs.githubToken, tell: logger.info, runId: identity?.claims.runId },
        });
  refuseAll(apply.id, findForbidden(inputs, approved, { facts, approvals }, context));
  return { inputs, apply, approved, approvals, signing: await openHoldSigner(inputs, context) };
}

/** Opens clients that may write and delete, in the repositories of the images and in their ledgers. */
export async function openApplyClients(
  pool: ClientPool,
  { images, pipeline, destinationCredential: given }: RetainInputs,
): Promise<(repository: Repository) => RegistryClient> {
  const own = images.flatMap((name) => locationsOf(pipeline, name).map(({ repository }) => repository));
  const ledgers = images.flatMap((name) => ledgerOf(pipeline, name) ?? []);
  const archives = images.flatMap((name) =>
    pipeline.environments.flatMap((environment) => {
      const archive = archiveOf(pipeline, environment.name, { name, tag: undefined, digest: undefined });
      return environment.retention === undefined || archive === undefined || 'layout' in archive
        ? []
        : [archive.repository];
    }),
  );
  const all = new Map(
    [...own, ...ledgers, ...archives].map((repository) => [formatRepository(repository), repository]),
  );
  const lookUp = await pool.open(
    [...all.values()].map((repository) => ({ repository, access: 'push', deletes: true, given })),
  );
  return (repository) => lookUp(repository, 'push');
}

function explainExcess(plan: RetentionPlan, { inputs, approved }: ApplyingRun): readonly Refusal[] {
  return findAgreedExcess(plan, agreeOn(approved, plan), inputs.maxDelete);
}

/** What ended repositories before all was done. */
function findTrouble({ failures }: AppliedPlan): SealiftError | undefined {
  const [first, ...others] = failures;
  if (first === undefined) return undefined;
  const describe = ({ repository, error }: (typeof failures)[number]) =>
    `${repository}: ${error instanceof Error ? error.message : String(error)}`;
  return new PolicyError({
    what: 'apply all of the plan',
    reason: `something went wrong in ${describe(first)}`,
    remedy: 'apply it again: it goes on where it ended',
    lines: others.map(describe),
    cause: first.error,
  });
}

/** What applying came to. */
export interface Applied {
  readonly done: AppliedPlan;
  readonly trouble: SealiftError | undefined;
  readonly run: {
    /** The plan that was approved. */
    readonly plan: Digest;
    readonly by: string | null;
    readonly run: string | null;
    readonly approvedBy: readonly string[];
    readonly reason: string | null;
  };
}

/**
 * Applies what the approved plan and the new one both name.
 *
 * @throws {PolicyError} if the approved plan does not count any more, or too much would go: then nothing was done.
 */
export async function applyPlan(
  run: ApplyingRun,
  applying: Omit<Applying, 'agreed'>,
  { access, context }: { readonly access: RetentionAccess; readonly context: WritingContext },
): Promise<Applied> {
  const { inputs, apply, approved, approvals, signing } = run;
  const { plan } = applying;
  const { pipeline } = inputs;
  const facts = {
    policy: pipeline.digest,
    now: context.now.getTime(),
    fresh: plan.environments.length === 0 ? undefined : plan.id,
  };
  refuseAll(apply.id, [...findOutdated(approved, facts), ...explainExcess(plan, run)]);
  const { logger, now } = context;
  return context.cancellation.writing(async () => {
    await signing.signer?.prepare();
    const { clientOf } = access;
    const maker = { inputs, plan: apply.id, now, run: signing.run, approvals, signer: signing.signer, clientOf };
    const writeRecord = openRetirementWriter({ ...maker, warn: logger.warn });
    const agreed = agreeOn(approved, plan);
    const archiving = plan.environments.some(({ archive }) => archive !== 'no')
      ? (await import('./archive-retired.ts')).openArchiving({
          ...{ pipeline, access, signing, approvals, plan: apply.id, now, reason: inputs.reason },
          ...{ clientOf, warn: logger.warn },
        })
      : {};
    const means = { access, clientOf, writeRecord, tell: logger.info, ...archiving };
    const done = await applyRetention({ ...applying, agreed }, means);
    await settleLists(
      new Set(plan.environments.map(({ repository }) => repository).map((uri) => clientOf(repositoryOf(uri)))),
      true,
    );
    const who = {
      plan: apply.id,
      by: signing.run.actor?.login ?? null,
      run: signing.run.invocationId ?? null,
      approvedBy: (approvals ?? []).flatMap(({ login, state }) => (state === 'approved' ? [login] : [])),
      reason: inputs.reason ?? null,
    };
    return { done, trouble: findTrouble(done), run: who };
  });
}

function repositoryOf(uri: string): Repository {
  const [registry = '', ...name] = uri.split('/');
  return { registry, name: name.join('/') };
}
