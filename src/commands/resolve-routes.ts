import type { Approval, RunFacts } from '../attestation/predicates/promotion.ts';
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
import { mapNonEmpty, type NonEmpty } from '../util/non-empty.ts';
import { quote } from '../util/safe-text.ts';
import type { CommandContext, PolicyInputs, ResolvedPolicy } from './context.ts';

/** Does something once, when it is first asked for. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function askForToken(
  { environment, logger }: CommandContext,
  audience: string,
): Promise<IdentityToken | undefined> {
  if (!canAskForToken(environment)) return undefined;
  return requestIdentityToken(environment, { audience, mask: logger.maskSecret });
}

/** Finds who runs: as the identity token says if there is one, and not as variables do. */
async function identify({ event }: CommandContext, token: () => Promise<IdentityToken | undefined>): Promise<RunFacts> {
  const found = await token();
  if (found === undefined) return event.run;
  return toRunFacts(found.claims, event.run);
}

/**
 * Refuses a run whose variables name another repository or another run than its identity token does: what GitHub would
 * be asked about is not what signs.
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

async function readRunApprovals(
  { event, environment, logger }: CommandContext,
  token: string | undefined,
  identity: IdentityToken | undefined,
): Promise<readonly Approval[] | undefined> {
  if (event.apiUrl === undefined) return undefined;
  return readApprovals(event, { environment, token, tell: logger.info, runId: identity?.claims.runId });
}

/** Whether there is a Sigstore that signs for the identities of this GitHub. */
function hasSigstore({ pipeline }: PolicyInputs, { environment }: CommandContext): boolean {
  const choice = pipeline?.signing.sigstore ?? { kind: 'auto' };
  if (choice.kind === 'config') return true;
  return chooseEndpoints(choice, { visibility: undefined, serverUrl: environment['GITHUB_SERVER_URL'] }) !== undefined;
}

/**
 * Finds what the pipeline file says of each route of a run, who runs it, and how its promotions are recorded.
 *
 * @param writes whether records are written: if not, it does not matter that there is nothing to sign with.
 * @throws {PolicyError} if no route leads there, or the environment asks for more than there is.
 */
export async function resolveRoutes(
  inputs: PolicyInputs,
  context: CommandContext,
  writes: boolean,
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
  // An image may go into an environment and elsewhere too: what no environment speaks for goes by the input.
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
  const ask = () => askForToken(context, own?.audience ?? SIGSTORE_AUDIENCE);
  const token = once(ask);
  const identity = await token();
  if (identity !== undefined) requireSameRun(context, identity);
  const approvals = routes.length > 0 && writes ? readRunApprovals(context, inputs.githubToken, identity) : undefined;
  const facts = await identify(context, token);
  let isFirst = true;
  const requestToken = () => {
    const asked = isFirst ? token() : ask();
    isFirst = false;
    return asked;
  };
  const { info: tell, warn } = context.logger;
  const publicGood = once(() => readPublicGood(environment, { forSigning: signs }));
  const signing = { pipeline, environment, own, publicGood, tell, requestToken };
  const signer = means === undefined ? undefined : { open: once(() => openSigner({ means, ...signing })) };
  // The time of a plan is that of its making: signatures of its jobs come later, and those of this run later still.
  const verifying = { now: () => new Date(), warn, environment, publicGood };
  const verifier = pipeline && once(() => openVerifier(pipeline, verifying));
  for (const route of routes) requireGitHubEnvironment(route, facts);
  const policy =
    routes.length === 0 || pipeline === undefined || verifier === undefined
      ? undefined
      : { pipeline, openVerifier: verifier, approvals };
  return { images, facts, signer, policy };
}

/** Whether an environment can have images of several names. */
function hasNames({ environment }: Placement): boolean {
  return environment.repositories.some(({ text }) => text.includes(IMAGE_PLACEHOLDER));
}

/** Refuses to let an image change its name on the way: its records would be those of another one. */
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
 * A repository that belongs to an environment is that environment, however it was written: naming it in full is no way
 * around the routes. A destination that belongs to none is not governed.
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
 * Requires that the job runs in the environment of GitHub that a destination asks for.
 *
 * The identity token says so, and no variable of the runner: anybody can set those.
 *
 * @throws {PolicyError} if the job runs elsewhere, or no token says where.
 */
export function requireGitHubEnvironment({ destination }: ResolvedRoute, run: RunFacts): void {
  const { gitHubEnvironment: required, name } = destination;
  if (required === undefined) return;
  const actual = run.isFromToken === true ? run.environment : undefined;
  if (actual === required) return;
  const why =
    run.isFromToken !== true
      ? 'there is no identity token that says where this one runs'
      : `this one runs in ${actual === undefined ? 'none' : quote(actual)}`;
  const remedy =
    run.isFromToken !== true
      ? 'give the job "permissions: id-token: write"'
      : `give the job "environment: ${required}"`;
  throw new PolicyError(
    `Cannot promote to ${name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; ${remedy}`,
  );
}
