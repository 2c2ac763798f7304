import { readStatementDocument, type Statement } from '../attestation/statement.ts';
import { namesOf } from '../attestation/verify/trusted-signer.ts';
import type { BundleVerifier, Signature as Proof, TrustedSigner } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import { payloadOf, type StoredRecord } from '../records/stored-record.ts';
import { collectNow } from '../registry/transport/v8-flags.ts';
import { parseLicences, parseVulnerabilityReport } from './formats/detect.ts';
import { parseEvidence, type Reading, readBy } from './formats/document.ts';
import type { EvidenceReference, Signature } from './formats/evidence.ts';
import type { VulnerabilityReport } from './formats/findings.ts';
import type { Licences } from './formats/licences.ts';
import { parseOpenVex, type VexStatement } from './formats/openvex.ts';
import { PROVENANCE_TYPES, type Provenance, parseProvenance } from './formats/provenance.ts';
import { scanJson } from './formats/scan.ts';
import { parseTestResult, type TestResult } from './formats/test-result.ts';

/** As what a statement may be read. */
export type StatementUse = 'scans' | 'vex' | 'boms' | 'provenance' | 'test-results' | 'statements';

/** The signers that the pipeline file names under `evidence`. */
export type EvidenceSigners = ReadonlyMap<string, readonly TrustedSigner[]>;

/** What a statement says, as what it was asked for; the rest is undefined. */
export interface StatementContent {
  readonly report?: Reading<VulnerabilityReport>;
  readonly vex?: Reading<readonly VexStatement[]>;
  readonly licences?: Reading<Licences>;
  readonly provenance?: Reading<Provenance>;
  readonly result?: Reading<TestResult>;
}

/** A statement that was found at an image, or in its index. */
export interface FoundStatement {
  readonly reference: EvidenceReference;
  /** What it says that it is about: never what it is attached to, unless it cannot be read. */
  readonly subjects: readonly Digest[];
  /** The commits that it is about (`gitCommit`). */
  readonly commits: readonly string[];
  readonly predicateType: string;
  readonly signature: Signature;
  readonly content: StatementContent;
}

/** What statements are read by. */
export interface StatementQuery {
  readonly signers: EvidenceSigners;
  readonly verify: BundleVerifier;
  /** As what a statement of a predicate type is needed; empty if it is not. */
  readonly usesOf: (predicateType: string) => readonly StatementUse[];
}

/** A stored statement, with what is known of it before it is read. */
export interface StoredStatement extends Pick<StoredRecord, 'subject'> {
  /** A bundle made of what cosign kept under its tag `.att` is `promised`. */
  readonly form: StoredRecord['form'] | 'promised';
  /** Given up as soon as the signature is verified: a large statement has its own copy of what is in them. */
  bytes: Uint8Array | undefined;
  readonly reference: EvidenceReference;
  /** The predicate type that its annotations announce. */
  readonly announced: string | undefined;
}

/** From here on memory is given back before the next step (bytes). */
export const LARGE = 4 * 1024 * 1024;

/** A bundle has some dozens of values around its statement; what has more was built to do harm. */
const BUNDLE_LIMITS = { values: 20_000, depth: 50, keys: 1000 } as const;

/** Finds by which of the named signers a signature is, and writes it as gates see it. */
function describeProof({ by, signedAt }: Proof, signers: EvidenceSigners): Signature & { readonly kind: 'signed' } {
  const common = { kind: 'signed', signers: namesOf(by, signers), time: signedAt } as const;
  if (by.kind === 'key') return { ...common, identity: `the key ${by.name}` };
  const { identity, sourceRepository: repository, sourceRef: ref } = by.claims;
  return { ...common, identity, repository, ref };
}

/** Names a signer as records do: as the pipeline file calls it, and what it is if the file does not name it. */
function nameOf({ signers, identity }: Signature & { readonly kind: 'signed' }): string {
  return signers.length === 0 ? identity : signers.join(', ');
}

/** Verifies a signature, and takes out what is signed. */
function openBundle(
  stored: StoredStatement,
  { signers, verify }: StatementQuery,
): { readonly signature: Signature; readonly payload: () => Uint8Array } {
  const { form, bytes = new Uint8Array() } = stored;
  const scan = scanJson(bytes, BUNDLE_LIMITS);
  if (scan.values > BUNDLE_LIMITS.values || scan.depth > BUNDLE_LIMITS.depth || scan.keys > BUNDLE_LIMITS.keys) {
    throw new FormatError('it is no Sigstore bundle');
  }
  const verdict = verify(bytes, [...signers.values()].flat(), form === 'promised' ? 'promised' : 'bundle');
  const proof = verdict.kind === 'signed' ? verdict.signature : verdict.stranger;
  if (proof !== undefined) return { signature: describeProof(proof, signers), payload: () => proof.payload };
  const reason = verdict.kind === 'rejected' ? verdict.reason : '';
  return { signature: { kind: 'invalid', reason }, payload: () => payloadOf({ form: 'bundle', bytes }) };
}

/** Takes what nobody signed as it is. */
function openBare({ bytes = new Uint8Array() }: StoredStatement): ReturnType<typeof openBundle> {
  return { signature: { kind: 'unsigned' }, payload: () => bytes };
}

/** Parses what is signed, and gives up what it was in. */
function parsePayload(stored: StoredStatement, payload: () => Uint8Array): JsonObject {
  const isLarge = (stored.bytes?.byteLength ?? 0) > LARGE;
  stored.bytes = undefined;
  if (isLarge) collectNow();
  const document = parseEvidence(payload(), isLarge);
  if (isLarge) collectNow();
  return document;
}

/** The commits among the subjects of a statement. */
function commitsOf(document: JsonObject): readonly string[] {
  const subjects = property(document, 'subject');
  return (Array.isArray(subjects) ? subjects : []).flatMap((subject) => {
    const digest = isJsonObject(subject) ? objectProperty(subject, 'digest') : undefined;
    return (digest && stringProperty(digest, 'gitCommit')) ?? [];
  });
}

function isProvenance(predicateType: string): boolean {
  return PROVENANCE_TYPES.some((type) => type === predicateType);
}

/** Reads a predicate as all that it is asked for. */
function readContent({ predicateType, predicate }: Statement, uses: readonly StatementUse[]): StatementContent {
  const wants = (use: StatementUse) => uses.includes(use);
  return {
    ...(wants('scans') && {
      report: readBy((document: JsonObject) => parseVulnerabilityReport(document, predicateType), predicate),
    }),
    ...(wants('vex') && { vex: readBy(parseOpenVex, predicate) }),
    ...(wants('boms') && { licences: readBy(parseLicences, predicate) }),
    ...(wants('test-results') && { result: readBy(parseTestResult, predicate) }),
    ...(isProvenance(predicateType) && { provenance: readBy(parseProvenance, predicate) }),
  };
}

/** What says for each use why there is nothing. */
export function unreadableContent(reason: string): Required<StatementContent> {
  const unreadable = { kind: 'unreadable', reason } as const;
  return { report: unreadable, vex: unreadable, licences: unreadable, provenance: unreadable, result: unreadable };
}

/** The statement of which nothing can be read: it counts as one about what it is attached to, so that it is not passed over. */
export function unreadableStatement(
  { reference, subject, announced }: Omit<StoredStatement, 'bytes' | 'form'>,
  signature: Signature,
  reason: string,
): FoundStatement {
  const predicateType = announced ?? '';
  return {
    reference: { ...reference, predicateType },
    subjects: [subject],
    commits: [],
    predicateType,
    signature,
    content: unreadableContent(reason),
  };
}

/**
 * Verifies and reads a statement. What it says is read only if a named signer signed it, or nobody did: then the gate
 * decides whether that is enough.
 *
 * @returns undefined if it is of a type that nobody asked for.
 */
export function readFoundStatement(stored: StoredStatement, query: StatementQuery): FoundStatement | undefined {
  let signature: Signature = { kind: 'invalid', reason: 'it cannot be read' };
  try {
    const opened = stored.form === 'statement' ? openBare(stored) : openBundle(stored, query);
    ({ signature } = opened);
    const document = parsePayload(stored, opened.payload);
    const statement = readStatementDocument(document);
    const { predicateType, subjects } = statement;
    const uses = query.usesOf(predicateType);
    if (uses.length === 0) return undefined;
    const isStrange = signature.kind === 'invalid' || (signature.kind === 'signed' && signature.signers.length === 0);
    const signed = signature.kind === 'signed' ? { signer: nameOf(signature), time: signature.time } : {};
    return {
      reference: { ...stored.reference, predicateType, ...signed },
      subjects: subjects.flatMap(({ digest }) => digest),
      commits: commitsOf(document),
      predicateType,
      signature,
      content: isStrange ? unreadableContent('nobody whom the file names signed it') : readContent(statement, uses),
    };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    if (signature.kind === 'invalid') signature = { ...signature, reason: error.message };
    return unreadableStatement(stored, signature, error.message);
  }
}
