import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { InputError } from '../../errors.ts';
import { openServiceClient } from '../../registry/transport/service-client.ts';
import { checkEndpoints, type SigstoreEndpoints } from './endpoints.ts';
import { requestCertificate } from './fulcio.ts';
import type { IdentityToken } from './identity-token.ts';
import { createLogWitness } from './rekor.ts';
import { serverOf } from './run.ts';
import { type Service, ServiceFailure, type ServiceLimits, type ServiceName } from './service.ts';
import { createStatementSigner, type Signature, type Signer, signFailure } from './sign-statement.ts';
import type { RecordSigner } from './signer.ts';
import { createStampWitness } from './timestamp.ts';

/** How long a token must be good for to be used (milliseconds): Fulcio may take its time. */
const TOKEN_MARGIN = 60_000;

/** Who signs, and by which services. */
export interface KeylessOptions {
  readonly endpoints: SigstoreEndpoints;
  /** Has the variables of proxies; none by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly token: IdentityToken;
  /** Runs last longer than tokens. */
  readonly requestToken: () => Promise<IdentityToken>;
  /** The time in milliseconds. */
  readonly now: () => number;
  readonly limits?: ServiceLimits;
}

/** What certificates for a token will say, as far as trusted signers are compared with it. */
function whoIs({ claims }: IdentityToken) {
  const { issuer, subject, jobWorkflowRef, repository, ref: sourceRef, event } = claims;
  const server = serverOf(issuer);
  const identity = server === undefined || jobWorkflowRef === undefined ? subject : `${server}/${jobWorkflowRef}`;
  const sourceRepository = server === undefined || repository === undefined ? undefined : `${server}/${repository}`;
  return { kind: 'identity', issuer, identity, sourceRepository, sourceRef, event } as const;
}

/**
 * Opens a signer for the job that runs: with a key of the moment, certified for the job's identity token, and witnessed
 * by a log, a time-stamping authority or both.
 *
 * @throws {InputError} if an address is not safe; so does signing if a service fails.
 */
export function createKeylessSigner(options: KeylessOptions): RecordSigner {
  const { token, requestToken, now, limits } = options;
  // Its connections keep no process alive, so that it need not be closed.
  const client = openServiceClient(options.environment ?? {});
  const { fulcioUrl, rekorUrl, rekorVersion = 1, timestampUrl } = checkEndpoints(options.endpoints);
  const serviceOf = (name: ServiceName, url: string): Service => ({ name, url, client, limits });
  const witnesses = [
    ...(rekorUrl === undefined ? [] : [createLogWitness(serviceOf('Rekor', rekorUrl), rekorVersion)]),
    ...(timestampUrl === undefined ? [] : [createStampWitness(serviceOf('the time-stamping authority', timestampUrl))]),
  ];
  let newest = token;
  async function freshToken(): Promise<string> {
    if (newest.claims.expires.getTime() - now() < TOKEN_MARGIN) newest = await requestToken();
    return newest.raw;
  }
  const signer = createCertifiedSigner(serviceOf('Fulcio', fulcioUrl), freshToken, now);
  const signStatement = createStatementSigner(signer, witnesses);
  async function explained<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw signFailure(error, [newest.raw]);
    }
  }
  const who = whoIs(token);
  return {
    name: who.identity,
    who,
    async prepare() {
      // What is signed does not matter: the certificate stays, and the signature goes nowhere.
      await explained(signer.sign(Buffer.alloc(0)));
    },
    sign: (statement) => explained(signStatement(statement)),
  };
}

/** A certificate is not used in its last milliseconds: the witnesses must be done by then. */
const MARGIN = 120_000;

interface Certified {
  readonly certificate: Promise<string>;
  /** Until when it is used; for ever while it is asked for. */
  until: number;
}

/** In milliseconds; the authority's clock is its own. */
function useOf(certificate: X509Certificate): number {
  const lifetime = certificate.validToDate.getTime() - certificate.validFromDate.getTime();
  return Math.max(lifetime - MARGIN, lifetime / 2);
}

function read(service: Service, pem: string, key: KeyObject): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (error) {
    throw new ServiceFailure(service, error instanceof Error ? error.message : String(error));
  }
  if (certificate.checkPrivateKey(key)) return certificate;
  throw new InputError(
    'Cannot sign the record: the certificate that Fulcio gave is for another key; check the addresses of "signing" in the pipeline file',
  );
}

/**
 * Signs with one key, which never leaves this process, and one certificate for it as long as that is good: ten minutes
 * of Fulcio's, which certifies no more often than it must.
 *
 * A certificate counts from when it was given, and not by its own times: a runner whose clock is wrong would otherwise
 * ask for one with each signature.
 */
function createCertifiedSigner(fulcio: Service, freshToken: () => Promise<string>, now: () => number): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const makeSignature = (data: Uint8Array) => sign('sha256', data, privateKey);
  let current: Certified | undefined;

  function certify(): Certified {
    const certified: Certified = {
      until: Number.POSITIVE_INFINITY,
      certificate: freshToken()
        .then((token) => requestCertificate(fulcio, { token, publicKey: pem, prove: makeSignature }))
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
