import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import configs from '../rolldown.config.ts';
import { packageFolder } from './licenses/package-folder.ts';
import { readPackage } from './licenses/read-package.ts';
import { renderLicenses } from './licenses/render.ts';
import { run } from './run.ts';

const ROOT = join(import.meta.dirname, '..');

/** Bundles once more in memory and asks which modules were left in: what is shaken out needs no licence. */
async function bundledModules(): Promise<readonly string[]> {
  const modules: string[] = [];
  for (const config of configs) {
    const [output] = [config.output ?? {}].flat();
    await using bundle = await rolldown(config);
    const result = await bundle.generate(output);
    modules.push(...result.output.flatMap((file) => (file.type === 'chunk' ? Object.keys(file.modules) : [])));
  }
  return modules;
}

await run(async () => {
  const modules = await bundledModules();
  const folders = new Set(modules.flatMap((id) => packageFolder(id, ROOT) ?? []));
  const packages = await Promise.all([...folders].map((folder) => readPackage(folder, [...folders])));
  // The same version of a package may be installed in several folders.
  const unique = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  await writeFile(join(ROOT, 'dist', 'licenses.txt'), renderLicenses([...unique.values()]));
});
