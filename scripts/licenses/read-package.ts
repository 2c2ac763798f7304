import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundledPackage } from './render.ts';

const LICENSE = /^(?:licen[cs]e|copying)(?:-[\w-]+)?(?:\.(?:md|txt))?$/i;
const NOTICE = /^notice(?:\.(?:md|txt))?$/i;

async function readTexts(folder: string, pattern: RegExp): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && pattern.test(entry.name)).map(({ name }) => name);
  const texts = await Promise.all(files.toSorted().map((name) => readFile(join(folder, name), 'utf8')));
  // Line ends as git keeps them, so that a rebuild from a fresh clone is the same to the byte.
  return texts.map((text) => text.replaceAll('\r\n', '\n').trim()).filter((text) => text !== '');
}

function textOf(json: object, key: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(json, key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/**
 * Reads the name, version and licence texts of an installed package.
 *
 * @throws {Error} where it has no licence file.
 */
export async function readPackage(folder: string): Promise<BundledPackage> {
  const json: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const manifest = typeof json === 'object' && json !== null ? json : {};
  const name = textOf(manifest, 'name') ?? '';
  const version = textOf(manifest, 'version') ?? '';
  const licenses = await readTexts(folder, LICENSE);
  if (licenses.length === 0) {
    throw new Error(
      `Cannot list licences: the bundled package "${name}" ${version} has no licence file; replace it, or ask its authors for one`,
    );
  }
  return {
    name,
    version,
    license: textOf(manifest, 'license'),
    texts: [...licenses, ...(await readTexts(folder, NOTICE))],
  };
}
