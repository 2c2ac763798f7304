import { chooseEndpoints } from '../attestation/sign/endpoints.ts';
import { type IdentityToken, requestIdentityToken } from '../attestation/sign/identity-token.ts';
import { PolicyError } from '../errors.ts';
import type { RequestSigner } from '../promotion/request.ts';
import { findOwnSigstore, SIGSTORE_AUDIENCE } from '../records/own-sigstore.ts';
import { readPublicGood } from '../records/public-good.ts';
import { openSigner } from '../records/signer.ts';
import { canAskForToken, findSigningMeans, type SigningMeans } from '../records/signing.ts';
import { once } from '../util/memo.ts';
import { quote } from '../util/safe-text.ts';
import type { CommandContext, PolicyInputs } from './context.ts';

type SignerInputs = Pick<PolicyInputs, 'pipeline' | 'signing'>;

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
  { pipeline }: Pick<SignerInputs, 'pipeline'>,
  { environment }: Pick<CommandContext, 'environment'>,
): boolean {
  const choice = pipeline?.signing.sigstore ?? { kind: 'auto' };
  if (choice.kind === 'config') return true;
  return chooseEndpoints(choice, { visibility: undefined, serverUrl: environment['GITHUB_SERVER_URL'] }) !== undefined;
}

/** Finds what this run can sign with; undefined if there is nothing. */
export function findRunMeans(inputs: SignerInputs, context: CommandContext): SigningMeans | undefined {
  return findSigningMeans(inputs.signing, context.environment, hasSigstore(inputs, context));
}

/** Who signs in this run, with its identity; nothing that signs is loaded yet. */
export interface RunSigner {
  readonly identity: IdentityToken | undefined;
  /** Undefined if there is nothing to sign with. */
  readonly signer: RequestSigner | undefined;
  /** Fetches what the public Sigstore says of itself, once. */
  readonly publicGood: () => ReturnType<typeof readPublicGood>;
}

/**
 * Asks for the identity of the job, and prepares to sign.
 *
 * @param signs whether anything is to be signed.
 */
export async function findRunSigner(
  { pipeline, signing }: SignerInputs,
  context: CommandContext,
  signs: boolean,
): Promise<RunSigner> {
  const { environment } = context;
  const means = findRunMeans({ pipeline, signing }, context);
  const own = await findOwnSigstore(pipeline, new Date());
  const { info: tell, maskSecret: mask } = context.logger;
  const audience = own?.audience ?? SIGSTORE_AUDIENCE;
  const ask = async () =>
    canAskForToken(environment) ? requestIdentityToken(environment, { audience, mask }) : undefined;
  const token = once(ask);
  const identity = await token();
  if (identity !== undefined) requireSameRun(context, identity);
  let isFirst = true;
  const requestToken = () => {
    const asked = isFirst ? token() : ask();
    isFirst = false;
    return asked;
  };
  const publicGood = once(() => readPublicGood(environment, { forSigning: signs }));
  const setup = { pipeline, environment, own, publicGood, tell, requestToken };
  const signer = means === undefined ? undefined : { open: once(() => openSigner({ means, ...setup })) };
  return { identity, signer, publicGood };
}
