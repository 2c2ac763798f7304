import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DOCUMENTS } from '../docs/documents.ts';
import { codeBlocks } from '../docs/markdown-blocks.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** A workflow that the repository runs, or that it shows to users. */
export interface RepositoryWorkflow {
  /** Where it is, such as `examples/promote.yml` or `README.md:88`. */
  readonly title: string;
  readonly text: string;
  /** Whether it is a list of steps in a document, put into a job for the parsers. */
  readonly isFragment: boolean;
}

/** Reads a file by its path from the root of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function listFiles(folder: string, pattern: RegExp): readonly string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => `${folder}/${name}`)
    .filter((path) => pattern.test(path))
    .sort();
}

/** Every `action.yml`: the action, those made of it, and the stand-ins of the tests. */
export const ACTIONS: readonly string[] = [
  'action.yml',
  ...listFiles('actions', /\/action\.yml$/),
  ...listFiles('test/runner/stand-ins', /\/action\.yml$/),
];

function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && key in value;
}

/** A pipeline file has environments, and a workflow has jobs. */
function isWorkflow(text: string): boolean {
  return hasKey(parse(text), 'jobs');
}

function isStepList(text: string): boolean {
  const value: unknown = parse(text);
  return Array.isArray(value) && value.some((step) => hasKey(step, 'uses') || hasKey(step, 'run'));
}

/** Puts the steps of a document into a job, without rights. */
function wrapSteps(steps: string): string {
  const indented = steps.replace(/^(?=.)/gm, '      ');
  return `on: workflow_dispatch\npermissions: {}\njobs:\n  example:\n    runs-on: ubuntu-24.04\n    steps:\n${indented}\n`;
}

const FILES: readonly RepositoryWorkflow[] = ['.github/workflows', 'examples']
  .flatMap((folder) => listFiles(folder, /\.ya?ml$/))
  .map((title) => ({ title, text: readRepositoryFile(title), isFragment: false }))
  .filter(({ text }) => isWorkflow(text));

const BLOCKS: readonly RepositoryWorkflow[] = DOCUMENTS.flatMap((document) =>
  codeBlocks(readRepositoryFile(document))
    .filter(({ language }) => language === 'yaml')
    .flatMap(({ line, text }): readonly RepositoryWorkflow[] => {
      const title = `${document}:${line}`;
      if (isWorkflow(text)) return [{ title, text: `${text}\n`, isFragment: false }];
      return isStepList(text) ? [{ title, text: wrapSteps(text), isFragment: true }] : [];
    }),
);

/** Every workflow of the repository, its documents and its examples. */
export const WORKFLOWS: readonly RepositoryWorkflow[] = [...FILES, ...BLOCKS];
