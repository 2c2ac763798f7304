import { type Digest, tryParseDigest } from '../oci/digest.ts';
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
import { quote } from '../util/safe-text.ts';

/** The largest statement that is read: GitHub takes predicates of up to 16 MB (bytes). */
const MAX_BYTES = 16 * 1024 * 1024;

/** GitHub's limit of subjects in one attestation. */
const MAX_SUBJECTS = 1024;

/** The versions of statements that say the same in the same keys (in-toto/attestation, spec/v1/statement.md and spec/v0.1.0). */
const TYPES: ReadonlySet<string> = new Set(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1']);

/** The hash functions of digest sets that registries use too. */
const ALGORITHMS = ['sha256', 'sha512'] as const;

/** What a statement speaks of: matched by digest alone, never by name. */
interface StatementSubject {
  /** Empty where it has none. */
  readonly name: string;
  /** Those of its digests that registries know; empty if it has none of them. */
  readonly digest: readonly Digest[];
}

/** An in-toto statement: a claim about subjects. Nothing in it is believed before its signature is verified. */
export interface Statement {
  readonly type: string;
  readonly subjects: readonly StatementSubject[];
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

/**
 * Reads those digests of a digest set that registries know (in-toto/attestation, spec/v1/digest_set.md).
 *
 * @throws {FormatError} if one of them is malformed.
 */
export function readDigestSet(set: JsonObject): readonly Digest[] {
  return ALGORITHMS.flatMap((algorithm) => {
    const hex = property(set, algorithm);
    if (hex === undefined) return [];
    const digest = typeof hex === 'string' ? tryParseDigest(`${algorithm}:${hex}`) : undefined;
    if (digest === undefined) throw new FormatError(`it has a digest by ${algorithm} that is none`);
    return [digest];
  });
}

function readSubject(value: unknown): StatementSubject {
  if (!isJsonObject(value)) throw new FormatError('it has a subject that is no object');
  const name = property(value, 'name') ?? '';
  if (typeof name !== 'string') throw new FormatError('it has a subject whose name is not a string');
  const digest = property(value, 'digest');
  if (!isJsonObject(digest)) throw new FormatError('it has a subject without digests');
  return { name, digest: readDigestSet(digest) };
}

/**
 * Reads an in-toto statement, v1 or v0.1.
 *
 * Digests by algorithms that registries do not know, such as `gitCommit`, are left out.
 *
 * @throws {FormatError} if it is none, where one of its objects has a key twice, and where it is larger than 16 MiB,
 * nested too deep, or of more than 1,024 subjects.
 */
export function readStatement(bytes: Uint8Array): Statement {
  if (bytes.byteLength > MAX_BYTES) throw new FormatError('it is larger than 16 MiB');
  const text = decodeJson(bytes);
  const document = parseJsonText(text);
  requireUniqueKeys(text);
  const type = stringProperty(document, '_type');
  if (type === undefined) throw new FormatError('it is no in-toto statement');
  if (!TYPES.has(type)) throw new FormatError(`it is a statement of the type ${quote(type)}, which is not known here`);
  const subjects = property(document, 'subject');
  if (!Array.isArray(subjects) || subjects.length === 0) throw new FormatError('it has no subject');
  if (subjects.length > MAX_SUBJECTS) throw new FormatError(`it has more than ${MAX_SUBJECTS} subjects`);
  const predicateType = stringProperty(document, 'predicateType');
  if (predicateType === undefined || predicateType === '') throw new FormatError('it has no predicate type');
  // The predicate may be left out where its type says all (statement.md, "predicate").
  const predicate = property(document, 'predicate') ?? {};
  if (!isJsonObject(predicate)) throw new FormatError('it has a predicate that is no object');
  return { type, subjects: subjects.map(readSubject), predicateType, predicate };
}
