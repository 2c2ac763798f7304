import { describe, expect, it } from 'vitest';
import { renderPromotionSummary, renderShardSummary } from '../../src/report/promotion-summary.ts';
import { expectGolden } from '../golden/golden.ts';
import { loadText } from '../pipeline/support.ts';
import { comparison, SHOP, shopDestination, shopImage, shopReport, shopSet } from './summary-samples.ts';

const DRY = { record: null, logEntry: null, changed: false, written: [] } as const;

describe('the pages that docs/reference/summaries.md shows', () => {
  it('promote', async () => {
    expectGolden('page-promote.md', renderPromotionSummary(shopReport(), await loadText(SHOP)));
  });

  it('a dry run', async () => {
    const images = [shopImage({ destinations: [shopDestination(DRY)] })];
    const report = shopReport({ images, dryRun: true, requests: 34, milliseconds: 1200 });
    expectGolden('page-dry-run.md', renderPromotionSummary(report, await loadText(SHOP)));
  });

  it('a set', async () => {
    const report = shopReport({ images: shopSet(4), requests: 188, milliseconds: 6100 });
    expectGolden('page-set.md', renderPromotionSummary(report, await loadText(SHOP)));
  });

  it('a shard', async () => {
    const report = shopReport({ images: shopSet(4), requests: 120, milliseconds: 4100 });
    expectGolden('page-shard.md', renderShardSummary(report, '2-of-3', await loadText(SHOP)));
  });
});

describe('what is new', () => {
  const pageOf = (changes: Parameters<typeof comparison>[0]) =>
    renderPromotionSummary(
      shopReport({ images: [shopImage({ destinations: [shopDestination({ comparison: comparison(changes) })] })] }),
    );

  it('is a link alone if GitHub does not tell', () => {
    const { address } = comparison();
    expect(pageOf({ commits: null })).toContain(
      `**What is new in \`p\` since \`1.2.3\`:** [compare the commits](${address})\n`,
    );
  });

  it('says what is lost on the way back', () => {
    expect(pageOf({ commits: { total: 0, lost: 3, people: 0, newest: [] } })).toContain(
      '[without 3 commits of the image before](',
    );
  });

  it('makes nothing of what commits say but text', () => {
    const subject = '</details><img src=x> ![x](https://evil.test) @octocat #1 `x` | www.evil.test';
    const newest = [{ sha: 'a'.repeat(40), subject, author: 'x](https://evil.test)' }];
    const text = pageOf({
      before: { ...comparison().before, version: '1.2.3`](https://evil.test)<b>' },
      commits: { total: 1, lost: 0, people: 1, newest },
    });
    for (const part of ['<img', '![', '://evil', '@octocat', 'www.evil', ' #1', '<b>'])
      expect(text).not.toContain(part);
    const targets = [...text.matchAll(/\]\((https:\/\/[^/)]+)/g)].map(([, origin]) => origin);
    expect(new Set(targets)).toEqual(new Set(['https://github.com', 'https://search.sigstore.dev']));
  });
});

describe('a set of 300 images', () => {
  it('folds its table, shows 25 in full, and stays far below the limit', async () => {
    const text = renderPromotionSummary(shopReport({ images: shopSet(300) }), await loadText(SHOP));
    expect(text).toMatch(/^## ⚓ Promoted 300 images to \*\*p\*\*\n/);
    expect(text).toContain('<details><summary>All 300 images</summary>');
    expect(text).toContain('The other 275 images are in the table, and in the output "report".');
    expect(text).toContain('e4["p<br/>300 images<br/>signed"]:::now');
    expect(Buffer.byteLength(text)).toBeLessThan(400 * 1024);
  });
});
