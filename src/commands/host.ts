import type { Logger } from '../action/logger.ts';
import type { HandOverError, Results } from '../action/write-results.ts';
import type { Env } from '../event/payload.ts';
import type { CommandName } from '../faces/commands.ts';
import type { GetInput } from '../inputs/parse.ts';

/** What a run gets its inputs from and gives its results to, such as the runner of a job (`action/runner`). */
export interface Host {
  readonly environment: Env;
  readonly logger: Logger;
  /** The command that this is the action of; undefined if the inputs name it. */
  readonly fixedCommand?: CommandName | undefined;
  readonly getInput: GetInput;
  /** Reads an input with the white space around it. */
  readonly getRawInput: GetInput;
  /**
   * Gives results to the next steps and to people: each of them, even if another cannot be written.
   *
   * @param done what became of the work, for the error.
   * @returns an error that says what could not be written.
   */
  handOver(results: Results, done?: string): HandOverError | undefined;
  /** Writes the summary of a run that has no results. */
  writeSummary(markdown: string): void;
}
