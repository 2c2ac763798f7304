import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { COMMANDS } from '../src/faces/commands.ts';
import { renderActionFile, renderCommandAction, renderCommandEntry } from './readme/action-yaml.ts';
import { parseHome, replaceHome } from './readme/home.ts';
import { replaceSection } from './readme/render.ts';
import { renderInputTables, renderOutputTables } from './readme/tables.ts';
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

/** The files that are written whole. */
function renderActions(description: string): ReadonlyMap<string, string> {
  const ofCommands = COMMANDS.flatMap((command) => [
    [`actions/${command}/action.yml`, renderCommandAction(command)] as const,
    [`actions/${command}/index.js`, renderCommandEntry(command)] as const,
  ]);
  return new Map([['action.yml', renderActionFile(description)], ...ofCommands]);
}

const isCheck = process.argv.includes('--check');

function refuse(name: string): never {
  throw new Error(`Cannot accept ${name}: src/faces or package.json differ; run "npm run docs"`);
}

/** Writes a document if it changed; with `--check`, refuses the change. */
async function update(name: string, after: string): Promise<void> {
  const before = await read(name).catch(() => undefined);
  if (after === before) return;
  if (isCheck) refuse(name);
  await mkdir(dirname(join(ROOT, name)), { recursive: true });
  await writeFile(join(ROOT, name), after);
}

/** Removes the actions of commands that there are no more. */
async function removeOthers(written: ReadonlyMap<string, string>): Promise<void> {
  for (const name of await list('actions', '')) {
    if (written.has(name) || (COMMANDS as readonly string[]).includes(name.replace('actions/', ''))) continue;
    if (isCheck) refuse(name);
    await rm(join(ROOT, name), { recursive: true, force: true });
  }
}

await run(async () => {
  const manifest = await read('package.json');
  const home = parseHome(manifest);
  const { description }: { description: string } = JSON.parse(manifest);
  const actions = renderActions(description);
  for (const [name, text] of actions) await update(name, text);
  await removeOthers(actions);
  const lists = [
    ...[list('docs', '.md'), list('examples', '.yml')],
    ...[list('.github/ISSUE_TEMPLATE', '.yml'), list('.github/workflows', '.yml')],
  ];
  const documents = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...(await Promise.all(lists)).flat()];
  for (const name of documents) await update(name, replaceHome(await read(name), home));
  await update(INPUTS, replaceSection(await read(INPUTS), 'inputs', renderInputTables(home)));
  await update(OUTPUTS, replaceSection(await read(OUTPUTS), 'outputs', renderOutputTables()));
});
