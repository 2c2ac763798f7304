import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseActionFile } from './readme/action-file.ts';
import { parseHome, replaceHome } from './readme/home.ts';
import { renderInputsPage, renderOutputsPage } from './readme/render.ts';
import { run } from './run.ts';

const ROOT = join(import.meta.dirname, '..');
const INPUTS = 'docs/reference/inputs.md';
const OUTPUTS = 'docs/reference/outputs.md';

function read(name: string): Promise<string> {
  return readFile(join(ROOT, name), 'utf8');
}

async function list(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(join(ROOT, folder), { recursive: true });
  return names.filter((name) => name.endsWith(ending)).map((name) => `${folder}/${name}`);
}

/** Writes a document if it changed; with `--check`, refuses the change. */
async function update(name: string, after: string): Promise<void> {
  if (after === (await read(name))) return;
  if (process.argv.includes('--check')) {
    throw new Error(`Cannot accept ${name}: action.yml or package.json differ; run "npm run docs"`);
  }
  await writeFile(join(ROOT, name), after);
}

await run(async () => {
  const [actionText, manifest] = await Promise.all(['action.yml', 'package.json'].map(read));
  const action = parseActionFile(actionText ?? '');
  const home = parseHome(manifest ?? '');
  const lists = [
    ...[list('docs', '.md'), list('examples', '.yml')],
    ...[list('.github/ISSUE_TEMPLATE', '.yml'), list('.github/workflows', '.yml')],
  ];
  const documents = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...(await Promise.all(lists)).flat()];
  for (const name of documents) await update(name, replaceHome(await read(name), home));
  await update(INPUTS, renderInputsPage(await read(INPUTS), action));
  await update(OUTPUTS, renderOutputsPage(await read(OUTPUTS), action));
});
