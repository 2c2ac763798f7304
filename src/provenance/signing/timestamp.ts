import { createHash } from 'node:crypto';
import type { SignatureBundle, Witness } from '@sigstore/sign';
import { toSignedEntity } from '@sigstore/verify';
import { askService, type Service, ServiceFailure } from './service.ts';

/** Where Sigstore's authorities stamp, below an address without a path (sigstore/timestamp-authority, openapi.yaml). */
const PATH = '/api/v1/timestamp';

/** Tells whether bytes are a time stamp: an authority may answer anything. */
function isStamp(content: SignatureBundle, signedTimestamp: Buffer): boolean {
  try {
    toSignedEntity({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      content,
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

/**
 * Makes a time-stamping authority a witness of signatures (RFC 3161).
 *
 * Its `testify` throws {@link ServiceFailure}.
 */
export function createStampWitness(service: Service): Witness {
  // Signing configs have the whole address, pipeline files have the authority's (sigstore_trustroot.proto, "tsa_urls").
  const path = URL.parse(service.url)?.pathname === '/' ? PATH : '';
  return {
    async testify(content) {
      if (content.$case !== 'dsseEnvelope') throw new Error('only envelopes are signed here');
      const [signature] = content.dsseEnvelope.signatures;
      const artifactHash = createHash('sha256')
        .update(signature?.sig ?? Buffer.alloc(0))
        .digest('base64');
      const { body } = await askService(service, { path, body: { artifactHash, hashAlgorithm: 'sha256' } });
      if (!isStamp(content, body)) throw new ServiceFailure(service, 'it gave no time stamp');
      return { rfc3161Timestamps: [{ signedTimestamp: body }] };
    },
  };
}
