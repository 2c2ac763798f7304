import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { InputError } from '../../errors.ts';
import { openServiceClient, type ServiceClient } from '../../registry/transport/service-client.ts';
import { checkEndpoints, type SigstoreEndpoints } from './endpoints.ts';
import { requestCertificate } from './fulcio.ts';
import type { IdentityToken } from './identity-token.ts';
import { createLogWitness } from './rekor.ts';
import { serverOf } from './run.ts';
import { type Service, ServiceFailure, type ServiceLimits } from './service.ts';
import { createStatementSigner, type Signature, type Signer, signFailure, type Witness } from './sign-statement.ts';
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

/** Tells what certificates for a token will say, as far as trusted signers are compared with it. */
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
 * @throws {InputError} if an address is not safe; so does signing, where a service does not do its part.
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

/** How long before its end a certificate is not used any more (milliseconds): the witnesses must be done by then. */
const MARGIN = 120_000;

/** How certificates are asked for. */
interface CertificateOptions {
  readonly fulcio: Service;
  /** Gets an identity token that is good for the next minutes. */
  readonly requestToken: () => Promise<string>;
  /** The time in milliseconds. */
  readonly now: () => number;
}

interface Certified {
  readonly certificate: Promise<string>;
  /** Until when it is used; for ever while it is asked for. */
  until: number;
}

/** Returns how long a certificate is used, in milliseconds; the authority's clock is its own. */
function useOf(certificate: X509Certificate): number {
  const lifetime = certificate.validToDate.getTime() - certificate.validFromDate.getTime();
  return Math.max(lifetime - MARGIN, lifetime / 2);
}

function parse(service: Service, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new ServiceFailure(service, error instanceof Error ? error.message : String(error));
  }
}

function read(service: Service, pem: string, key: KeyObject): X509Certificate {
  const certificate = parse(service, pem);
  if (certificate.checkPrivateKey(key)) return certificate;
  throw new InputError(
    'Cannot sign the record: the certificate that Fulcio gave is for another key; check the addresses of "signing" in the pipeline file',
  );
}

/**
 * Makes what signs with one key, which never leaves this process, and one certificate for it as long as that is good:
 * ten minutes of Fulcio's, which certifies no more often than it must.
 *
 * A certificate counts from when it was given, and not by its own times: a runner whose clock is wrong would ask for
 * one with each signature otherwise.
 */
function createCertifiedSigner(options: CertificateOptions): Signer {
  const { fulcio, requestToken, now } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const makeSignature = (data: Uint8Array) => sign('sha256', data, privateKey);
  let current: Certified | undefined;

  async function askForCertificate(): Promise<string> {
    const token = await requestToken();
    return requestCertificate(fulcio, { token, publicKey: pem, prove: makeSignature });
  }

  function certify(): Certified {
    const certified: Certified = {
      until: Number.POSITIVE_INFINITY,
      certificate: askForCertificate()
        .then((certificate) => {
          certified.until = now() + useOf(read(fulcio, certificate, privateKey));
          return certificate;
        })
        .catch((error: unknown) => {
          // The next signature asks again.
          certified.until = 0;
          throw error;
        }),
    };
    return certified;
  }

  return {
    async sign(data): Promise<Signature> {
      if (current === undefined || now() >= current.until) current = certify();
      const certificate = await current.certificate;
      return { signature: makeSignature(data), key: { kind: 'certificate', pem: certificate } };
    },
  };
}
