import { runToEnd } from './action/cancellation.ts';
import { refuseArguments } from './action/refuse-arguments.ts';
import { openRunner } from './action/runner.ts';
import { main } from './main.ts';

const [, , ...given] = process.argv;

// Not awaited: a top-level await would split the bundle into many files more.
const runner = openRunner(process.env);
void runToEnd(process, runner.logger, async (cancellation) =>
  given.length > 0 ? refuseArguments(given, runner.logger) : main(runner, cancellation),
);
