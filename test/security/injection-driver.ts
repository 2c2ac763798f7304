// Runs the bundled action again and again in one process; see injection-batch.ts.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , script = '', mark = ''] = process.argv;
let count = 0;
// What this process was started with is no argument of the action.
process.argv.length = 2;
/** What the script starts and does not wait for. */
const start = join(dirname(script), 'start.js');
const program = existsSync(start) ? start : script;

process.on('message', async (environment: Record<string, string>) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.exitCode = undefined;
  // The action listens for signals and for what nobody caught, for the whole of its process.
  for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'])
    process.removeAllListeners(event);
  // Another query is another module: the action begins anew, with what it loads on demand loaded already.
  await import(`${pathToFileURL(program)}?run=${count++}`);
  process.stderr.write(`\n${mark}\n`);
  process.stdout.write(`\n${mark} ${process.exitCode}\n`);
});
