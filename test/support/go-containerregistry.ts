import { findFreeHost } from './loopback.ts';
import { startRegistryProcess } from './registry-process.ts';
import { findRegistryProgram, GO_CONTAINERREGISTRY } from './registry-programs.ts';

/**
 * Starts the registry of google/go-containerregistry on a free loopback port, in memory, with its referrers API.
 *
 * @throws {Error} where the program is missing or does not come up.
 */
export async function startGoContainerregistry(): Promise<AsyncDisposable & { readonly host: string }> {
  const { title, requiredBy } = GO_CONTAINERREGISTRY;
  const program = findRegistryProgram(GO_CONTAINERREGISTRY, { ...process.env, [requiredBy]: '1' }) ?? '';
  const host = await findFreeHost();
  const stop = await startRegistryProcess({ title, program, args: [host], host });
  return { host, [Symbol.asyncDispose]: stop };
}
