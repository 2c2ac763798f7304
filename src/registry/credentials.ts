import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { FoundCredential } from './credential.ts';
import { type DockerConfig, parseDockerConfig } from './docker-config.ts';

/** No login step leaves a larger file (bytes). */
const MAX_CONFIG = 1024 * 1024;

/** A pair of inputs, where the user gave one. */
export interface ExplicitCredential {
  readonly username: string;
  readonly password: string;
  /** The inputs' names, for the log. */
  readonly origin: string;
}

/** Where Docker keeps its configuration: `DOCKER_CONFIG` is a folder and replaces `~/.docker` entirely. */
export function dockerConfigPath(environment: Readonly<Record<string, string | undefined>>, home: string): string {
  return join(environment['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json');
}

/**
 * Reads Docker's config.json; a file that is not there is none.
 *
 * @throws {InputError} where it is there but cannot be read, is too large or no JSON.
 */
export async function readDockerConfig(path: string): Promise<DockerConfig | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new InputError(
      `Cannot read credentials from "${path}": the file cannot be opened (${code}); mend its permissions`,
    );
  }
  if (bytes.byteLength > MAX_CONFIG) {
    throw new InputError(
      `Cannot read credentials from "${path}": it is larger than 1 MiB; log in again, or remove the file`,
    );
  }
  return parseDockerConfig(bytes, path);
}

/** Picks the credential for a registry: the inputs, then Docker's config, then none. */
export function findCredential(
  registry: string,
  sources: { readonly explicit?: ExplicitCredential | undefined; readonly config: DockerConfig | undefined },
): FoundCredential {
  const { explicit, config } = sources;
  if (explicit !== undefined) {
    const { username, password, origin } = explicit;
    return { credential: { kind: 'basic', username, password }, origin };
  }
  const stored = config?.auths.get(registry);
  if (stored !== undefined && config !== undefined) return { credential: stored, origin: `auths in ${config.path}` };
  return { credential: { kind: 'anonymous' }, origin: 'none found, anonymous' };
}
