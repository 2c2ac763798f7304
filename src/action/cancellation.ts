import { CancelledError } from '../errors.ts';
import { TagJournal } from '../tag-updates/journal.ts';
import type { Logger } from './logger.ts';
import { explainUnexpected } from './unhandled-errors.ts';

/** A run that was told to end is over after this time, in ms: GitHub sends the next signal after 7.5 s, and then kills. */
const DEADLINE = 6500;

/** The signals that tell a run to end, with their exit codes: 128 and the number of the signal. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** What ends a run before it is done. */
export interface Cause {
  /** A signal, or an error that escaped everything else. */
  readonly signal: keyof typeof SIGNALS | undefined;
  readonly exitCode: number;
}

/** Lets a run be ended from outside, so that it says what it has done and puts back what is half done. */
export interface Cancellation {
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  /** Why the run ends; undefined as long as it goes on. */
  readonly cause: Cause | undefined;
  /** How far the tags have come. */
  readonly journal: TagJournal;
  /** Comes when nothing more is waited for. */
  readonly over: Promise<void>;
  /** Does what writes: a signal lets it put back what is half done. At any other time it ends the run at once. */
  writing<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** What a process can be told and asked. */
type EndableProcess = Pick<NodeJS.Process, 'on' | 'exit'>;

/**
 * Makes a run end in order on SIGINT, SIGTERM and errors that escape everything else: no further write begins, tags that
 * were moved are put back, and within 7 s the run has said what is where.
 *
 * A second signal changes nothing of that: GitHub sends one by itself, and tags that are half put back help nobody.
 */
export function installCancellation(process: EndableProcess, logger: Logger): Cancellation {
  const controller = new AbortController();
  const over = Promise.withResolvers<void>();
  let cause: Cause | undefined;
  let writers = 0;

  function end(next: Cause): void {
    if (cause !== undefined) return;
    cause = next;
    controller.abort(new CancelledError('the run was told to end'));
    if (writers === 0) over.resolve();
    else setTimeout(over.resolve, DEADLINE);
  }

  for (const [signal, exitCode] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      logger.info(
        cause === undefined
          ? `${signal}: no further write begins`
          : `${signal}: the run is ending, within 7 s of the first`,
      );
      end({ signal: signal as Cause['signal'], exitCode });
    });
  }
  function endByFault(error: unknown): void {
    // What ends with the run is not waited for by everybody.
    if (error instanceof CancelledError) return;
    logger.fail(explainUnexpected(error));
    if (writers === 0) process.exit(1);
    end({ signal: undefined, exitCode: 1 });
  }
  process.on('uncaughtException', endByFault);
  process.on('unhandledRejection', endByFault);

  return {
    ...{ signal: controller.signal, journal: new TagJournal(), over: over.promise },
    get cause() {
      return cause;
    },
    async writing(work) {
      controller.signal.throwIfAborted();
      writers++;
      try {
        return await work();
      } finally {
        writers--;
      }
    },
  };
}

/** Runs the action to its end, or until it is told to end. */
export async function runToEnd(
  process: EndableProcess & Pick<NodeJS.Process, 'exitCode'>,
  logger: Logger,
  main: (cancellation: Cancellation) => Promise<number>,
): Promise<void> {
  const cancellation = installCancellation(process, logger);
  const exitCode = await main(cancellation);
  // Whatever is still under way would keep the process alive.
  if (cancellation.signal.aborted) process.exit(exitCode);
  process.exitCode = exitCode;
}
