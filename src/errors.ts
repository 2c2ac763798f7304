/** What a registry's answer means to us, whatever words the registry used. */
export type RegistryErrorCode =
  | 'unreachable'
  | 'timeout'
  | 'unauthorized'
  | 'denied'
  | 'not-found'
  | 'rate-limited'
  | 'tag-immutable'
  | 'invalid-answer'
  | 'digest-mismatch'
  | 'too-large'
  | 'refused'
  | 'server-error';

/** A place in a file that somebody wrote; lines and columns are counted from 1. */
export interface SourcePosition {
  /** The file's path, as it was given. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The parts of an error's sentence: "Cannot WHAT: REASON; REMEDY". None begins with a capital or ends with a full stop. */
export interface ErrorWords {
  /** Verb and object, such as `read manifest "1.2.3" of registry.example.com/d/app`. */
  readonly what: string;
  readonly reason: string;
  /** What to do about it; it helps against this very reason. */
  readonly remedy: string;
  /** What became of work that was under way, such as the tags that were put back; shown behind all else. */
  readonly aftermath?: string | undefined;
}

/** Builds the first half of an error's sentence: what went wrong, without what to do about it. */
export function formatProblem({ what, reason }: ErrorWords): string {
  return `Cannot ${what}: ${reason}`;
}

/** Builds the sentence of an error; the only place that does. */
export function formatError(words: ErrorWords): string {
  const { remedy, aftermath } = words;
  return `${formatProblem(words)}; ${remedy}${aftermath === undefined ? '' : ` (${aftermath})`}`;
}

/** What all errors of Sealift have: a sentence, and its parts where they were given one by one. */
abstract class SealiftError extends Error {
  /** Undefined if the whole sentence was given. */
  readonly words: ErrorWords | undefined;

  constructor(words: ErrorWords | string, cause: unknown) {
    super(typeof words === 'string' ? words : formatError(words), cause === undefined ? undefined : { cause });
    this.words = typeof words === 'string' ? undefined : words;
  }
}

/**
 * An input that cannot be used: the caller has to change it.
 *
 * Every message of Sealift's errors is one sentence, "Cannot VERB OBJECT: REASON; CURE".
 */
export class InputError extends SealiftError {
  override readonly name = 'InputError';
  /** Where in a file the input is; undefined if it is in none. */
  readonly place: SourcePosition | undefined;

  constructor(words: ErrorWords | string, options: { readonly cause?: unknown; readonly place?: SourcePosition } = {}) {
    super(words, options.cause);
    this.place = options.place;
  }
}

/** A rule that forbids what was asked: an immutable tag, a digest that is not the expected one. */
export class PolicyError extends SealiftError {
  override readonly name = 'PolicyError';

  constructor(words: ErrorWords | string, options: { readonly cause?: unknown } = {}) {
    super(words, options.cause);
  }
}

/** What is known about a request that failed; all of it is safe to show. */
export interface RegistryErrorDetails {
  readonly code: RegistryErrorCode;
  readonly registry: string;
  readonly status?: number | undefined;
  readonly cause?: unknown;
  /** The digests of content that the registry says it lacks. */
  readonly missing?: readonly string[] | undefined;
}

/** A registry that did not do what was asked of it, or could not be asked. */
export class RegistryError extends SealiftError {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;
  readonly registry: string;
  readonly status: number | undefined;
  readonly missing: readonly string[];

  constructor(words: ErrorWords | string, details: RegistryErrorDetails) {
    super(words, details.cause);
    this.code = details.code;
    this.registry = details.registry;
    this.status = details.status;
    this.missing = details.missing ?? [];
  }
}

/** What ends whatever is under way when the run was told to end: it is no failure, and nobody tries again. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  /** Whether a request was sent and not waited for any longer: what it asks for may still be done. */
  readonly isUnanswered: boolean;

  constructor(message: string, { isUnanswered = false }: { readonly isUnanswered?: boolean } = {}) {
    super(message);
    this.isUnanswered = isUnanswered;
  }
}

/** Whether an error is one of ours, whose message is written for people. */
export function isSealiftError(error: unknown): error is InputError | PolicyError | RegistryError {
  return error instanceof InputError || error instanceof PolicyError || error instanceof RegistryError;
}

/** Adds to an error what became of the work that it interrupted; the error itself is its cause. */
export function withAftermath(
  error: InputError | PolicyError | RegistryError,
  aftermath: string,
): InputError | PolicyError | RegistryError {
  const words = error.words === undefined ? `${error.message} (${aftermath})` : { ...error.words, aftermath };
  if (error instanceof PolicyError) return new PolicyError(words, { cause: error });
  if (error instanceof RegistryError) {
    const { code, registry, status, missing } = error;
    return new RegistryError(words, { code, registry, status, missing, cause: error });
  }
  return new InputError(words, { cause: error, ...(error.place === undefined ? {} : { place: error.place }) });
}
