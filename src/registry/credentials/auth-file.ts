import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { basename, dirname } from 'node:path';
import { InputError } from '../../errors.ts';
import { quote } from '../../util/safe-text.ts';
import { type ConfigLayout, type DockerConfig, parseDockerConfig } from './docker-config.ts';

/** No login step leaves a larger file (bytes). */
const MAX_CONFIG = 1024 * 1024;

/** Opening a named pipe would wait for whoever writes to it; Windows knows no such flag. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function requireSize(size: number, path: string): void {
  if (size <= MAX_CONFIG) return;
  throw new InputError({
    what: `read credentials from ${quote(path)}`,
    reason: 'it is larger than 1 MiB',
    remedy: 'log in again, or remove the file',
  });
}

/**
 * Requires that what should be the folder of a config.json is not a file: somebody has named the file itself.
 *
 * @throws {InputError} if it is; else the file is not there.
 */
async function requireFolder(path: string): Promise<void> {
  const folder = dirname(path);
  if (basename(path) !== 'config.json' || basename(folder) === '.docker') return;
  const found = await stat(folder).catch(() => undefined);
  if (found?.isFile() !== true) return;
  throw new InputError({
    what: `read credentials from ${quote(path)}`,
    reason: `${quote(folder)} is a file`,
    remedy: 'let DOCKER_CONFIG name the folder that holds config.json, and not the file itself',
  });
}

/** Reads one byte more than is allowed at most: a size that was told may change. */
async function readStart(file: FileHandle): Promise<Uint8Array> {
  const buffer = Buffer.alloc(MAX_CONFIG + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    length += bytesRead;
    if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
  }
}

/**
 * Reads a file of credentials; one that is not there is none, and neither is `/dev/null`.
 *
 * @throws {InputError} if it is there but cannot be read, is no regular file, too large or no JSON; it names the path
 *   alone.
 */
export async function readAuthFile(path: string, layout: ConfigLayout = 'config'): Promise<DockerConfig | undefined> {
  let bytes: Uint8Array;
  try {
    await using file = await open(path, READ);
    const info = await file.stat();
    if (info.isCharacterDevice() && info.rdev === (await stat(devNull)).rdev) return undefined;
    if (!info.isFile()) {
      throw new InputError({
        what: `read credentials from ${quote(path)}`,
        reason: 'it is not a regular file',
        remedy: 'log in again, or remove it',
      });
    }
    bytes = await readStart(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = codeOf(error);
    if (code === 'ENOTDIR') await requireFolder(path);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new InputError({
      what: `read credentials from ${quote(path)}`,
      reason: `the file cannot be opened (${code})`,
      remedy: 'fix its permissions',
    });
  }
  requireSize(bytes.byteLength, path);
  return parseDockerConfig(bytes, path, layout);
}

/**
 * Reads credentials that a variable holds as text.
 *
 * Of it, only `auths` counts, as with Docker itself: it starts no program.
 *
 * @throws {InputError} if it is too large or no JSON; it names the variable alone.
 */
export function parseAuthVariable(name: string, text: string): DockerConfig {
  const bytes = Buffer.from(text, 'utf8');
  requireSize(bytes.byteLength, name);
  return { ...parseDockerConfig(bytes, name), credHelpers: new Map(), credsStore: undefined };
}
