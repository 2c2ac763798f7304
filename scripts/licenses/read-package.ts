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

async function readManifest(folder: string): Promise<object> {
  const json: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return typeof json === 'object' && json !== null ? json : {};
}

/** Tells from where a package comes and under which licence: packages of one repository have it in common. */
function originOf(manifest: object): string | undefined {
  const repository: unknown = Object.getOwnPropertyDescriptor(manifest, 'repository')?.value;
  const url = typeof repository === 'object' && repository !== null ? textOf(repository, 'url') : undefined;
  const license = textOf(manifest, 'license');
  return url === undefined || license === undefined ? undefined : `${license} ${url}`;
}

/** Reads the licence of a package that was published without its file: that of another package of the same repository. */
async function readSharedTexts(manifest: object, others: readonly string[]): Promise<readonly string[]> {
  const origin = originOf(manifest);
  if (origin === undefined) return [];
  for (const other of others.toSorted()) {
    if (originOf(await readManifest(other)) !== origin) continue;
    const texts = await readTexts(other, LICENSE);
    if (texts.length > 0) return texts;
  }
  return [];
}

/** The licences of which a package may merely say that it is under them: they let everybody bundle what they cover. */
const PERMISSIVE: ReadonlySet<string> = new Set(['ISC', 'MIT', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']);

/** Licences of lists, such as that of SPDX; they ask for their address to be handed on, and for changes to be named. */
const CREATIVE_COMMONS: ReadonlyMap<string, string> = new Map([
  ['CC0-1.0', 'https://creativecommons.org/publicdomain/zero/1.0/'],
  ['CC-BY-3.0', 'https://creativecommons.org/licenses/by/3.0/'],
]);

/** Says what a package without any licence file says of itself: its licence by name, and whose it is. */
function describeLicense(manifest: object): readonly string[] {
  const license = textOf(manifest, 'license') ?? '';
  const author: unknown = Object.getOwnPropertyDescriptor(manifest, 'author')?.value;
  const name = typeof author === 'object' && author !== null ? textOf(author, 'name') : author;
  const address = CREATIVE_COMMONS.get(license);
  const isKnown = PERMISSIVE.has(license) || address !== undefined;
  if (!isKnown || typeof name !== 'string' || name === '') return [];
  const more = address === undefined ? '' : `\n${address}\nWhat it lists is bundled unchanged.`;
  return [
    `Copyright: ${name}\n\nThe package has no licence file; it says that it is under the licence ${license}.${more}`,
  ];
}

/**
 * Reads the name, version and licence texts of an installed package.
 *
 * @param others folders of packages, one of which may have the licence of the repository that this one comes from too.
 * @throws {Error} where neither it nor a package of the same repository has a licence file, nor says whose it is.
 */
export async function readPackage(folder: string, others: readonly string[] = []): Promise<BundledPackage> {
  const manifest = await readManifest(folder);
  const name = textOf(manifest, 'name') ?? '';
  const version = textOf(manifest, 'version') ?? '';
  const own = await readTexts(folder, LICENSE);
  const shared = own.length > 0 ? own : await readSharedTexts(manifest, others);
  const licenses = shared.length > 0 ? shared : describeLicense(manifest);
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
