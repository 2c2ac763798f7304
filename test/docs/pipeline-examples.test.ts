import { describe, expect, it } from 'vitest';
import { loadText } from '../pipeline/support.ts';
import { DOCUMENTS, readDocument } from './documents.ts';
import { pipelineExamples, ROOTS } from './pipeline-examples.ts';

const examples = DOCUMENTS.flatMap(pipelineExamples);

describe('pipeline files in documents', () => {
  it.each(examples)('are read: line $line of $document', async ({ file }) => {
    await expect(loadText(file, ROOTS)).resolves.toMatchObject({ path: '.github/sealift.yml' });
  });

  it('are in the documents that tell of them', () => {
    const shown = new Set(examples.map(({ document }) => document));
    expect([...shown]).toEqual(
      expect.arrayContaining(['README.md', 'docs/guides/pipeline-file.md', 'docs/guides/signing.md']),
    );
  });
});

describe('the pipeline file of README.md', () => {
  const [example] = pipelineExamples('README.md');

  it('is the one of the examples', () => {
    expect(readDocument('examples/sealift.yml').replace(/^#.*\n/gm, '')).toBe(`${example?.file}\n`);
  });

  it('pins the workflows that the examples are saved as, and lets nothing but signed records count', async () => {
    const { environments, hotfixRoutes } = await loadText(example?.file ?? '', ROOTS);
    expect(environments.map(({ name, from }) => [name, ...from])).toEqual([
      ['d'],
      ['t', 'd'],
      ['s1', 't'],
      ['s2', 's1'],
      ['p', 's2'],
    ]);
    expect(hotfixRoutes).toMatchObject([{ name: 'emergency', from: 't', to: 'p' }]);
    for (const { record, signers } of environments) {
      expect(record).toBe('signed');
      expect(signers.map((signer) => ({ ...signer }))).toMatchObject(
        ['promote', 'hotfix'].map((name) => ({
          kind: 'identity',
          issuer: 'https://token.actions.githubusercontent.com',
          identity: `https://github.com/acme/shop/.github/workflows/${name}.yml@refs/heads/main`,
        })),
      );
    }
  });
});
