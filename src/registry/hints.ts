import type { RegistryErrorCode } from '../errors.ts';
import type { RefusalWords } from './classify.ts';
import { HINTS } from './error-hints.ts';

/** What a registry's refusal says, as far as hints need it. */
export interface HintSubject extends RefusalWords {
  readonly registry: string;
  /** Whether the refusal means that a tag may not be overwritten. */
  readonly isImmutable: boolean;
}

/** What to do about a refusal, and what it means where its status says something else. */
export interface FoundHint {
  readonly cure: string;
  readonly means?: RegistryErrorCode;
}

/**
 * Finds what to do about a refusal of a registry that is known.
 *
 * @returns undefined where nothing better is known than what its status says.
 */
export function findHint(subject: HintSubject): FoundHint | undefined {
  const { registry, status, code, message, detail = '', isImmutable } = subject;
  const words = detail === '' ? message : `${message}\n${detail}`;
  return HINTS.find(
    (hint) =>
      (hint.immutable ?? false) === isImmutable &&
      (hint.host?.test(registry) ?? true) &&
      (hint.status?.includes(status) ?? true) &&
      (hint.code === undefined || hint.code === code) &&
      (hint.message?.test(words) ?? true),
  );
}
