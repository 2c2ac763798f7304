import { existsSync } from 'node:fs';
import { startRegistry } from '../test/support/registry/registry.ts';
import { promoteThroughPipeline } from './acts/pipeline-promotions.ts';
import { check, DemoError } from './check.ts';
import { openPipeline } from './pipeline-scene.ts';
import { tellPipeline } from './pipeline-story.ts';
import { openRetention } from './retention-scene.ts';
import { tellRetention } from './retention-story.ts';
import { ROLLBACK_PIPELINE, tellRollback } from './rollback-story.ts';
import { useScratchFolder } from './scratch.ts';
import { SHORT_PIPELINE, tellShortStory } from './short-story.ts';
import { tellStory } from './story.ts';
import { Terminal } from './terminal.ts';

/** Tells everything, in eighteen acts. */
async function tellAll(terminal: Terminal): Promise<void> {
  await using registry = await startRegistry();
  await using pipeline = await openPipeline();
  await using retention = await openRetention();
  // Most of a promotion is waiting: those of the second part take place while the first part is told.
  const promoting = promoteThroughPipeline(pipeline);
  // Where they fail, that is told in its turn.
  promoting.catch(() => undefined);
  await tellStory(registry, terminal);
  await tellPipeline(pipeline, await promoting, terminal);
  await tellRetention(retention, terminal);
}

async function tellHeart(terminal: Terminal): Promise<void> {
  await using pipeline = await openPipeline(SHORT_PIPELINE);
  await tellShortStory(pipeline, terminal);
}

async function tellBack(terminal: Terminal): Promise<void> {
  await using pipeline = await openPipeline(ROLLBACK_PIPELINE);
  await tellRollback(pipeline, terminal);
}

async function tellEnd(terminal: Terminal): Promise<void> {
  await using retention = await openRetention();
  await tellRetention(retention, terminal);
}

const USAGE =
  'Usage: npm run demo [-- all | -- rollback | -- retention]; "all" tells everything, in eighteen acts, "rollback" how a bad release is taken back, and "retention" how old ones go';

const CHAPTERS: Readonly<Record<string, (terminal: Terminal) => Promise<void>>> = {
  all: tellAll,
  rollback: tellBack,
  retention: tellEnd,
};

const [chapter, ...others] = process.argv.slice(2);
if (chapter === '--help' || chapter === '-h') {
  console.log(USAGE);
  process.exit(0);
}
const tell = chapter === undefined ? tellHeart : CHAPTERS[chapter];
if (others.length > 0 || tell === undefined) {
  console.error(USAGE);
  process.exit(2);
}
// "npm run demo | head" has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
useScratchFolder();
const terminal = new Terminal(process.stdout, process.env);
try {
  const hasBundle = existsSync(new URL('../dist/index.js', import.meta.url));
  check(hasBundle, 'The bundle dist/index.js is missing: run "npm run build" first');
  await tell(terminal);
  // The clock of performance.now() starts with the process.
  const seconds = (performance.now() / 1000).toFixed(1);
  terminal.line();
  terminal.line(
    `${terminal.paint('green', '✓')} Every claim above was checked. It took ${seconds} s, and nothing was left behind.`,
  );
} catch (error) {
  process.exitCode = 1;
  const complaint = error instanceof DemoError ? `${error.message}.` : `The demo failed: ${String(error)}`;
  terminal.line();
  terminal.line(terminal.paint('red', `✗ ${complaint}`));
}
