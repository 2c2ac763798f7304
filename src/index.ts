import { installLastWords } from './action/last-words.ts';
import { main } from './main.ts';

installLastWords(process);
process.exitCode = await main(process.env);
