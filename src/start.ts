import { runToEnd } from './action/cancellation.ts';
import { refuseArguments } from './action/refuse-arguments.ts';
import { main } from './main.ts';

const [, , ...given] = process.argv;
await runToEnd(process, given.length > 0 ? async () => refuseArguments(given, process.env) : main);
