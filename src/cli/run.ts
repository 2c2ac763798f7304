import { runToEnd } from '../action/cancellation.ts';
import { outliveReaders } from '../action/logger.ts';
import type { Host } from '../commands/host.ts';
import type { Env } from '../event/payload.ts';
import { defaultOf, type InputName, isInputName } from '../faces/inputs.ts';
import { main } from '../main.ts';
import { safeText } from '../util/safe-text.ts';
import { TOOL_VERSION } from '../version.ts';
import { type Invocation, parseArguments, type Run } from './arguments.ts';
import { environmentOf } from './environment.ts';
import { renderCommandHelp, renderHelp, renderInputHelp } from './help.ts';
import { openTerminal, type Stream } from './logger.ts';
import { hasOwnResult, renderJson, renderResult } from './result.ts';
import { readSecrets } from './secrets.ts';
import { UsageError, WRONG_USAGE } from './usage-error.ts';

/** The widest text that is pleasant to read (columns). */
const WIDEST_TEXT = 100;

/** The columns of a stream that is no terminal. */
const USUAL_WIDTH = 80;

function print(stream: Stream, lines: readonly string[]): void {
  if (lines.length > 0) stream.write(`${lines.join('\n')}\n`);
}

function renderAnswer(invocation: Exclude<Invocation, Run>, width: number): readonly string[] {
  if (invocation.kind === 'version') return [TOOL_VERSION];
  const { command, input } = invocation;
  if (command === undefined) return renderHelp();
  return input === undefined ? renderCommandHelp(command, width) : renderInputHelp(command, input, width);
}

function openHost(run: Run, { out, err }: { readonly out: Stream; readonly err: Stream }, given: Env): Host {
  const environment = environmentOf(run.ref, given, { cwd: process.cwd(), platform: process.platform });
  const { command, inputs, isJson } = run;
  const secrets = readSecrets(run, given);
  const { logger, settle } = openTerminal(out, err, { environment, isQuiet: isJson || hasOwnResult(command) });
  // However it ends: what the shell writes then begins on a line of its own.
  process.once('exit', settle);
  function read(name: InputName): string {
    if (name === 'command') return command;
    return secrets.get(name) ?? inputs.get(name) ?? defaultOf(name);
  }
  const getRawInput = (name: string) => (isInputName(name) ? read(name) : '');
  return {
    ...{ environment, logger, getRawInput },
    getInput: (name) => getRawInput(name).trim(),
    handOver({ outputs }) {
      settle();
      const width = out.isTTY === true ? out.columns : undefined;
      print(out, isJson ? [renderJson(outputs)] : renderResult(command, outputs, width));
      return undefined;
    },
    writeSummary: () => undefined,
  };
}

/** Runs the command line to its end: exit code 0 done, 1 refused or failed, 2 wrong usage, 130 or 143 by a signal. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  outliveReaders();
  const { stdout: out, stderr: err, env } = process;
  try {
    const invocation = parseArguments(args);
    if (invocation.kind !== 'run') {
      const width = Math.min(out.columns ?? USUAL_WIDTH, WIDEST_TEXT);
      const isAsked = args.length > 0;
      print(isAsked ? out : err, renderAnswer(invocation, width));
      process.exitCode = isAsked ? 0 : WRONG_USAGE;
      return;
    }
    const host = openHost(invocation, { out, err }, env);
    await runToEnd(process, host.logger, (cancellation) => main(host, cancellation));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.write(`error: ${safeText(error.message, 2000)}\n`);
    process.exitCode = WRONG_USAGE;
  }
}
