import { createHash, createPublicKey, verify } from 'node:crypto';
import { type HandlerFn, type initializeTLog, rekorHandler } from '@sigstore/mock';
import { TransparencyLogEntry } from '@sigstore/protobuf-specs';

type TransparencyLog = Awaited<ReturnType<typeof initializeTLog>>;

interface Envelope {
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string }[];
}

interface ProposedEntry {
  readonly kind: string;
  readonly apiVersion: string;
  readonly spec: { readonly proposedContent: { readonly envelope: string; readonly verifiers: readonly string[] } };
}

function hash(data: string | Buffer): object {
  return { algorithm: 'sha256', value: createHash('sha256').update(data).digest('hex') };
}

/** What a DSSE signature is made of (secure-systems-lab/dsse, protocol.md). */
function preAuthEncoding(type: string, payload: Buffer): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.byteLength} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/**
 * Answers proposed entries of kind `dsse` as Rekor does: it checks the signature, and keeps hashes where the proposal
 * has contents (sigstore/rekor, pkg/types/dsse/v0.0.1).
 */
export function answerEntries(log: TransparencyLog): HandlerFn {
  const { fn } = rekorHandler(log);
  return async (body) => {
    const { kind, apiVersion, spec }: ProposedEntry = JSON.parse(body);
    const { envelope: text, verifiers } = spec.proposedContent;
    const envelope: Envelope = JSON.parse(text);
    const payload = Buffer.from(envelope.payload, 'base64');
    const signed = preAuthEncoding(envelope.payloadType, payload);
    const signatures = envelope.signatures.map(({ sig }, index) => {
      const verifier = verifiers[index] ?? '';
      const key = createPublicKey(Buffer.from(verifier, 'base64'));
      const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
      return { signature: sig, verifier, holds: verify(algorithm, signed, key, Buffer.from(sig, 'base64')) };
    });
    if (signatures.length === 0 || signatures.some(({ holds }) => !holds)) {
      const message = 'could not verify envelope';
      return { statusCode: 400, response: JSON.stringify({ code: 400, message }), contentType: 'application/json' };
    }
    const stored = {
      kind,
      apiVersion,
      spec: {
        envelopeHash: hash(text),
        payloadHash: hash(payload),
        signatures: signatures.map(({ signature, verifier }) => ({ signature, verifier })),
      },
    };
    return fn(JSON.stringify(stored));
  };
}

interface HashedRequest {
  readonly hashedRekordRequestV002: {
    readonly digest: string;
    readonly signature: {
      readonly content: string;
      readonly verifier: { readonly x509Certificate: { readonly rawBytes: string } };
    };
  };
}

/**
 * Answers as the second version of Rekor does: it takes signatures of digests alone, checks nothing of what it cannot
 * see, and keeps the verifier beside the signature (sigstore/rekor-tiles, api/proto/rekor/v2/hashedrekord.proto).
 */
export function answerNewEntries(log: TransparencyLog): HandlerFn {
  return async (body) => {
    const request: HashedRequest = JSON.parse(body);
    const { digest, signature } = request.hashedRekordRequestV002;
    const stored: unknown = {
      kind: 'hashedrekord',
      apiVersion: '0.0.2',
      spec: { hashedRekordV002: { data: { algorithm: 'SHA2_256', digest }, signature } },
    };
    // The log takes whatever it is given, and keeps it as it is.
    const entry = await log.logV2(stored as Parameters<typeof log.logV2>[0]);
    const kindVersion = { kind: 'hashedrekord', version: '0.0.2' };
    const proof = entry.inclusionProof;
    if (proof === undefined) throw new Error('an entry has a proof');
    // The tree has this entry alone, so that its root is the hash of its only leaf (RFC 6962, section 2.1).
    const rootHash = createHash('sha256').update(Buffer.of(0)).update(entry.canonicalizedBody).digest();
    const inclusionProof = { ...proof, logIndex: '0', rootHash };
    const answer = TransparencyLogEntry.toJSON({ ...entry, kindVersion, integratedTime: '0', inclusionProof });
    return { statusCode: 201, response: JSON.stringify(answer), contentType: 'application/json' };
  };
}
