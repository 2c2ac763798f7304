import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { chooseEndpoints } from '../attestation/sign/endpoints.ts';
import { type IdentityToken, requestIdentityToken } from '../attestation/sign/identity-token.ts';
import { toRunFacts } from '../attestation/sign/run.ts';
import { PolicyError } from '../errors.ts';
import { readApprovals } from '../github/approvals.ts';
import type { Route } from '../inputs/routes.ts';
import { formatReference, formatRepository, type Repository } from '../oci/reference.ts';
import { findEnvironments, type Placement } from '../pipeline/environments.ts';
import { IMAGE_PLACEHOLDER, type Pipeline } from '../pipeline/pipeline.ts';
import { pickPlacement, type ResolvedRoute, resolveRoute } from '../policy/route.ts';
import { evaluateUngoverned } from '../policy/ungoverned.ts';
import type { Destination } from '../promotion/request.ts';
import { findOwnSigstore, SIGSTORE_AUDIENCE } from '../records/own-sigstore.ts';
import { readPublicGood } from '../records/public-good.ts';
import { openSigner } from '../records/signer.ts';
import { canAskForToken, decideRecordForm, findSigningMeans } from '../records/signing.ts';
import { openVerifier } from '../records/verifier.ts';
import { once } from '../util/memo.ts';
import { mapNonEmpty, type NonEmpty } from '../util/non-empty.ts';
import { quote } from '../util/safe-text.ts';
import type { CommandContext, PolicyInputs, ResolvedPolicy } from './context.ts';

/**
 * Refuses a run whose variables name another repository or run than its identity token: GitHub would be asked about a
 * run that does not sign.
 */
function requireSameRun({ event, environment }: CommandContext, { claims }: IdentityToken): void {
  const pairs = [
    ['GITHUB_REPOSITORY', event.repository?.fullName.toLowerCase(), claims.repository?.toLowerCase()],
    ['GITHUB_RUN_ID', environment['GITHUB_RUN_ID'], claims.runId],
  ] as const;
  for (const [name, variable, claimed] of pairs) {
    if (!variable || claimed === undefined || variable === claimed) continue;
    throw new PolicyError(
      `Cannot promote in this run: the variable ${name} says ${quote(variable)}, and the identity token says ${quote(claimed)}; let no step of the job set ${name}`,
    );
  }
}

/** Whether there is a Sigstore that signs for the identities of this GitHub. */
export function hasSigstore(
  { pipeline }: Pick<PolicyInputs, 'pipeline'>,
  { environment }: Pick<CommandContext, 'environment'>,
): boolean {
  const choice = pipeline?.signing.sigstore ?? { kind: 'auto' };
  if (choice.kind === 'config') return true;
  return chooseEndpoints(choice, { visibility: undefined, serverUrl: environment['GITHUB_SERVER_URL'] }) !== undefined;
}

/**
 * Resolves as `resolvePolicy` does, for runs with a pipeline file or something to sign with.
 *
 * @param promotes whether it is this job that promotes, or is to: then it must be in the right environment of GitHub.
 */
export async function resolveRoutes(
  inputs: PolicyInputs,
  context: CommandContext,
  writes: boolean,
  promotes = true,
): Promise<ResolvedPolicy> {
  const { environment, event } = context;
  const { pipeline } = inputs;
  const means = findSigningMeans(inputs.signing, environment, hasSigstore(inputs, context));
  const state = { canSign: means !== undefined, writes };
  const governed = inputs.routes.map((route) =>
    mapNonEmpty(findRoutes(pipeline, route, inputs.reason), (end) => ({
      ...end,
      record: end.route && decideRecordForm(inputs.record, end.route.destination, state),
    })),
  );
  const ungoverned = governed.flat().filter(({ route }) => route === undefined);
  if (pipeline !== undefined) {
    const warning = evaluateUngoverned(
      pipeline,
      ungoverned.map(({ repository }) => formatRepository(repository)),
    );
    if (warning !== undefined) context.logger.warn(warning);
  }
  // An image may also go to repositories of no environment: the input decides their records.
  const elsewhere = ungoverned.length === 0 ? 'off' : decideRecordForm(inputs.record, undefined, state);
  const images = governed.map((ends, index) => ({
    from: (inputs.routes[index] ?? inputs.routes[0]).from,
    destinations: mapNonEmpty(ends, (end) => ({ ...end, record: end.record ?? elsewhere })),
  }));
  const destinations = images.flatMap((image) => image.destinations);
  const routes = destinations.flatMap(({ route }) => route ?? []);
  const signs = destinations.some(({ record }) => record === 'signed');
  if (routes.length === 0 && !signs) return { images, facts: event.run };
  const own = await findOwnSigstore(pipeline, new Date());
  const { info: tell, warn, maskSecret: mask } = context.logger;
  const audience = own?.audience ?? SIGSTORE_AUDIENCE;
  const ask = async () =>
    canAskForToken(environment) ? requestIdentityToken(environment, { audience, mask }) : undefined;
  const token = once(ask);
  const identity = await token();
  if (identity !== undefined) requireSameRun(context, identity);
  const approvals =
    routes.length > 0 && writes && event.apiUrl !== undefined
      ? readApprovals(event, { environment, token: inputs.githubToken, tell, runId: identity?.claims.runId })
      : undefined;
  // The identity token counts before variables.
  const facts = identity === undefined ? event.run : toRunFacts(identity.claims, event.run);
  let isFirst = true;
  const requestToken = () => {
    const asked = isFirst ? token() : ask();
    isFirst = false;
    return asked;
  };
  const publicGood = once(() => readPublicGood(environment, { forSigning: signs }));
  const signing = { pipeline, environment, own, publicGood, tell, requestToken };
  const signer = means === undefined ? undefined : { open: once(() => openSigner({ means, ...signing })) };
  // Signatures of a plan's jobs are later than the plan, and those of this run later still.
  const verifying = { now: () => new Date(), warn, environment, publicGood };
  if (promotes) for (const route of routes) requireGitHubEnvironment(route, facts);
  const policy =
    routes.length === 0 || pipeline === undefined
      ? undefined
      : { pipeline, openVerifier: once(() => openVerifier(pipeline, verifying)), approvals };
  return { images, facts, signer, policy };
}

function hasNames({ environment }: Placement): boolean {
  return environment.repositories.some(({ text }) => text.includes(IMAGE_PLACEHOLDER));
}

/** An image must keep its name: its records would otherwise be those of another one. */
function requireSameName(what: string, source: Placement | undefined, destination: Placement): void {
  if (source === undefined || source.image === destination.image) return;
  if (!hasNames(source) || !hasNames(destination)) return;
  throw new PolicyError(
    `Cannot promote ${what} to ${destination.environment.name}: it is ${source.image} in ${source.environment.name}, and would be ${destination.image} there; give it the same name in "to"`,
  );
}

/**
 * Finds the route by which an image enters the environment of each destination.
 *
 * Naming an environment's repository in full does not bypass the routes. A repository of no environment is not governed.
 *
 * @throws {PolicyError} if no route leads there.
 */
export function findRoutes(
  pipeline: Pipeline | undefined,
  { from, fromEnvironment, destinations }: Route,
  reason: string | undefined,
): NonEmpty<Pick<Destination, 'repository' | 'route'>> {
  const what = formatReference(from);
  return mapNonEmpty(destinations, ({ repository, environment: named }) => {
    if (pipeline === undefined) return { repository };
    const place = (where: Repository, name: string | undefined): Placement | undefined =>
      pickPlacement(findEnvironments(pipeline, where), { pipeline, name, what: formatRepository(where) });
    const destination = place(repository, named);
    if (destination === undefined) return { repository };
    const source = place(from.repository, fromEnvironment);
    requireSameName(what, source, destination);
    const { environment, image } = destination;
    const name = source !== undefined && hasNames(source) ? source.image : image;
    const way = { what, image: name, source: source?.environment, destination: environment, reason };
    return { repository, route: resolveRoute(pipeline, way) };
  });
}

/**
 * Only the identity token proves in which environment of GitHub a job runs: anybody can set variables of the runner.
 *
 * @throws {PolicyError} if the job runs elsewhere, or no token says where.
 */
export function requireGitHubEnvironment({ destination }: ResolvedRoute, run: RunFacts): void {
  const { gitHubEnvironment: required, name } = destination;
  if (required === undefined) return;
  const actual = run.isFromToken === true ? run.environment : undefined;
  if (actual === required) return;
  const [why, remedy] =
    run.isFromToken === true
      ? [`this one runs in ${actual === undefined ? 'none' : quote(actual)}`, `"environment: ${required}"`]
      : ['there is no identity token that says where this one runs', '"permissions: id-token: write"'];
  throw new PolicyError(
    `Cannot promote to ${name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; give the job ${remedy}`,
  );
}
