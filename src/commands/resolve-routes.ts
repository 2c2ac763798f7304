import type { Approval, RunFacts } from '../attestation/predicates/promotion.ts';
import { chooseEndpoints } from '../attestation/sign/endpoints.ts';
import { type IdentityToken, requestIdentityToken } from '../attestation/sign/identity-token.ts';
import { toRunFacts } from '../attestation/sign/run.ts';
import { PolicyError } from '../errors.ts';
import { readApprovals } from '../github/approvals.ts';
import type { Route } from '../inputs/routes.ts';
import { formatRepository } from '../oci/reference.ts';
import type { Passage } from '../policy/passage.ts';
import { judgeUngoverned } from '../policy/ungoverned.ts';
import type { Governance, RecordForm } from '../promotion/request.ts';
import { findOwnSigstore, SIGSTORE_AUDIENCE } from '../records/own-sigstore.ts';
import { readPublicGood } from '../records/public-good.ts';
import { openSigner } from '../records/signer.ts';
import { decideRecordForm, type SigningState } from '../records/signing.ts';
import { canAskForToken, findSigningMeans } from '../records/signing-means.ts';
import { openVerifier } from '../records/verifier.ts';
import { quote } from '../util/text-safe-text.ts';
import type { CommandContext } from './context.ts';
import { findPassages } from './find-passages.ts';
import { requireGitHubEnvironment } from './require-github-environment.ts';
import type { GovernedPart, GoverningInputs } from './resolve-policy.ts';

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

/** Finds who runs: as the identity token says where there is one, and not as variables do. */
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

/** Tells whether there is a Sigstore that signs for the identities of this GitHub. */
function hasSigstore({ pipeline }: GoverningInputs, { environment }: CommandContext): boolean {
  const choice = pipeline?.signing.sigstore ?? { kind: 'auto' };
  if (choice.kind === 'config') return true;
  return chooseEndpoints(choice, { visibility: undefined, serverUrl: environment['GITHUB_SERVER_URL'] }) !== undefined;
}

/** The passages of a route, and the forms of its records. */
interface Judged {
  readonly passages: ReadonlyMap<string, Passage>;
  readonly records: ReadonlyMap<string, RecordForm>;
}

function judgeRoute(route: Route, inputs: GoverningInputs, state: SigningState): Judged | undefined {
  const { pipeline, reason, record } = inputs;
  const passages = pipeline === undefined ? new Map<string, Passage>() : findPassages(pipeline, route, reason);
  if (passages.size === 0) return undefined;
  const records = [...passages].map(
    ([key, { destination }]) => [key, decideRecordForm(record, destination, state)] as const,
  );
  return { passages, records: new Map(records) };
}

/**
 * Finds what the pipeline file says of each route of a run, who runs it, and how its promotions are recorded.
 *
 * @param writes whether records are written: where not, it does not matter that there is nothing to sign with.
 * @throws {PolicyError} where no route leads there, or where the environment asks for more than there is.
 */
export async function governRoutes(
  inputs: GoverningInputs,
  context: CommandContext,
  writes: boolean,
): Promise<readonly GovernedPart[]> {
  const { environment, event } = context;
  const { pipeline } = inputs;
  const means = findSigningMeans(inputs.signing, environment, hasSigstore(inputs, context));
  const state = { canSign: means !== undefined, writes };
  const judged = inputs.routes.map((route) => judgeRoute(route, inputs, state));
  if (pipeline !== undefined) {
    const free = inputs.routes.flatMap(({ to }, index) => {
      const keys = to.map(formatRepository);
      return keys.filter((key) => judged[index]?.passages.has(key) !== true);
    });
    const warning = judgeUngoverned(pipeline, free);
    if (warning !== undefined) context.logger.warn(warning);
  }
  const isGoverned = judged.some((each) => each !== undefined);
  // A route may lead into an environment and elsewhere too: what no environment speaks for goes by the input.
  const isAllGoverned = judged.every((each, index) => each?.passages.size === inputs.routes[index]?.to.length);
  const record = isAllGoverned ? 'off' : decideRecordForm(inputs.record, undefined, state);
  const signs = record === 'signed' || judged.some((each) => [...(each?.records.values() ?? [])].includes('signed'));
  if (!isGoverned && !signs) return inputs.routes.map(() => ({ record, run: event.run }));
  const own = await findOwnSigstore(pipeline, new Date());
  const ask = () => askForToken(context, own?.audience ?? SIGSTORE_AUDIENCE);
  const token = once(ask);
  const identity = await token();
  if (identity !== undefined) requireSameRun(context, identity);
  const approvals = isGoverned && writes ? readRunApprovals(context, inputs.githubToken, identity) : undefined;
  const run = await identify(context, token);
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
  return judged.map((each): GovernedPart => {
    for (const passage of each?.passages.values() ?? []) requireGitHubEnvironment(passage, run);
    const governance: Governance | undefined =
      each === undefined || pipeline === undefined || verifier === undefined
        ? undefined
        : { pipeline, ...each, openVerifier: verifier, approvals };
    return { record, run, governance, signer };
  });
}
