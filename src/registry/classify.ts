import type { RegistryErrorCode } from '../errors.ts';
import type { ErrorEntry } from './error-document.ts';

/** What a registry said when it refused, as far as its meaning goes. */
export interface RefusalWords {
  readonly status: number;
  /** A code of the specification or the vendor's own; empty where there is none. */
  readonly code: string;
  readonly message: string;
  /** What some vendors say in place of a message, or beside it. */
  readonly detail?: string;
}

/** Words that mean "this tag may not be overwritten", whatever status and code are beside them. */
const IMMUTABLE: readonly RegExp[] = [
  // Amazon ECR, Mirantis MSR, Alibaba.
  /cannot be overwritten/i,
  // Amazon ECR: the same where the sentence is cut or put otherwise.
  /already exists in the .{0,300}\bimmutable/i,
  // Google Artifact Registry.
  /enabled tag immutability/i,
  // Harbor.
  /configured as immutable/i,
  // Sonatype Nexus, which says it as detail.
  /does not allow updating assets/i,
  /immutable tag|tag is immutable/i,
];

/** The codes that mean it without words: Quay's two, and that of a lock on Azure. */
const IMMUTABLE_CODES: ReadonlySet<string> = new Set([
  'TAG_IMMUTABLE',
  'TAG_ALREADY_EXISTS',
  'REGISTRY_DISALLOWED_OPERATION',
]);

/** Words that mean it only beside a 403: Docker Hub's rules, Artifactory's right to overwrite. */
const IMMUTABLE_FORBIDDEN = /immutable|overwrit/i;

/** Words that mean it only beside a 403 and its code: GitLab's protected tags. */
const IMMUTABLE_DENIED = /\bprotected\b/i;

function isImmutable({ status, code, message, detail = '' }: RefusalWords): boolean {
  const words = `${message}\n${detail}`;
  if (IMMUTABLE_CODES.has(code) || IMMUTABLE.some((pattern) => pattern.test(words))) return true;
  // A lock on Azure, where a proxy has taken away the code.
  if (status === 405 && /operation is disallowed on this registry/i.test(words)) return true;
  if (status !== 403) return false;
  // Artifactory gives no code, but the status once more.
  if ((code === 'DENIED' || code === '') && IMMUTABLE_FORBIDDEN.test(words)) return true;
  return code === 'DENIED' && IMMUTABLE_DENIED.test(words);
}

/** Codes of the specification that say what is wrong with a request; by a failing status they are given by mistake. */
const MEANINGS: ReadonlyMap<string, RegistryErrorCode> = new Map<string, RegistryErrorCode>([
  ['UNAUTHORIZED', 'unauthorized'],
  ['DENIED', 'denied'],
  ['TOOMANYREQUESTS', 'rate-limited'],
  ['NAME_UNKNOWN', 'not-found'],
  ...['BLOB_UNKNOWN', 'BLOB_UPLOAD_INVALID', 'BLOB_UPLOAD_UNKNOWN', 'DIGEST_INVALID', 'MANIFEST_BLOB_UNKNOWN'].map(
    (code) => [code, 'refused'] as const,
  ),
  ...['MANIFEST_INVALID', 'MANIFEST_UNKNOWN', 'MANIFEST_UNVERIFIED', 'NAME_INVALID', 'SIZE_INVALID', 'TAG_INVALID'].map(
    (code) => [code, 'refused'] as const,
  ),
  ['UNSUPPORTED', 'refused'],
]);

/**
 * Orders the errors of a refusal by how much they tell: a tag that may not be overwritten first, then what has a code of
 * its own, then mere words, and last what says that nothing is known.
 */
export function byMeaning(status: number, errors: readonly ErrorEntry[]): readonly ErrorEntry[] {
  const rank = (entry: ErrorEntry): number => {
    if (isImmutable({ status, ...entry })) return 0;
    if (entry.code === 'UNKNOWN') return entry.detail === '' ? 4 : 3;
    return entry.code === '' ? 2 : 1;
  };
  return errors.toSorted((one, other) => rank(one) - rank(other));
}

/** Tells what a refusal means, whatever words the registry used. */
export function classify(refusal: RefusalWords): RegistryErrorCode {
  const { status, code } = refusal;
  if (isImmutable(refusal)) return 'tag-immutable';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  if (status < 500) return 'refused';
  return MEANINGS.get(code) ?? 'server-error';
}
