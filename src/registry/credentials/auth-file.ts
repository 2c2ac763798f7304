import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { devNull } from 'node:os';
import { basename, dirname } from 'node:path';
import { InputError } from '../../errors.ts';
import { quote } from '../../util/safe-text.ts';
import { type ConfigLayout, cannotRead, type DockerConfig, parseDockerConfig } from './docker-config.ts';

/** In bytes; no login step leaves a larger file. */
const MAX_CONFIG = 1024 * 1024;

/** Opening a named pipe would wait for its writer; Windows lacks the flag. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function requireSize(size: number, path: string): void {
  if (size > MAX_CONFIG) throw cannotRead(path, 'it is larger than 1 MiB');
}

/** Detects a DOCKER_CONFIG that names the file itself instead of its folder. */
async function requireFolder(path: string): Promise<void> {
  const folder = dirname(path);
  if (basename(path) !== 'config.json' || basename(folder) === '.docker') return;
  const found = await stat(folder).catch(() => undefined);
  if (found?.isFile() !== true) return;
  const remedy = 'let DOCKER_CONFIG name the folder that holds config.json, and not the file itself';
  throw cannotRead(path, `${quote(folder)} is a file`, remedy);
}

/** Reads at most one byte more than allowed: the reported size may change. */
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
 * Undefined if it is missing or `/dev/null`.
 *
 * @throws {InputError} if it cannot be read, is not a regular file, too large or not JSON; it names only the path.
 */
export async function readAuthFile(path: string, layout: ConfigLayout = 'config'): Promise<DockerConfig | undefined> {
  let bytes: Uint8Array;
  try {
    await using file = await open(path, READ);
    const info = await file.stat();
    if (info.isCharacterDevice() && info.rdev === (await stat(devNull)).rdev) return undefined;
    if (!info.isFile()) throw cannotRead(path, 'it is not a regular file', 'log in again, or remove it');
    bytes = await readStart(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = codeOf(error);
    if (code === 'ENOTDIR') await requireFolder(path);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw cannotRead(path, `the file cannot be opened (${code})`, 'fix its permissions');
  }
  requireSize(bytes.byteLength, path);
  return parseDockerConfig(bytes, path, layout);
}

/**
 * As in Docker, only `auths` count: it starts no program.
 *
 * @throws {InputError} if it is too large or not JSON; it names only the variable.
 */
export function parseAuthVariable(name: string, text: string): DockerConfig {
  const bytes = Buffer.from(text, 'utf8');
  requireSize(bytes.byteLength, name);
  return { ...parseDockerConfig(bytes, name), credHelpers: new Map(), credsStore: undefined };
}
