import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { FulcioSigner, type Signature, type Signer } from '@sigstore/sign';
import { InputError } from '../../errors.ts';
import { type ServiceLimits, serviceLimits } from './sign-statement.ts';

/** How long before its end a certificate is not used any more (milliseconds): the witnesses must be done by then. */
const MARGIN = 120_000;
/** What is signed while a certificate is asked for, because the library signs something then. It is no envelope. */
const NOTHING = Buffer.alloc(0);

/** How certificates are asked for. */
export interface CertificateOptions {
  readonly fulcioUrl: string;
  /** Gets an identity token that is good for the next minutes. */
  readonly requestToken: () => Promise<string>;
  /** The time in milliseconds. */
  readonly now: () => number;
  readonly limits?: ServiceLimits | undefined;
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

function read(pem: string, key: KeyObject): X509Certificate {
  const certificate = new X509Certificate(pem);
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
  const { fulcioUrl, requestToken, now } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const makeSignature = (data: Buffer) => sign('sha256', data, privateKey);
  const fulcio = new FulcioSigner({
    fulcioBaseURL: fulcioUrl,
    identityProvider: { getToken: requestToken },
    keyHolder: {
      sign: async (data) => ({ signature: makeSignature(data), key: { $case: 'publicKey', publicKey: pem } }),
    },
    ...serviceLimits(options.limits),
  });
  let current: Certified | undefined;

  async function askForCertificate(): Promise<string> {
    const { key } = await fulcio.sign(NOTHING);
    if (key.$case !== 'x509Certificate') throw new Error('Fulcio gave no certificate');
    return key.certificate;
  }

  function certify(): Certified {
    const certified: Certified = {
      until: Number.POSITIVE_INFINITY,
      certificate: askForCertificate()
        .then((certificate) => {
          certified.until = now() + useOf(read(certificate, privateKey));
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
      return { signature: makeSignature(data), key: { $case: 'x509Certificate', certificate } };
    },
  };
}
