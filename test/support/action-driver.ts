// Runs the bundled action again and again in one process; see warm-action.ts.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { WarmStart } from './warm-action.ts';

const [, , script = '', mark = ''] = process.argv;
// What this process was started with is no argument of the action.
process.argv.length = 2;
/** What the script starts and does not wait for. */
const start = join(dirname(script), 'start.js');
const program = pathToFileURL(existsSync(start) ? start : script).href;

/** What begins the run, as the last statement of the bundle, which has no white space. */
const RUN = /start\(\);(?=export\{)/g;

// Loading the bundle takes longer than a run. Its modules keep nothing of a run (main.ts forgets the secrets of the last
// one), so it is loaded once, and only what begins the run is repeated.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (url !== program) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
    if (source.match(RUN)?.length !== 1) throw new Error(`${program} does not begin its run as it did`);
    return { ...loaded, source: source.replace(RUN, 'globalThis.runSealift = () => {\n$&\n};') };
  },
});

declare global {
  var runSealift: () => void;
}

let count = 0;

process.on('message', async ({ env, cwd }: WarmStart) => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.exitCode = undefined;
  // The action listens for signals and for what nobody caught, for the whole of its process.
  for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException', 'unhandledRejection'])
    process.removeAllListeners(event);
  if (count++ === 0) await import(program);
  globalThis.runSealift();
  // The run has ended when nothing but this channel would keep the process alive.
  process.channel?.unref();
});

// Whoever started it is gone.
process.on('disconnect', () => process.exit());

process.on('beforeExit', () => {
  if (count === 0) return;
  process.channel?.ref();
  process.stderr.write(`\n${mark}\n`);
  process.stdout.write(`\n${mark} ${process.exitCode}\n`);
});
