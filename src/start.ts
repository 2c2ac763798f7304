import { runToEnd } from './action/cancellation.ts';
import { outliveReaders } from './action/logger.ts';
import { refuseArguments } from './action/refuse-arguments.ts';
import { openRunner } from './action/runner.ts';
import { COMMANDS, type CommandName } from './faces/commands.ts';
import { main } from './main.ts';

const [, , ...given] = process.argv;

/** The action of a single command says which before it loads this file. */
function findFixedCommand(): CommandName | undefined {
  const name: unknown = Object.getOwnPropertyDescriptor(globalThis, Symbol.for('sealift.command'))?.value;
  return COMMANDS.find((command) => command === name);
}

outliveReaders();
// Not awaited: a top-level await would split the bundle into many files more.
const runner = openRunner(process.env);
void runToEnd(process, runner.logger, async (cancellation) =>
  given.length > 0
    ? refuseArguments(given, runner.logger)
    : main({ ...runner, fixedCommand: findFixedCommand() }, cancellation),
);
