import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DOCUMENTS, readDocument } from '../docs/documents.ts';
import { SOURCE_FILES } from './source.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Values that somebody else chooses: inputs of a workflow, names and texts of an event. */
const FOREIGN = /\$\{\{[^}]*\b(?:inputs|github\.(?:event|head_ref|ref_name|actor|base_ref))\b[^}]*\}\}/;

/** Finds every `run:` of a YAML document, however deep. */
function scriptsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scriptsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key === 'run' && typeof entry === 'string' ? [entry] : scriptsOf(entry),
  );
}

/** Writes an expression of a workflow. */
function expression(name: string): string {
  return `\${{ ${name} }}`;
}

/** Lists the scripts of a YAML text that a foreign value becomes a part of. */
function injectable(yaml: string): readonly string[] {
  return scriptsOf(parse(yaml)).filter((script) => FOREIGN.test(script));
}

describe('the scan for scripts', () => {
  it.each([
    ['an input', `run: echo ${expression('inputs.tag')}`, 1],
    ['an input of the event', `steps: [{ run: "echo ${expression('github.event.inputs.tag')}" }]`, 1],
    ['the name of a branch', `a: { b: [{ run: "git checkout ${expression('github.head_ref')}" }] }`, 1],
    ['an input in the environment', `env: { TAG: "${expression('inputs.tag')}" }\nrun: echo "$TAG"`, 0],
    ['a secret', `run: echo ${expression('secrets.a')}`, 0],
  ])('judges %s', (_, yaml, count) => {
    expect(injectable(yaml)).toHaveLength(count);
  });
});

describe('what runs', () => {
  it('is JavaScript and no script of a shell', () => {
    const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'));
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' });
    expect(scriptsOf(action)).toEqual([]);
  });

  it('evaluates nothing and starts no shell', () => {
    const found = SOURCE_FILES.flatMap(({ path, lines }) =>
      lines
        .filter((line) => /\beval\(|new Function\(|\bexecSync\(|[^.\w]exec\(|shell:\s*true|node:vm'/.test(line))
        .map((line) => `${path}: ${line}`),
    );
    expect(found).toEqual([]);
  });

  it('starts programs in two places alone', () => {
    const found = SOURCE_FILES.filter(({ loads }) => loads.includes('node:child_process')).map(({ path }) => path);
    expect(found).toEqual(['git/git.ts', 'registry/credentials/helper.ts']);
  });
});

describe.each(DOCUMENTS)('the examples of %s', (name) => {
  it('put no value of others into a script', () => {
    const blocks = [...readDocument(name).matchAll(/```ya?ml\n([\s\S]*?)```/g)].map(([, block]) => block ?? '');
    expect(blocks.flatMap(injectable)).toEqual([]);
  });
});

it.each(['ci.yml', 'nightly.yml', 'action.yml'])('the workflow %s puts no value of others into a script', (name) => {
  expect(injectable(readFileSync(join(ROOT, '.github', 'workflows', name), 'utf8'))).toEqual([]);
});
