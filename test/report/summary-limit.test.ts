import { describe, expect, it } from 'vitest';
import { limitSummary } from '../../src/report/markdown.ts';
import type { TagsReport } from '../../src/report/tags.ts';
import { renderTagsSummary } from '../../src/report/tags.ts';
import { planItem } from './reports.ts';

const MAX = 900 * 1024;
const END = '\n\nThe rest was cut: a summary may hold 1 MiB. The output "report" is complete.\n';

describe('a summary', () => {
  it('that GitHub takes stays as it is', () => {
    const text = `${'x'.repeat(MAX - 1)}\n`;
    expect(limitSummary(text)).toBe(text);
  });

  it.each([
    ['ASCII', 'x'],
    ['letters of three bytes', '漢'],
    ['characters of four bytes', '🚢'],
  ])('that is too long is cut at the end of a line: %s', (_, letter) => {
    const line = letter.repeat(30);
    const cut = limitSummary(`${line}\n`.repeat(60_000));
    expect(Buffer.byteLength(cut)).toBeLessThan(MAX + 200);
    expect(cut.endsWith(END)).toBe(true);
    expect(new Set(cut.slice(0, -END.length).split('\n'))).toEqual(new Set([line]));
  });

  it('that is cut leaves nothing open: no details, and no fence', () => {
    const long = 'x\n'.repeat(MAX);
    const cut = limitSummary(
      `<details><summary>a</summary>\n\n<details>\n\`\`\`sh\n${long}\`\`\`\n</details></details>`,
    );
    expect(cut).toMatch(/\nx\n```\n\n<\/details>\n\n<\/details>\n\nThe rest was cut/);
  });

  it('that is cut behind what is closed closes nothing', () => {
    const cut = limitSummary(`<details>a</details>\n\`\`\`sh\na\n\`\`\`\n${'x\n'.repeat(MAX)}`);
    expect(cut.match(/<\/details>|```/g)).toHaveLength(3);
  });

  it('of one endless line is cut whole', () => {
    expect(limitSummary('x'.repeat(2 * MAX))).toBe(END);
  });
});

it('the summary of a build with 2 MiB of tags ends before GitHub drops it', () => {
  const tags = Array.from({ length: 30_000 }, (_, index) => planItem(`${'t'.repeat(100)}${index}`, 'raw', 'create'));
  const report: TagsReport = {
    ...{
      schema: 1,
      command: 'tags',
      images: [],
      tags,
      unmatchedRules: [],
      version: '',
      labels: { a: '1' },
      annotations: [],
    },
    ...{ requests: 0, warnings: [] },
  };
  const text = renderTagsSummary(report);
  expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  expect(text.endsWith(END)).toBe(true);
});
