import { createHash } from 'node:crypto';
import { toSignedEntity } from '@sigstore/verify';
import { askService, type Service, ServiceFailure } from './service.ts';
import type { Envelope, Witness } from './sign-statement.ts';

/** Where Sigstore's authorities stamp, below an address without a path (sigstore/timestamp-authority, openapi.yaml). */
const PATH = '/api/v1/timestamp';

/** An authority may answer anything. */
function isStamp(envelope: Envelope, signedTimestamp: Buffer): boolean {
  try {
    toSignedEntity({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      content: { $case: 'dsseEnvelope', dsseEnvelope: envelope },
      verificationMaterial: {
        content: { $case: 'publicKey', publicKey: { hint: '' } },
        tlogEntries: [],
        timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp }] },
      },
    });
    return true;
  } catch {
    return false;
  }
}

/** Makes a time-stamping authority a witness (RFC 3161), whose `testify` throws {@link ServiceFailure}. */
export function createStampWitness(service: Service): Witness {
  // Signing configs have the whole address, pipeline files have the authority's (sigstore_trustroot.proto, "tsa_urls").
  const path = URL.parse(service.url)?.pathname === '/' ? PATH : '';
  return {
    async testify(envelope) {
      const [signature] = envelope.signatures;
      const artifactHash = createHash('sha256')
        .update(signature?.sig ?? Buffer.alloc(0))
        .digest('base64');
      const { body } = await askService(service, { path, body: { artifactHash, hashAlgorithm: 'sha256' } });
      if (!isStamp(envelope, body)) throw new ServiceFailure(service, 'it gave no time stamp');
      return { rfc3161Timestamps: [{ signedTimestamp: body }] };
    },
  };
}
