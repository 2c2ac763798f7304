import { findFreeHost } from './loopback.ts';
import { startRegistryProcess } from './registry-process.ts';
import { findRegistryProgram, OLAREG } from './registry-programs.ts';

/**
 * Starts olareg on a free loopback port, in memory, with all parts of the specification turned on.
 *
 * @throws {Error} where the program is missing or does not come up.
 */
export async function startOlareg(): Promise<AsyncDisposable & { readonly host: string }> {
  const { title, requiredBy } = OLAREG;
  const program = findRegistryProgram(OLAREG, { ...process.env, [requiredBy]: '1' }) ?? '';
  const host = await findFreeHost();
  const [address = '', port = ''] = host.split(':');
  const args = ['serve', '--addr', address, '--port', port, '--store-type', 'mem', '--api-delete', '--api-blob-delete'];
  const stop = await startRegistryProcess({ title, program, args, host });
  return { host, [Symbol.asyncDispose]: stop };
}
