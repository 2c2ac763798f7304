import {
  FormatError,
  isJsonObject,
  objectProperty,
  parseJsonObject,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { askService, readAnswer, type Service, ServiceFailure } from './service.ts';

/** What Fulcio certifies a key for. */
export interface CertificateRequest {
  /** Whoever has the token is the run: it goes only to this service. */
  readonly token: string;
  /** PEM. */
  readonly publicKey: string;
  /** Signs the token's subject, which proves that the key is there. */
  readonly prove: (subject: Buffer) => Buffer;
}

function subjectOf(service: Service, token: string): Buffer {
  try {
    const subject = stringProperty(parseJsonObject(Buffer.from(token.split('.')[1] ?? '', 'base64url')), 'sub');
    if (subject !== undefined) return Buffer.from(subject);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  throw new ServiceFailure(service, 'the identity token has no subject');
}

/** Gets a PEM without those above it (fulcio.proto, "CreateSigningCertificate"). @throws {ServiceFailure} */
export async function requestCertificate(
  service: Service,
  { token, publicKey, prove }: CertificateRequest,
): Promise<string> {
  const proof = prove(subjectOf(service, token));
  const answer = await askService(service, {
    path: '/api/v2/signingCert',
    body: {
      credentials: { oidcIdentityToken: token },
      publicKeyRequest: {
        publicKey: { algorithm: 'ECDSA', content: publicKey },
        proofOfPossession: proof.toString('base64'),
      },
    },
  });
  return readAnswer(service, answer, (document) => {
    const given =
      objectProperty(document, 'signedCertificateEmbeddedSct') ??
      objectProperty(document, 'signedCertificateDetachedSct');
    const chain = given && objectProperty(given, 'chain');
    const certificates: unknown = isJsonObject(chain) ? property(chain, 'certificates') : undefined;
    const first: unknown = Array.isArray(certificates) ? certificates[0] : undefined;
    if (typeof first !== 'string') throw new FormatError('it gave no certificate');
    return first;
  });
}
