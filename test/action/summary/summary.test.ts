import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/action/report.ts';
import { renderPromotionSummary } from '../../../src/action/summary/summary.ts';
import { digestOf } from '../../../src/oci/digest.ts';
import { expectGolden } from '../../golden/golden.ts';
import { destinationReport, IMAGE, imageReport, planItem, promotionReport, TAGS } from '../reports.ts';

const KEPT = TAGS.map(({ tag, kind }) => planItem(tag, kind, 'keep', { reason: 'it holds this image already' }));

/** What stands in an image that somebody means ill with. */
const HOSTILE = {
  'org.opencontainers.image.title': '</table></details>![x](https://evil.test/x.png) | @octocat <img src=x onerror=1>',
  'org.opencontainers.image.description': 'a\n\n# b\n::set-output name=x::y ##[add-mask]z `www.evil.test`',
  'org.opencontainers.image.source': 'https://evil.test/<script>',
  '</code><b>': '[x](javascript:1)',
};

describe('the summary of a promotion', () => {
  it.each<readonly [string, Report]>([
    ['promotion', promotionReport()],
    [
      'unchanged',
      promotionReport({
        destinations: [
          destinationReport({
            tags: KEPT,
            idleRules: [],
            blobs: { mounted: 0, copied: 0, present: 0, leftOut: 0 },
            manifestsWritten: 0,
            previousDigest: null,
            changed: false,
          }),
        ],
      }),
    ],
    [
      'dry-run',
      promotionReport(
        { destinations: [destinationReport({ record: null, changed: false })] },
        { dryRun: true, requests: 8 },
      ),
    ],
    [
      'two-destinations',
      promotionReport({
        destinations: [
          destinationReport(),
          destinationReport({
            repository: 'dc2.example.com/p/app',
            tags: [],
            idleRules: [],
            blobs: { mounted: 0, copied: 3, present: 2, leftOut: 1 },
            bytesCopied: 87_654_321,
            previousDigest: null,
            record: null,
          }),
        ],
      }),
    ],
    [
      'warnings',
      promotionReport(
        { labels: {}, platforms: [] },
        { warnings: ['The image does not say where it came from', 'the number 100 has more than 2 digits'] },
      ),
    ],
    [
      'injection',
      promotionReport(
        { labels: HOSTILE, platforms: [{ platform: 'linux/<b>|@x', digest: digestOf('x') }], mediaType: 'a/b|<i>' },
        { warnings: Object.values(HOSTILE) },
      ),
    ],
  ])('%s', (name, report) => {
    expectGolden(`${name}.md`, renderPromotionSummary(report));
  });

  it('makes nothing of what an image says but text', () => {
    const text = renderPromotionSummary(promotionReport({ labels: HOSTILE }, { warnings: Object.values(HOSTILE) }));
    for (const part of ['![', '](', '<img', '<script', '<b>', '@octocat', '://evil', '\n# b', '##[', 'www.evil']) {
      expect(text).not.toContain(part);
    }
    expect(text.match(/<\/details>/g)).toHaveLength(2);
  });

  it.each([
    ['ASCII', 'x'.repeat(400)],
    ['letters of three bytes each', '漢'.repeat(400)],
  ])('ends before GitHub drops it, with %s', (_, platform) => {
    const platforms = Array.from({ length: 3000 }, (_, index) => ({ platform, digest: digestOf(`${index}`) }));
    const text = renderPromotionSummary(promotionReport({ platforms }));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\n\nThe rest was cut: .*\n$/);
    expect(text.match(/<\/details>/g)).toHaveLength(2);
  });

  it('names the digest alone where no rule gave a tag', () => {
    const text = renderPromotionSummary(promotionReport({ destinations: [destinationReport({ tags: [] })] }));
    expect(text).toContain(`docker pull registry.example.com/p/app@${IMAGE}`);
    expect(text).not.toContain('docker pull registry.example.com/p/app:');
  });

  it('names the main tag to pull, whatever the order is', () => {
    const tags = [...TAGS].reverse();
    const text = renderPromotionSummary(promotionReport({ destinations: [destinationReport({ tags })] }));
    expect(text).toContain('docker pull registry.example.com/p/app:1.2.3\n');
  });

  it('tells of each image of a set', () => {
    const images = [imageReport(), imageReport({ source: 'registry.example.com/s2/web:2.0.0' })];
    const text = renderPromotionSummary(promotionReport({}, { images }));
    expect(text).toContain('## ⚓ 2 images lifted as one set\n');
    expect(text).toContain(
      '| `registry.example.com/s2/app:1.2.3` | `registry.example.com/p/app` | `1.2.3` `1.2` `20260102_01` |',
    );
    expect(text).toContain('| `registry.example.com/s2/web:2.0.0` | `registry.example.com/p/app` |');
    expect(text.match(/<details>/g)).toHaveLength(6);
  });
});
