import { runToEnd } from './action/cancellation.ts';
import { main } from './main.ts';

await runToEnd(process, main);
