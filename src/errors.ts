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
export interface Place {
  /** The file's path, as it was given. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * An input that cannot be used: the caller has to change it.
 *
 * Every message of Sealift's errors is one sentence, "Cannot VERB OBJECT: REASON; CURE".
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** Where in a file the input is; undefined where it is in none. */
  readonly place: Place | undefined;

  constructor(message: string, options: { readonly cause?: unknown; readonly place?: Place } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.place = options.place;
  }
}

/** A rule that forbids what was asked: an immutable tag, a digest that is not the expected one. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

/** What is known about a request that failed; all of it is safe to show. */
export interface RegistryErrorDetails {
  readonly code: RegistryErrorCode;
  readonly registry: string;
  readonly status?: number;
  readonly cause?: unknown;
}

/** A registry that did not do what was asked of it, or could not be asked. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;
  readonly registry: string;
  readonly status: number | undefined;

  constructor(message: string, details: RegistryErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.registry = details.registry;
    this.status = details.status;
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

/** Tells whether an error is one of ours, whose message is written for people. */
export function isSealiftError(error: unknown): error is InputError | PolicyError | RegistryError {
  return error instanceof InputError || error instanceof PolicyError || error instanceof RegistryError;
}
