import { type Digest, digestAlgorithm, digestHex, tryParseDigest } from '../oci/digest.ts';
import {
  decodeJson,
  FormatError,
  isJsonObject,
  type JsonObject,
  parseJsonText,
  property,
  requireUniqueKeys,
  stringProperty,
} from '../oci/json.ts';
import { getOrMake } from '../util/memo.ts';
import { quote } from '../util/safe-text.ts';

/** The media type of an in-toto statement (in-toto attestation framework, v1). */
export const IN_TOTO = 'application/vnd.in-toto+json';

/** The largest statement that is read: GitHub takes predicates of up to 16 MB (bytes). */
const MAX_BYTES = 16 * 1024 * 1024;

/** GitHub's limit of subjects in one attestation. */
const MAX_SUBJECTS = 1024;

/** Versions that say the same in the same keys (in-toto/attestation, spec/v1/statement.md and spec/v0.1.0). */
const TYPES: ReadonlySet<string> = new Set(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']);

/** The hash functions of digest sets that registries use too. */
const ALGORITHMS = ['sha256', 'sha512'] as const;

/** What a statement speaks of: matched by digest alone, never by name. */
interface StatementSubject {
  readonly name: string;
  /** Those that registries know. */
  readonly digest: readonly Digest[];
}

/** An in-toto statement: a claim about subjects. Nothing in it is believed before its signature is verified. */
export interface Statement {
  readonly type: string;
  readonly subjects: readonly StatementSubject[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

/** How the predicate of one type is written and read. */
export interface PredicateCodec<P> {
  readonly type: string;
  /** What is undefined is left out of the JSON. */
  encode(predicate: P): JsonObject;
  /**
   * Ignores unknown keys; what records of older versions lack is undefined.
   *
   * @throws {FormatError} if it lacks what every record has, or has something of the wrong type.
   */
  decode(json: JsonObject): P;
}

/** What a statement says, once its predicate is decoded. */
export interface Claim<P> extends Pick<Statement, 'subjects'> {
  readonly predicate: P;
}

/** A manifest that a record speaks of. */
export interface RecordSubject {
  readonly digest: Digest;
  readonly platform?: string;
}

/**
 * Writes the statement of a record, as it is signed.
 *
 * The image is the first subject, named by its repository, because verifiers have nothing else that names it. Its
 * platforms have their digests behind that, since names of subjects should be unique.
 */
export function writeStatement<P>(
  codec: PredicateCodec<P>,
  { uri, subjects }: { readonly uri: string; readonly subjects: readonly [RecordSubject, ...RecordSubject[]] },
  predicate: P,
): Uint8Array {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map(({ digest, platform }, index) => ({
      name: index === 0 ? uri : `${uri}@${digest}`,
      digest: encodeDigest(digest),
      annotations: platform === undefined ? undefined : { platform },
    })),
    predicateType: codec.type,
    predicate: codec.encode(predicate),
  };
  return Buffer.from(JSON.stringify(statement));
}

/**
 * Decodes the predicate of a statement.
 *
 * @throws {FormatError} if it is of another type or names no image, and as the codec does.
 */
export function readClaim<P>({ type, decode }: PredicateCodec<P>, statement: Statement): Claim<P> {
  const { subjects, predicateType, predicate } = statement;
  if (predicateType !== type) throw new FormatError(`it is of the type ${quote(predicateType)}`);
  const decoded = decode(predicate);
  if (subjects.every(({ digest }) => digest.length === 0)) {
    throw new FormatError('it names no image by a digest that registries know');
  }
  return { subjects, predicate: decoded };
}

/** Writes a digest as the digest set of a statement. */
export function encodeDigest(digest: Digest): JsonObject {
  return { [digestAlgorithm(digest)]: digestHex(digest) };
}

/**
 * Reads the digests that registries know (in-toto/attestation, spec/v1/digest_set.md).
 *
 * @throws {FormatError} if one of them is malformed.
 */
export function decodeDigestSet(set: JsonObject): readonly Digest[] {
  return ALGORITHMS.flatMap((algorithm) => {
    const hex = property(set, algorithm);
    if (hex === undefined) return [];
    const digest = typeof hex === 'string' ? tryParseDigest(`${algorithm}:${hex}`) : undefined;
    if (digest === undefined) throw new FormatError(`it has a malformed digest by ${algorithm}`);
    return [digest];
  });
}

function readSubject(value: unknown): StatementSubject {
  if (!isJsonObject(value)) throw new FormatError('it has a subject that is not an object');
  const name = property(value, 'name') ?? '';
  if (typeof name !== 'string') throw new FormatError('it has a subject whose name is not a string');
  const digest = property(value, 'digest');
  if (!isJsonObject(digest)) throw new FormatError('it has a subject without digests');
  return { name, digest: decodeDigestSet(digest) };
}

/** By their bytes, which must not change: a history asks for the same ones again and again. */
const STATEMENTS = new WeakMap<Uint8Array, Statement>();

/**
 * Reads an in-toto statement, v1 or v0.1, without digests that registries do not know, such as `gitCommit`.
 *
 * @throws {FormatError} if it is not one, if one of its objects has a key twice, and if it is larger than 16 MiB,
 * nested too deep, or has more than 1,024 subjects.
 */
export function readStatement(bytes: Uint8Array): Statement {
  return getOrMake(STATEMENTS, bytes, () => parseStatement(bytes));
}

function parseStatement(bytes: Uint8Array): Statement {
  if (bytes.byteLength > MAX_BYTES) throw new FormatError('it is larger than 16 MiB');
  const text = decodeJson(bytes);
  const document = parseJsonText(text);
  requireUniqueKeys(text);
  return readStatementDocument(document);
}

/**
 * Reads a statement of a document that was parsed, every key once.
 *
 * @throws {FormatError} as {@link readStatement} does, but for its size.
 */
export function readStatementDocument(document: JsonObject): Statement {
  const type = stringProperty(document, '_type');
  if (type === undefined) throw new FormatError('it is not an in-toto statement');
  if (!TYPES.has(type)) throw new FormatError(`it is a statement of the type ${quote(type)}, which is unknown`);
  const subjects = property(document, 'subject');
  if (!Array.isArray(subjects) || subjects.length === 0) throw new FormatError('it has no subject');
  if (subjects.length > MAX_SUBJECTS) throw new FormatError(`it has more than ${MAX_SUBJECTS} subjects`);
  const predicateType = stringProperty(document, 'predicateType');
  if (predicateType === undefined || predicateType === '') throw new FormatError('it has no predicate type');
  // The predicate may be left out if its type says all (statement.md, "predicate").
  const predicate = property(document, 'predicate') ?? {};
  if (!isJsonObject(predicate)) throw new FormatError('its predicate is not an object');
  return { type, subjects: subjects.map(readSubject), predicateType, predicate };
}
