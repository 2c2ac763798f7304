import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseActionFile } from './readme/action-file.ts';
import { parseHome } from './readme/home.ts';
import { renderReadme } from './readme/render.ts';
import { run } from './run.ts';

const ROOT = join(import.meta.dirname, '..');

function read(name: string): Promise<string> {
  return readFile(join(ROOT, name), 'utf8');
}

await run(async () => {
  const [readme, action, manifest] = await Promise.all(['README.md', 'action.yml', 'package.json'].map(read));
  const before = readme ?? '';
  const after = renderReadme(before, parseActionFile(action ?? ''), parseHome(manifest ?? ''));
  if (after === before) return;
  if (process.argv.includes('--check')) {
    throw new Error('Cannot accept README.md: action.yml or package.json say otherwise; run "npm run docs"');
  }
  await writeFile(join(ROOT, 'README.md'), after);
});
