import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PICTURES } from '../../scripts/summaries/pictures.ts';
import { readDocument } from './documents.ts';

const ROOT = join(import.meta.dirname, '../..');

describe('docs/reference/summaries.md', () => {
  const shown = [...readDocument('docs/reference/summaries.md').matchAll(/\]\(\.\.\/images\/summaries\/(.+?)\.png\)/g)];

  it('shows every picture, each of which is made of a page of the tests', () => {
    expect(shown.map(([, name]) => name)).toEqual([...PICTURES]);
    const files = readdirSync(join(ROOT, 'docs/images/summaries'));
    expect(files.sort()).toEqual(PICTURES.map((name) => `${name}.png`).sort());
    const pages = readdirSync(join(ROOT, 'test/golden')).filter((name) => name.startsWith('page-'));
    expect(pages.sort()).toEqual(PICTURES.map((name) => `page-${name}.md`).sort());
  });

  it.each(PICTURES)('has a small picture of %s', (name) => {
    expect(statSync(join(ROOT, `docs/images/summaries/${name}.png`)).size).toBeLessThan(60_000);
  });
});
