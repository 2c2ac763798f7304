import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateBundle } from './bundle/generate.ts';
import { packageFolder } from './licenses/package-folder.ts';
import { readPackage } from './licenses/read-package.ts';
import { renderLicenses } from './licenses/render.ts';
import { run } from './run.ts';

const ROOT = join(import.meta.dirname, '..');

await run(async () => {
  const modules = (await generateBundle()).flatMap((chunk) => Object.keys(chunk.modules));
  const folders = new Set(modules.flatMap((id) => packageFolder(id, ROOT) ?? []));
  const packages = await Promise.all([...folders].map((folder) => readPackage(folder, [...folders])));
  // The same version of a package may be installed in several folders.
  const unique = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  await writeFile(join(ROOT, 'dist', 'licenses.txt'), renderLicenses([...unique.values()]));
});
