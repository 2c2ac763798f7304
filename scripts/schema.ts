import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseHome } from './readme/home.ts';
import { run } from './run.ts';
import { renderSchema } from './schema/render.ts';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'schema', 'sealift.schema.json');

await run(async () => {
  const after = renderSchema(parseHome(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const before = await readFile(TARGET, 'utf8').catch(() => '');
  if (after === before) return;
  if (process.argv.includes('--check')) {
    throw new Error('Cannot accept schema/sealift.schema.json: src/pipeline says otherwise; run "npm run schema"');
  }
  await mkdir(dirname(TARGET), { recursive: true });
  await writeFile(TARGET, after);
});
