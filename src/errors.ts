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

/**
 * An input that cannot be used: the caller has to change it.
 *
 * Every message of Sealift's errors is one sentence, "Cannot VERB OBJECT: REASON; CURE".
 */
export class InputError extends Error {
  override readonly name = 'InputError';
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

/** Tells whether an error is one of ours, whose message is written for people. */
export function isSealiftError(error: unknown): error is InputError | PolicyError | RegistryError {
  return error instanceof InputError || error instanceof PolicyError || error instanceof RegistryError;
}
