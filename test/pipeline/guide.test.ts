import { describe, expect, it } from 'vitest';
import { readDocument } from '../docs/documents.ts';
import { refusalOf } from './support.ts';

describe('docs/guides/pipeline-file.md', () => {
  it('shows an error as it is', async () => {
    const [, shown] = /```text\n(Cannot [^\n]+)\n```/.exec(readDocument('docs/guides/pipeline-file.md')) ?? [];
    const { message } = await refusalOf(`# A comment
version: 1
environments:
  d:
    repository: r.example.com/d/{image}
  t:
    repositry: r.example.com/t/{image}
    from: d
`);
    expect(message).toBe(shown);
  });
});
