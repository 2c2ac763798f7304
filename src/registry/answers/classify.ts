import type { RegistryErrorCode } from '../../errors.ts';

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

/** Tells what a refusal means, whatever words the registry used. */
export function classify(refusal: RefusalWords): RegistryErrorCode {
  const { status } = refusal;
  if (isImmutable(refusal)) return 'tag-immutable';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'refused';
}
