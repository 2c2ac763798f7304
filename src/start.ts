import { runToEnd } from './action/cancellation.ts';
import { outliveReaders } from './action/logger.ts';
import { refuseArguments } from './action/refuse-arguments.ts';
import { openRunner } from './action/runner.ts';
import { COMMANDS, type CommandName } from './faces/commands.ts';
import { main } from './main.ts';

const [, , ...given] = process.argv;

/** What starts this file may note something first: `bin/` that this is a command line, `actions/` which command. */
function findNote(name: string): unknown {
  return Object.getOwnPropertyDescriptor(globalThis, Symbol.for(name))?.value;
}

function findFixedCommand(): CommandName | undefined {
  const name = findNote('sealift.command');
  return COMMANDS.find((command) => command === name);
}

/** Not awaited: a top-level await would split the bundle into many files more. */
function start(): void {
  if (findNote('sealift.arguments') === true) {
    void import('./cli/run.ts').then(({ runCommandLine }) => runCommandLine(given));
    return;
  }
  const runner = openRunner(process.env);
  void runToEnd(process, runner.logger, async (cancellation) =>
    given.length > 0
      ? refuseArguments(given, runner.logger)
      : main({ ...runner, fixedCommand: findFixedCommand() }, cancellation),
  );
}

outliveReaders();
start();
