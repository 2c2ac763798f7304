import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseActionFile } from '../../scripts/readme/action-file.ts';
import { parseHome } from '../../scripts/readme/home.ts';
import { loadInputs } from '../../src/inputs/inputs.ts';
import { loadText } from '../pipeline/support.ts';
import { DOCUMENTS, readDocument } from './documents.ts';
import { codeBlocks } from './markdown-blocks.ts';
import { pipelineExamples, ROOTS } from './pipeline-examples.ts';
import { readWorkflow, type Step } from './workflow-steps.ts';

const home = parseHome(readDocument('package.json'));
const action = parseActionFile(readDocument('action.yml'));
const inputs = action.inputs.map(({ name }) => name);
const outputs = action.outputs.map(({ name }) => name);
/** The pipeline file that newcomers copy: examples that name environments mean those in it. */
const pipeline = await loadText(pipelineExamples('README.md')[0]?.file ?? '', ROOTS);
/** The one whose gates name base images. */
const withBases = await loadText(pipelineExamples('docs/guides/base-images.md')[0]?.file ?? '', ROOTS);
/** The one that says which images stay. */
const withRetention = await loadText(pipelineExamples('docs/guides/retention.md')[0]?.file ?? '', ROOTS);
const MIRROR_LIST = join(import.meta.dirname, '..', '..', 'examples', 'mirror.txt');
/** Every block of YAML in every document; one without steps is not for GitHub, and has only to be YAML. */
const blocks = DOCUMENTS.flatMap((document) =>
  codeBlocks(readDocument(document))
    .filter(({ language }) => language === 'yaml')
    .map(({ line, text }) => ({ document, line, workflow: readWorkflow(text) })),
);
const names = readdirSync(join(import.meta.dirname, '..', '..', 'examples')).filter((name) => name.endsWith('.yml'));
const files = names.map((name) => ({
  ...{ document: `examples/${name}`, line: 1, workflow: readWorkflow(readDocument(`examples/${name}`)) },
}));
const examples = [...blocks, ...files].filter(({ workflow }) => workflow.steps.length > 0);

/** Stands in for what an expression gives at run time. */
function sampleOf(expression: string): string {
  if (expression.endsWith('sha')) return '860c1904a1ce19322e91ac35af1ab07466440c37';
  if (expression === 'matrix.shard') return `3-of-8@${'a'.repeat(32)}`;
  if (expression.endsWith('digest') || expression.endsWith('plan-id')) return `sha256:${'a'.repeat(64)}`;
  if (expression.endsWith('dry-run')) return 'true';
  if (expression.endsWith('.image')) return 'shop/app:1.2.3';
  if (expression.endsWith('.from')) return 'd';
  if (expression.endsWith('.to')) return 't';
  return '1.2.3';
}

function isOurs({ uses }: Step): boolean {
  return uses?.startsWith(`${home.repository}@`) ?? false;
}

describe.each(examples)('the example on line $line of $document', ({ workflow }) => {
  const ours = workflow.steps.filter(isOurs);

  it('uses the action as it is published', () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const { uses } of ours) expect(uses).toBe(`${home.repository}@${home.major}`);
  });

  it('gives only inputs that there are, with values that they take', () => {
    for (const step of ours) {
      expect(inputs).toEqual(expect.arrayContaining([...step.with.keys()]));
      // The runner fills in what an example leaves out, and an empty "dry-run" is refused.
      const given = (name: string): string =>
        (step.with.get(name) ?? (name === 'dry-run' ? 'false' : '')).replace(
          /\$\{\{\s*(.*?)\s*\}\}/g,
          (_, expression: string) => sampleOf(expression),
        );
      // Users save the list of images elsewhere.
      const read = (name: string) => given(name).trim().replace('.github/mirror.txt', MIRROR_LIST);
      const files = new Map([
        ['outdated', withBases],
        ['retain', withRetention],
      ]);
      const file = files.get(step.with.get('command') ?? '') ?? pipeline;
      expect(() => loadInputs(read, { pipeline: file })).not.toThrow();
    }
  });

  it('refers only to outputs and inputs that there are', () => {
    for (const expression of workflow.expressions) {
      const [, id, output] = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(expression) ?? [];
      if (id !== undefined) {
        expect(workflow.steps.map((step) => step.id)).toContain(id);
        if (ours.some((step) => step.id === id)) expect(outputs).toContain(output);
      }
      const input = /^inputs\.([\w-]+)$/.exec(expression)?.[1];
      if (input !== undefined) expect(workflow.inputs).toContain(input);
    }
  });

  it('puts no expression into a script', () => {
    for (const { run } of workflow.steps) expect(run ?? '').not.toContain('${{');
  });
});

it('shows each way to use the action', () => {
  const commands = examples.flatMap(({ workflow }) =>
    workflow.steps.filter(isOurs).map((step) => step.with.get('command')),
  );
  expect(commands).toEqual(expect.arrayContaining([undefined, 'tags', 'plan', 'verify', 'history', 'check']));
  for (const guide of [
    'README',
    'docs/reference/tag-rules',
    'docs/guides/migrating-from-metadata-action',
    'docs/concepts/immutable-tags',
  ]) {
    expect(examples.map(({ document }) => document)).toContain(`${guide}.md`);
  }
});
