import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dateRelease } from './release/change-log.ts';
import { run } from './run.ts';

const CHANGE_LOG = join(import.meta.dirname, '..', 'CHANGELOG.md');

// npm calls it in "npm version", when package.json has the new version.
await run(async () => {
  const version = process.env['npm_package_version'] ?? '';
  const day = new Date().toISOString().slice(0, 10);
  await writeFile(CHANGE_LOG, dateRelease(await readFile(CHANGE_LOG, 'utf8'), version, day));
});
