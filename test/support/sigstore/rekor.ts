import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
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

interface Der {
  readonly rawBytes: string;
}

/** By what a signature is checked: a certificate or a key. */
type HashedVerifier = { readonly keyDetails: string } & (
  | { readonly x509Certificate: Der }
  | { readonly publicKey: Der; readonly x509Certificate?: undefined }
);

interface HashedRequest {
  readonly hashedRekordRequestV002: {
    readonly digest: string;
    readonly signature: {
      readonly content: string;
      readonly verifier: HashedVerifier;
    };
  };
}

/** The keys of a log. */
export interface LogKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Signs the state of a log of the second version: a signed note by the log's host, which tells it from one of the first
 * version by its lack of a tree's number (transparency-dev/formats, log/README.md; sigstore/rekor-tiles, pkg/note).
 */
function writeCheckpoint(host: string, tree: { readonly size: number; readonly rootHash: Buffer }, key: LogNoteKey) {
  const note = `${host}\n${tree.size}\n${tree.rootHash.toString('base64')}\n`;
  const signature = sign('sha256', Buffer.from(note), key.privateKey);
  const line = Buffer.concat([key.id.subarray(0, 4), signature]).toString('base64');
  return `${note}\n\u2014 ${host} ${line}\n`;
}

/** What signs the notes of a log, and how it is known. */
interface LogNoteKey {
  readonly id: Buffer;
  readonly privateKey: KeyObject;
}

/**
 * Answers as the second version of Rekor does: it takes signatures of digests alone, checks nothing of what it cannot
 * see, and keeps the verifier beside the signature (sigstore/rekor-tiles, api/proto/rekor/v2/hashedrekord.proto). Each
 * entry is in a tree of its own.
 */
export function answerNewEntries(url: string, { privateKey, publicKey }: LogKeys): HandlerFn {
  const keyId = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest();
  return async (body) => {
    const request: HashedRequest = JSON.parse(body);
    const { digest, signature } = request.hashedRekordRequestV002;
    const { content, verifier } = signature;
    const { keyDetails } = verifier;
    const checker = verifier.x509Certificate
      ? { x509Certificate: { rawBytes: verifier.x509Certificate.rawBytes } }
      : { publicKey: { rawBytes: verifier.publicKey.rawBytes } };
    const kindVersion = { kind: 'hashedrekord', version: '0.0.2' };
    // The names are in the order of canonical JSON (RFC 8785): others make the entry anew of a bundle and compare hashes.
    const stored = {
      apiVersion: kindVersion.version,
      kind: kindVersion.kind,
      spec: {
        hashedRekordV002: {
          data: { algorithm: 'SHA2_256', digest },
          signature: { content, verifier: { keyDetails, ...checker } },
        },
      },
    };
    const canonicalizedBody = Buffer.from(JSON.stringify(stored));
    // The root of a tree with one entry is the hash of its only leaf (RFC 6962, section 2.1).
    const rootHash = createHash('sha256').update(Buffer.of(0)).update(canonicalizedBody).digest();
    const envelope = writeCheckpoint(new URL(url).hostname, { size: 1, rootHash }, { id: keyId, privateKey });
    const answer = TransparencyLogEntry.toJSON({
      logIndex: '0',
      logId: { keyId },
      kindVersion,
      integratedTime: '0',
      inclusionPromise: undefined,
      inclusionProof: { logIndex: '0', treeSize: '1', rootHash, hashes: [], checkpoint: { envelope } },
      canonicalizedBody,
    });
    return { statusCode: 201, response: JSON.stringify(answer), contentType: 'application/json' };
  };
}
