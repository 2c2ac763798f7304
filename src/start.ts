import { installLastWords } from './action/last-words.ts';
import { refuseArguments } from './action/refuse-arguments.ts';
import { main } from './main.ts';

installLastWords(process);
const [, , ...given] = process.argv;
process.exitCode = given.length > 0 ? refuseArguments(given, process.env) : await main(process.env);
