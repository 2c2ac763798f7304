import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** Reads a file of the repository by its path from the root. */
export function readDocument(name: string): string {
  return readFileSync(join(ROOT, name), 'utf8');
}

/** Returns the folder of a document. */
export function folderOf(name: string): string {
  return join(ROOT, name, '..');
}

const GUIDES = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`)
  .sort();

/** Every document that users and contributors read, by its path from the root. */
export const DOCUMENTS: readonly string[] = [
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...GUIDES,
];
