import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseHome } from './readme/home.ts';
import { run } from './run.ts';
import { DATA } from './schema/data.ts';
import { renderDataSchema, renderSchema } from './schema/render.ts';

const ROOT = join(import.meta.dirname, '..');

async function update(name: string, after: string): Promise<void> {
  const target = join(ROOT, 'schema', name);
  const before = await readFile(target, 'utf8').catch(() => '');
  if (after === before) return;
  if (process.argv.includes('--check')) {
    throw new Error(`Cannot accept schema/${name}: the source says otherwise; run "npm run schema"`);
  }
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, after);
}

await run(async () => {
  const home = parseHome(await readFile(join(ROOT, 'package.json'), 'utf8'));
  await update('sealift.schema.json', renderSchema(home));
  for (const data of Object.values(DATA)) await update(data.file, renderDataSchema(home, data));
});
