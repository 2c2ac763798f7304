import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { isAllowedSigner } from '../attestation/sign/allowed-signer.ts';
import { toRunFacts } from '../attestation/sign/run.ts';
import type { ClientPool } from '../clients/pool.ts';
import { PolicyError } from '../errors.ts';
import { readApprovals } from '../github/approvals.ts';
import type { RollbackInputs } from '../inputs/rollback.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { expandTemplate } from '../pipeline/pipeline.ts';
import { starterOf } from '../policy/requirements.ts';
import { decideRecordForm } from '../records/signing.ts';
import { openVerifier } from '../records/verifier.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { ImagePlan } from '../rollback/plan.ts';
import type { RollbackRequest } from '../rollback/request.ts';
import { formatCount, formatList } from '../util/format.ts';
import { getOrMake, once } from '../util/memo.ts';
import { quote, safeText } from '../util/safe-text.ts';
import type { CommandContext } from './context.ts';
import { openKeptHolds } from './kept-holds.ts';
import { findRunMeans, findRunSigner } from './run-signer.ts';

/**
 * Only the identity token proves in which environment of GitHub a job runs.
 *
 * @throws {PolicyError} if the job runs elsewhere, or no token says where.
 */
export function requireRollbackEnvironment({ environment }: Pick<RollbackInputs, 'environment'>, run: RunFacts): void {
  const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
  if (required === undefined) return;
  const actual = run.isFromToken === true ? run.environment : undefined;
  if (actual === required) return;
  const [why, remedy] =
    run.isFromToken === true
      ? [`this one runs in ${actual === undefined ? 'none' : quote(actual)}`, `"environment: ${required}"`]
      : ['there is no identity token that says where this one runs', '"permissions: id-token: write"'];
  throw new PolicyError(
    `Cannot roll back in ${environment.name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; give the job ${remedy}`,
  );
}

/** Opens clients of the environment together, and of other repositories when something is asked there. */
async function openClients(pool: ClientPool, inputs: RollbackInputs): Promise<RollbackRequest['clientOf']> {
  const { environment, images, credential: given, dryRun } = inputs;
  const access = dryRun ? 'pull' : 'push';
  const own = images.flatMap(({ name }) => environment.repositories.map((each) => expandTemplate(each, name)));
  const lookUp = await pool.open(own.map((repository) => ({ repository, access, given })));
  const clients = new Map<string, Promise<RegistryClient>>(
    own.map((repository) => [formatRepository(repository), Promise.resolve(lookUp(repository, access))]),
  );
  return (repository: Repository) =>
    getOrMake(clients, formatRepository(repository), async () => {
      const open = await pool.open([{ repository, access, given }]);
      return open(repository, access);
    });
}

/** Makes the request of a rollback: who runs it, what it signs with, and what it is verified by. */
export async function openRollback(
  inputs: RollbackInputs,
  context: CommandContext,
  pool: ClientPool,
): Promise<RollbackRequest> {
  const { environment: env, event, logger, now } = context;
  const { pipeline, environment, dryRun, reason } = inputs;
  const state = { canSign: findRunMeans(inputs, context) !== undefined, writes: !dryRun };
  const record = decideRecordForm(inputs.record, environment, state);
  if (record === 'off') throw new Error('a rollback is always recorded');
  const { identity, signer, publicGood } = await findRunSigner(inputs, context, record === 'signed' && !dryRun);
  const facts = identity === undefined ? event.run : toRunFacts(identity.claims, event.run);
  // A drill changes nothing: it must be able to run every night, and nobody has to let it.
  if (!dryRun) requireRollbackEnvironment(inputs, facts);
  const { info: tell, warn } = logger;
  const approvals =
    !dryRun && event.apiUrl !== undefined
      ? readApprovals(event, { environment: env, token: inputs.githubToken, tell, runId: identity?.claims.runId })
      : undefined;
  const verifying = { now: () => new Date(), warn, environment: env, publicGood };
  const { images, marker, hold, allowPartial, wholeSet, timeZone } = inputs;
  return {
    ...{ pipeline, environment, images, marker, hold, allowPartial, wholeSet, timeZone, reason, record, approvals },
    isDrill: dryRun,
    run: { facts, signer, reason, now },
    openVerifier: once(() => openVerifier(pipeline, verifying)),
    readKeptHolds: openKeptHolds(pipeline, inputs.githubToken, context),
    clientOf: await openClients(pool, inputs),
  };
}

/** Counts whose approvals of the run count: of others, for the environment of GitHub that it needs. */
async function countApprovals({ environment, approvals, run }: RollbackRequest): Promise<number> {
  const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
  const actor = run.facts.actor?.login.toLowerCase();
  const given = ((await approvals) ?? []).filter(
    ({ state, environments }) => state === 'approved' && (required === undefined || environments.includes(required)),
  );
  return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor)).size;
}

/** Says in a clause that the same person brought here what is rolled back, or that this is unknown. */
function findSameActor({ run }: RollbackRequest, images: readonly ImagePlan[]): string | undefined {
  const own = starterOf(run.facts)?.toLowerCase();
  const before = images.flatMap(({ sites }) =>
    sites.flatMap(({ site: { latest } }) =>
      latest?.kind === 'promote' ? [starterOf(latest.record.predicate.run)] : [],
    ),
  );
  if (own === undefined || before.includes(undefined)) return 'it is unknown who rolls it back or promoted it';
  const same = before.find((login) => login?.toLowerCase() === own);
  return same && `${safeText(same, 50)} promoted it as well`;
}

/**
 * Requires what the pipeline file asks of the run of a rollback, and a signer that it names.
 *
 * @throws {PolicyError} before anything is written.
 */
export async function requireRun(request: RollbackRequest, images: readonly ImagePlan[]): Promise<void> {
  const { environment, record, run } = request;
  const { approvals, anotherActor } = environment.rollback;
  const refuse = (reason: string, remedy: string): never => {
    const names = formatList(images.map(({ wish }) => wish.name));
    throw new PolicyError({ what: `roll back ${names} in ${environment.name}`, reason, remedy });
  };
  if (approvals > 0) {
    const count = await countApprovals(request);
    if (count < approvals) {
      refuse(
        `its run has ${count} of ${formatCount(approvals, 'required approval')} by others`,
        'start it in an environment of GitHub that asks for reviewers, and give the job "actions: read"',
      );
    }
  }
  const same = anotherActor ? findSameActor(request, images) : undefined;
  if (same !== undefined) {
    refuse(`${same}, and a different person is required`, 'have a different person start a run');
  }
  const signer = record === 'signed' ? await run.signer?.open() : undefined;
  if (signer === undefined) return;
  const { signers, name } = environment;
  if (signers.length > 0 && !signers.some((trusted) => isAllowedSigner(signer.who, trusted))) {
    refuse(
      `its record would be signed by ${safeText(signer.name, 300)}, whom the pipeline file does not name among the signers of ${name}`,
      'roll it back by a workflow or key that is named there',
    );
  }
  await signer.prepare();
}
