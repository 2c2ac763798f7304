import type { RunFacts } from '../attestation/predicates/promotion.ts';
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
import { decideRecordForm } from '../records/signing.ts';
import { openVerifier } from '../records/verifier.ts';
import { once } from '../util/memo.ts';
import { mapNonEmpty, type NonEmpty } from '../util/non-empty.ts';
import { quote } from '../util/safe-text.ts';
import type { CommandContext, PolicyInputs, ResolvedPolicy } from './context.ts';
import { openKeptHolds } from './kept-holds.ts';
import { findRunMeans, findRunSigner } from './run-signer.ts';

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
  const state = { canSign: findRunMeans(inputs, context) !== undefined, writes };
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
  const { info: tell, warn } = context.logger;
  const { identity, signer, publicGood } = await findRunSigner(inputs, context, signs);
  const approvals =
    routes.length > 0 && writes && event.apiUrl !== undefined
      ? readApprovals(event, { environment, token: inputs.githubToken, tell, runId: identity?.claims.runId })
      : undefined;
  // The identity token counts before variables.
  const facts = identity === undefined ? event.run : toRunFacts(identity.claims, event.run);
  // Signatures of a plan's jobs are later than the plan, and those of this run later still.
  const verifying = { now: () => new Date(), warn, environment, publicGood };
  if (promotes) for (const route of routes) requireGitHubEnvironment(route, facts);
  const policy =
    routes.length === 0 || pipeline === undefined
      ? undefined
      : {
          ...{ pipeline, openVerifier: once(() => openVerifier(pipeline, verifying)), approvals },
          readKeptHolds: openKept(pipeline, inputs, context),
        };
  return { images, facts, signer, policy };
}

/** Opens GitHub's copies of holds if the pipeline file has that place on. */
function openKept(pipeline: Pipeline, { githubToken }: PolicyInputs, context: CommandContext) {
  if (pipeline.gitHub.attestations === 'off') return undefined;
  return openKeptHolds(pipeline, githubToken, context);
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
