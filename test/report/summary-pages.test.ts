import { describe, expect, it } from 'vitest';
import { renderHoldSummary } from '../../src/report/hold-summary.ts';
import { renderPromotionSummary, renderShardSummary } from '../../src/report/promotion-summary.ts';
import { renderRollbackSummary } from '../../src/report/rollback-summary.ts';
import { expectGolden } from '../golden/golden.ts';
import { loadText } from '../pipeline/support.ts';
import { drillReport, holdRunReport, rollbackReport, rolledBackImage, unholdRunReport } from './rollback-samples.ts';
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

  it('a rollback', async () => {
    expectGolden('page-rollback.md', renderRollbackSummary(rollbackReport(), await loadText(SHOP)));
  });

  it('a drill', async () => {
    expectGolden('page-drill.md', renderRollbackSummary(drillReport(), await loadText(SHOP)));
  });

  it('a hold and its end', async () => {
    const pipeline = await loadText(SHOP);
    expectGolden('page-hold.md', renderHoldSummary(holdRunReport(), pipeline));
    expectGolden('page-unhold.md', renderHoldSummary(unholdRunReport(), pipeline));
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

describe('the page of a rollback', () => {
  it('names images by digest if nothing says their versions, and says of a repository that it did not answer', () => {
    const unreachable = [{ uri: 'dc2.example.com/p/shop/app', reason: 'it did not answer within 30 s' }];
    const image = rolledBackImage({ versions: { from: null, to: null }, unreachable });
    const text = renderRollbackSummary(rollbackReport({ images: [image] }));
    expect(text).toMatch(
      /^## ↩️ Rolled back `shop\/app` in \*\*p\*\* from `sha256:[0-9a-f]{12}` to `sha256:[0-9a-f]{12}`\n/,
    );
    expect(text).toContain('- `dc2.example.com/p/shop/app`: it did not answer within 30 s');
    expect(text).not.toContain('mermaid');
  });

  it('warns that what was rolled back is not held', () => {
    const [repository] = rolledBackImage().repositories;
    if (repository === undefined) throw new Error('there is no repository');
    const image = rolledBackImage({ repositories: [{ ...repository, hold: null }] });
    const text = renderRollbackSummary(rollbackReport({ images: [image] }));
    expect(text).toContain('**Not held:** the next promotion may bring `1.3.0` back.');
  });

  it('folds the images of a set, and makes nothing but text of what they say', () => {
    const images = ['a/app', 'b/</summary><img src=x>'].map((image) =>
      rolledBackImage({ image, versions: { from: '1.0.0`](https://evil.test)', to: '<b>' } }),
    );
    const text = renderRollbackSummary(rollbackReport({ images }));
    expect(text).toMatch(/^## ↩️ Rolled back 2 images in \*\*p\*\*\n/);
    for (const part of ['<img', '<b>', '](https://evil']) expect(text).not.toContain(part);
  });
});
