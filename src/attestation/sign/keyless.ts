import { openServiceClient, type ServiceClient } from '../../registry/transport/service-client.ts';
import { checkEndpoints, type SigstoreEndpoints } from './endpoints.ts';
import type { IdentityToken } from './identity-token.ts';
import { createLogWitness } from './rekor.ts';
import { serverOf } from './run.ts';
import { createCertifiedSigner } from './run-certificate.ts';
import type { ServiceLimits } from './service.ts';
import { signFailure } from './sign-failure.ts';
import { createStatementSigner, type Witness } from './sign-statement.ts';
import type { RecordSigner, SignerIdentity } from './signer.ts';
import { createStampWitness } from './timestamp.ts';

/** How long a token must be good for to be used (milliseconds): Fulcio may take its time. */
const TOKEN_MARGIN = 60_000;

/** Who signs, and by which services. */
export interface KeylessOptions {
  readonly endpoints: SigstoreEndpoints;
  /** Where the variables of proxies are; there are none by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The token that the run has already. */
  readonly token: IdentityToken;
  /** Asks for another one: runs last longer than tokens. */
  readonly requestToken: () => Promise<IdentityToken>;
  /** The time in milliseconds. */
  readonly now: () => number;
  /** How patient one is with services; much by default. */
  readonly limits?: ServiceLimits;
}

function witnessesOf(
  { rekorUrl, rekorVersion = 1, timestampUrl }: SigstoreEndpoints,
  { client, limits }: { readonly client: ServiceClient; readonly limits: ServiceLimits | undefined },
): Witness[] {
  const witnesses: Witness[] = [];
  if (rekorUrl !== undefined) {
    witnesses.push(createLogWitness({ name: 'Rekor', url: rekorUrl, client, limits }, rekorVersion));
  }
  if (timestampUrl !== undefined) {
    witnesses.push(createStampWitness({ name: 'the time-stamping authority', url: timestampUrl, client, limits }));
  }
  return witnesses;
}

/** Names whoever signs as the certificate will: the address of the workflow that has the job. */
function identityOf({ claims }: IdentityToken): string {
  const server = serverOf(claims.issuer);
  return server === undefined || claims.jobWorkflowRef === undefined
    ? claims.subject
    : `${server}/${claims.jobWorkflowRef}`;
}

/** Tells what certificates for a token will say, as far as pins ask for it. */
function whoIs(token: IdentityToken): SignerIdentity {
  const { issuer, repository, ref: sourceRef, event } = token.claims;
  const server = serverOf(issuer);
  const sourceRepository = server === undefined || repository === undefined ? undefined : `${server}/${repository}`;
  return { kind: 'identity', issuer, identity: identityOf(token), sourceRepository, sourceRef, event };
}

/**
 * Makes what signs as the job that runs: with a key of the moment, certified for the job's identity token, and
 * witnessed by a log, a time-stamping authority or both.
 *
 * @throws {InputError} where an address is not safe; so does signing, where a service does not do its part.
 */
export function createKeylessSigner(options: KeylessOptions): RecordSigner {
  const { token, requestToken, now, limits } = options;
  // Its connections keep no process alive, so that it need not be closed.
  const client = openServiceClient(options.environment ?? {});
  const endpoints = checkEndpoints(options.endpoints);
  const witnesses = witnessesOf(endpoints, { client, limits });
  let newest = token;
  const signer = createCertifiedSigner({
    fulcio: { name: 'Fulcio', url: endpoints.fulcioUrl, client, limits },
    async requestToken() {
      if (newest.claims.expires.getTime() - now() < TOKEN_MARGIN) newest = await requestToken();
      return newest.raw;
    },
    now,
  });
  const signStatement = createStatementSigner(signer, witnesses);
  async function explained<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw signFailure(error, [newest.raw]);
    }
  }
  return {
    name: identityOf(token),
    who: whoIs(token),
    async prepare() {
      // What is signed does not matter: the certificate stays, and the signature goes nowhere.
      await explained(signer.sign(Buffer.alloc(0)));
    },
    sign: (statement) => explained(signStatement(statement)),
  };
}
