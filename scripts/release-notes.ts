import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readReleaseNotes } from './release/change-log.ts';
import { run } from './run.ts';

// Prints what changed in a version: node scripts/release-notes.ts 1.2.3
await run(async () => {
  const changeLog = await readFile(join(import.meta.dirname, '..', 'CHANGELOG.md'), 'utf8');
  process.stdout.write(readReleaseNotes(changeLog, process.argv[2] ?? ''));
});
