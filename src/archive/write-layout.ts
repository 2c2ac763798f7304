import { createHash } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSealiftError, PolicyError, RegistryError } from '../errors.ts';
import { type Digest, digestOf, parseDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { openBlob } from '../registry/blobs/download.ts';
import { embeddedData } from '../registry/blobs/embedded-data.ts';
import type { RegistryClient } from '../registry/client.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError, systemCode } from '../util/system-error.ts';
import type { LayoutFile } from './plan-layout.ts';
import { TAR_END, tarHeader, tarPadding } from './tar.ts';

/** Where the bytes of an image come from. */
export interface LayoutSource {
  readonly client: RegistryClient;
  readonly repository: Repository;
}

/** Whether a path names a tar file. */
export function isTarPath(path: string): boolean {
  return path.endsWith('.tar');
}

async function* bytesOf({ content }: LayoutFile, { client, repository }: LayoutSource): AsyncGenerator<Uint8Array> {
  if ('bytes' in content) {
    yield content.bytes;
    return;
  }
  const { blob } = content;
  await using stream = await openBlob(client, repository, blob);
  if (stream !== undefined) {
    yield* stream;
    return;
  }
  const embedded = embeddedData(blob);
  if (embedded === undefined) {
    throw new RegistryError({
      what: `archive ${formatRepository(repository)}`,
      reason: `its blob ${blob.digest} is missing`,
      remedy: 'build the image again, or push what is missing',
      code: 'not-found',
      status: 404,
    });
  }
  yield embedded;
}

async function* tarOf(files: readonly LayoutFile[], source: LayoutSource): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    yield tarHeader(file.path, file.size);
    yield* bytesOf(file, source);
    yield tarPadding(file.size);
  }
  yield TAR_END;
}

async function writeAll(handle: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of chunks) {
    for (let done = 0; done < chunk.byteLength; ) {
      const { bytesWritten } = await handle.write(chunk, done, chunk.byteLength - done);
      done += bytesWritten;
    }
  }
  await handle.sync();
}

async function writeTar(path: string, files: readonly LayoutFile[], source: LayoutSource): Promise<void> {
  await using handle = await open(path, 'wx', 0o644);
  await writeAll(handle, tarOf(files, source));
}

async function writeFolder(path: string, files: readonly LayoutFile[], source: LayoutSource): Promise<void> {
  await mkdir(path);
  for (const file of files) {
    const target = join(path, file.path);
    await mkdir(dirname(target), { recursive: true });
    await using handle = await open(target, 'wx', 0o644);
    await writeAll(handle, bytesOf(file, source));
  }
}

function refuse(path: string, reason: string, remedy: string, cause?: unknown): PolicyError {
  return new PolicyError({ what: `archive to ${quote(path, 300)}`, reason, remedy, cause });
}

/** Reads a file to its end, and hashes it. */
export async function hashFile(path: string): Promise<Digest> {
  const hash = createHash('sha256');
  await using handle = await open(path, 'r');
  for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk);
  return parseDigest(`sha256:${hash.digest('hex')}`);
}

/** What names a layout: of a tar file, the hash of the file; of a folder, that of its index, which names all the rest. */
export async function layoutDigest(path: string, files: readonly LayoutFile[]): Promise<Digest> {
  if (isTarPath(path)) return hashFile(path);
  const index = files.find((file) => file.path === 'index.json');
  if (index === undefined || !('bytes' in index.content)) throw new Error('a layout has no index');
  return digestOf(index.content.bytes);
}

export async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
}

/**
 * Writes a layout beside its place, has it proven, and puts it there as a whole: what has its name is an archive.
 *
 * @param prove reads back what was written.
 * @throws {PolicyError} if something is there already, or cannot be written.
 */
export async function writeLayout(
  path: string,
  files: readonly LayoutFile[],
  source: LayoutSource,
  prove: (written: string) => Promise<void>,
): Promise<void> {
  const beside = `${path}.partial-${process.pid}-${Math.floor(source.client.clock.random() * 1e9)}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    if (await exists(path)) {
      throw refuse(path, 'something is there already', 'name another path, or move it away');
    }
    await (isTarPath(path) ? writeTar : writeFolder)(beside, files, source);
    await prove(beside);
    if (isTarPath(path)) {
      // Unlike a rename, this replaces nothing that came meanwhile.
      await link(beside, path);
    } else await rename(beside, path);
  } catch (error) {
    if (isSealiftError(error) || systemCode(error) === undefined) throw error;
    const isThere = ['EEXIST', 'ENOTEMPTY'].includes(systemCode(error) ?? '');
    if (isThere) throw refuse(path, 'something is there already', 'name another path, or move it away', error);
    throw refuse(path, explainSystemError(error, 'write'), 'name a place that can be written', error);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
