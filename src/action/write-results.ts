import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { formatList } from '../util/format.ts';
import { explainSystemError, systemCode } from '../util/system-error.ts';
import type { Logger } from './logger.ts';
import { type Outputs, printSummary, writeEnvironment, writeOutputs } from './outputs.ts';

/** What a run gives to the steps after it, and to people. */
export interface Results {
  readonly outputs: Outputs;
  /** For the steps after this one; none by default. */
  readonly variables?: ReadonlyMap<string, string>;
  /** In Markdown. */
  readonly summary: string;
}

/** Thrown if the runner's files cannot be written; the work itself is done then. */
export class HandOverError extends InputError {}

function reasonOf(error: unknown): string {
  // The toolkit looks first, and throws an error of its own.
  return systemCode(error) === undefined ? 'it is not there' : explainSystemError(error, 'write');
}

/** Writes each result, even if another fails; the error names those, and `done` says what became of the work. */
export function handOver(
  { outputs, variables, summary }: Results,
  { environment, logger }: { readonly environment: Env; readonly logger: Logger },
  done?: string,
): HandOverError | undefined {
  const failed: { readonly name: string; readonly reason: string; readonly cause: unknown }[] = [];
  function attempt(name: string, write: () => void): void {
    try {
      write();
    } catch (cause) {
      failed.push({ name, reason: reasonOf(cause), cause });
    }
  }
  attempt('the outputs (GITHUB_OUTPUT)', () => writeOutputs(outputs, environment, logger));
  if (variables !== undefined) {
    attempt('the variables (GITHUB_ENV)', () => writeEnvironment(variables, environment, logger));
  }
  attempt('the job summary (GITHUB_STEP_SUMMARY)', () => printSummary(summary, environment, logger));
  const [first] = failed;
  if (first === undefined) return undefined;
  const words = {
    what: `write ${formatList(failed.map(({ name }) => name))}`,
    reason: [...new Set(failed.map(({ reason }) => reason))].join(' and '),
    remedy: "let this step write the runner's files, and run it again to have them",
    aftermath: done,
  };
  return new HandOverError(words, { cause: first.cause });
}

/** Throws the worst of what went wrong; that results could not be written is at least logged. */
export function throwWorst(trouble: unknown, failure: HandOverError | undefined, logger: Logger): void {
  if (trouble !== undefined && failure !== undefined) logger.warn(failure.message);
  const worst = trouble ?? failure;
  if (worst !== undefined) throw worst;
}
