import type { ClientPool } from '../clients/pool.ts';
import { isSealiftError, type SealiftError } from '../errors.ts';
import type { CheckInputs } from '../inputs/check.ts';
import type { CheckedEnvironment, CheckedImage } from '../report/check.ts';
import type { CommandContext } from './context.ts';

/** What images are checked with. */
export interface CheckWork {
  readonly inputs: CheckInputs;
  readonly context: CommandContext;
  readonly pool: ClientPool;
}

/** What was found, and what people have to be told of it. */
export interface CheckResult {
  readonly images: readonly CheckedImage[];
  readonly environments: readonly CheckedEnvironment[];
  readonly warnings: readonly string[];
}

/** Runs work; an error that is written for people is what keeps an image out. */
export async function attempt<Result>(
  work: () => Result | Promise<Result>,
): Promise<{ readonly value: Result } | { readonly refusal: SealiftError }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!isSealiftError(error)) throw error;
    return { refusal: error };
  }
}
