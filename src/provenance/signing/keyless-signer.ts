import { RekorWitness, TSAWitness, type Witness } from '@sigstore/sign';
import { checkServiceUrl, type SigstoreEndpoints } from './endpoints.ts';
import type { IdentityToken } from './identity-token.ts';
import type { RecordSigner, SignerIdentity } from './record-signer.ts';
import { createCertifiedSigner } from './run-certificate.ts';
import { serverOf } from './run-facts.ts';
import { signFailure } from './sign-failure.ts';
import { createStatementSigner, type ServiceLimits, serviceLimits } from './sign-statement.ts';

/** How long a token must be good for to be used (milliseconds): Fulcio may take its time. */
const TOKEN_MARGIN = 60_000;

/** Who signs, and by which services. */
export interface KeylessOptions {
  readonly endpoints: SigstoreEndpoints;
  /** The token that the run has already. */
  readonly token: IdentityToken;
  /** Asks for another one: runs last longer than tokens. */
  readonly requestToken: () => Promise<IdentityToken>;
  /** The time in milliseconds. */
  readonly now: () => number;
  /** How patient one is with services; much by default. */
  readonly limits?: ServiceLimits;
}

function witnessesOf({ rekorUrl, timestampUrl }: SigstoreEndpoints, limits: ServiceLimits | undefined): Witness[] {
  const options = () => serviceLimits(limits);
  return [
    ...(rekorUrl === undefined ? [] : [new RekorWitness({ rekorBaseURL: rekorUrl, ...options() })]),
    ...(timestampUrl === undefined ? [] : [new TSAWitness({ tsaBaseURL: timestampUrl, ...options() })]),
  ];
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
  const endpoints: SigstoreEndpoints = {
    fulcioUrl: checkServiceUrl(options.endpoints.fulcioUrl, 'fulcio-url'),
    rekorUrl: options.endpoints.rekorUrl && checkServiceUrl(options.endpoints.rekorUrl, 'rekor-url'),
    timestampUrl: options.endpoints.timestampUrl && checkServiceUrl(options.endpoints.timestampUrl, 'timestamp-url'),
  };
  const witnesses = witnessesOf(endpoints, limits);
  if (witnesses.length === 0) throw new Error('a certificate of minutes proves nothing without a witness of the time');
  let newest = token;
  const signer = createCertifiedSigner({
    fulcioUrl: endpoints.fulcioUrl,
    async requestToken() {
      if (newest.claims.expires.getTime() - now() < TOKEN_MARGIN) newest = await requestToken();
      return newest.raw;
    },
    now,
    limits,
  });
  const signStatement = createStatementSigner(signer, witnesses);
  async function explained<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw signFailure(error, endpoints, [newest.raw]);
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
