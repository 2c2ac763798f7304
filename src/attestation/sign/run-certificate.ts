import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { InputError } from '../../errors.ts';
import { requestCertificate } from './fulcio.ts';
import { type Service, ServiceFailure } from './service.ts';
import type { Signature, Signer } from './sign-statement.ts';

/** How long before its end a certificate is not used any more (milliseconds): the witnesses must be done by then. */
const MARGIN = 120_000;

/** How certificates are asked for. */
export interface CertificateOptions {
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
export function createCertifiedSigner(options: CertificateOptions): Signer {
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
