// Runs the bundled action again and again in one process; see injection-batch.ts.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , script = '', mark = ''] = process.argv;
let count = 0;
// What this process was started with is no argument of the action.
process.argv.length = 2;
/** What the script starts and does not wait for. */
const start = join(dirname(script), 'start.js');
const program = existsSync(start) ? start : script;

/** The bundle's files that hold only libraries, which keep nothing of a run. */
const LIBRARIES = /\/(?:undici|proxy|github|cosign-key|base-image|rolldown-runtime)\.js$/;

// Another query is another module: the action begins anew with each run, in all of its own files.
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const query = /\?run=\d+$/.exec(context.parentURL ?? '')?.[0];
    const isOwn = found.url.startsWith('file:') && !LIBRARIES.test(found.url);
    return query === undefined || !isOwn ? found : { ...found, url: `${found.url}${query}` };
  },
});

process.on('message', async (environment: Record<string, string>) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  process.exitCode = undefined;
  // The action listens for signals and for what nobody caught, for the whole of its process.
  for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'])
    process.removeAllListeners(event);
  await import(`${pathToFileURL(program)}?run=${count++}`);
  // The run has ended when nothing but this channel would keep the process alive.
  process.channel?.unref();
});

process.on('beforeExit', () => {
  if (count === 0) return;
  process.channel?.ref();
  process.stderr.write(`\n${mark}\n`);
  process.stdout.write(`\n${mark} ${process.exitCode}\n`);
});
