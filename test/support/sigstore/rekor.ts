import { createHash, createPublicKey, verify } from 'node:crypto';
import { type HandlerFn, type initializeTLog, rekorHandler } from '@sigstore/mock';

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
