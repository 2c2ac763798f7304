import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseActionFile } from './readme/action-file.ts';
import { parseHome, replaceHome } from './readme/home.ts';
import { renderReference } from './readme/render.ts';
import { run } from './run.ts';

const ROOT = join(import.meta.dirname, '..');

const REFERENCE = 'docs/reference/inputs.md';

function read(name: string): Promise<string> {
  return readFile(join(ROOT, name), 'utf8');
}

/** Writes what has changed of a document, or refuses it. */
async function update(name: string, after: string): Promise<void> {
  if (after === (await read(name))) return;
  if (process.argv.includes('--check')) {
    throw new Error(`Cannot accept ${name}: action.yml or package.json say otherwise; run "npm run docs"`);
  }
  await writeFile(join(ROOT, name), after);
}

await run(async () => {
  const [action, manifest] = await Promise.all(['action.yml', 'package.json'].map(read));
  const home = parseHome(manifest ?? '');
  await update('README.md', replaceHome(await read('README.md'), home));
  await update(REFERENCE, renderReference(await read(REFERENCE), parseActionFile(action ?? '')));
});
