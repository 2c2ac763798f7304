/** What a registry's answer means, whatever words it used. */
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
  /** As it was given. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The parts of "Cannot WHAT: REASON; REMEDY". None begins with a capital or ends with a full stop. */
export interface ErrorWords {
  /** Verb and object, such as `read manifest "1.2.3" of registry.example.com/d/app`. */
  readonly what: string;
  readonly reason: string;
  /** Helps against this very reason. */
  readonly remedy: string;
  /** What became of work that was under way, such as the tags that were put back. */
  readonly aftermath?: string | undefined;
}

/** The first half of an error's sentence, without the remedy. */
export function formatProblem({ what, reason }: ErrorWords): string {
  return `Cannot ${what}: ${reason}`;
}

/** The only place that builds an error's sentence. */
function formatError(words: ErrorWords): string {
  const { remedy, aftermath } = words;
  return `${formatProblem(words)}; ${remedy}${aftermath === undefined ? '' : ` (${aftermath})`}`;
}

interface ErrorDetails {
  readonly cause?: unknown;
  /** More lines below the sentence, one for each thing that is wrong; none by default. */
  readonly lines?: readonly string[] | undefined;
  /** Undefined if the mistake is not in a file. */
  readonly position?: SourcePosition | undefined;
}

/** An error whose message is written for people: one sentence, "Cannot VERB OBJECT: REASON; CURE". */
export abstract class SealiftError extends Error {
  /** Undefined if the whole sentence was given. */
  readonly words: ErrorWords | undefined;
  readonly position: SourcePosition | undefined;
  readonly lines: readonly string[];

  constructor(
    words: (ErrorWords & ErrorDetails) | string,
    details: ErrorDetails = typeof words === 'string' ? {} : words,
  ) {
    const { cause, position, lines = [] } = details;
    super(typeof words === 'string' ? words : formatError(words), cause === undefined ? undefined : { cause });
    this.words = typeof words === 'string' ? undefined : pickWords(words);
    this.position = position;
    this.lines = lines;
  }
}

function pickWords({ what, reason, remedy, aftermath }: ErrorWords): ErrorWords {
  return { what, reason, remedy, ...(aftermath === undefined ? {} : { aftermath }) };
}

/** An input that cannot be used: the caller has to change it. */
export class InputError extends SealiftError {
  override readonly name = 'InputError';
}

/** A rule that forbids what was asked: an immutable tag, a digest that is not the expected one. */
export class PolicyError extends SealiftError {
  override readonly name = 'PolicyError';
}

/** All of it is safe to show. */
export interface RegistryErrorDetails extends ErrorDetails {
  readonly code: RegistryErrorCode;
  readonly status?: number | undefined;
  /** The digests of content that the registry says it lacks. */
  readonly missing?: readonly string[];
}

/** A registry that did not do what was asked of it, or could not be asked. */
export class RegistryError extends SealiftError {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;
  readonly status: number | undefined;
  readonly missing: readonly string[];

  constructor(facts: ErrorWords & RegistryErrorDetails);
  constructor(words: ErrorWords | string, details: RegistryErrorDetails);
  constructor(
    words: (ErrorWords & RegistryErrorDetails) | ErrorWords | string,
    details: RegistryErrorDetails = words as ErrorWords & RegistryErrorDetails,
  ) {
    super(words, details);
    this.code = details.code;
    this.status = details.status;
    this.missing = details.missing ?? [];
  }
}

/** Ends whatever is under way when the run is cancelled; it is not a failure, and nothing is tried again. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  /** Whether a request was sent whose answer is not awaited any longer: what it asks for may still be done. */
  readonly isUnanswered: boolean;

  constructor(message: string, { isUnanswered = false }: { readonly isUnanswered?: boolean } = {}) {
    super(message);
    this.isUnanswered = isUnanswered;
  }
}

/** Whether an error's message is written for people. */
export function isSealiftError(error: unknown): error is SealiftError {
  return error instanceof SealiftError;
}

/** Changes the sentence and keeps the code. */
export function reword(error: RegistryError, words: ErrorWords): RegistryError {
  return new RegistryError(words, error);
}

/** The error itself becomes the cause. */
export function withAftermath(error: SealiftError, aftermath: string): SealiftError {
  const words = error.words === undefined ? `${error.message} (${aftermath})` : { ...error.words, aftermath };
  const { position, lines } = error;
  if (error instanceof RegistryError) return new RegistryError(words, { ...error, cause: error });
  return new (error instanceof PolicyError ? PolicyError : InputError)(words, { position, lines, cause: error });
}
