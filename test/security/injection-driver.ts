// Runs the bundled action again and again in one process; see injection-batch.ts.
import { pathToFileURL } from 'node:url';

const [, , script = '', mark = ''] = process.argv;
let count = 0;

process.on('message', async (environment: Record<string, string>) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.exitCode = undefined;
  // The action listens for what nobody caught, for the whole of its process.
  for (const event of ['uncaughtException', 'unhandledRejection']) process.removeAllListeners(event);
  // Another query is another module: the action begins anew, with what it loads on demand loaded already.
  await import(`${pathToFileURL(script)}?run=${count++}`);
  process.stderr.write(`\n${mark}\n`);
  process.stdout.write(`\n${mark} ${process.exitCode}\n`);
});
