/** The module that rolldown itself adds to a bundle. */
const ROLLDOWN_RUNTIME = 'rolldown/runtime.js';

/**
 * Returns the folder of the npm package that a bundled module belongs to, or undefined for our own code.
 *
 * @example packageFolder('/app/node_modules/@actions/core/lib/core.js', '/app') // '/app/node_modules/@actions/core'
 * @param moduleId the name that rolldown gives the module: most often its path.
 * @param root the folder of our own package, absolute and without a slash at its end.
 * @throws {Error} for a module that is neither ours nor a package's.
 */
export function packageFolder(moduleId: string, root: string): string | undefined {
  const id = moduleId.replaceAll('\0', '').replaceAll('\\', '/');
  if (id === ROLLDOWN_RUNTIME) return `${root}/node_modules/rolldown`;
  const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0];
  if (folder !== undefined) return folder;
  if (id.startsWith(`${root}/`)) return undefined;
  throw new Error(`Cannot list licences: the bundled module "${id}" belongs to no package; exclude it from the bundle`);
}
