import { runToEnd } from './action/cancellation.ts';
import { refuseArguments } from './action/refuse-arguments.ts';
import { main } from './main.ts';

const [, , ...given] = process.argv;

// Not awaited: a top-level await would split the bundle into many files more.
void runToEnd(process, given.length > 0 ? async () => refuseArguments(given, process.env) : main);
