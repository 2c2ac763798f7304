import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import type { Report } from '../../src/report/promotion.ts';
import { renderPromotionSummary } from '../../src/report/promotion-summary.ts';
import { expectGolden } from '../golden/golden.ts';
import { loadText } from '../pipeline/support.ts';
import { destinationReport, IMAGE, imageReport, planItem, promotionReport, TAGS } from './reports.ts';

const KEPT = TAGS.map(({ tag, kind }) => planItem(tag, kind, 'keep', { reason: 'it holds this image already' }));

/** What stands in an image that somebody means ill with. */
const HOSTILE = {
  'org.opencontainers.image.title': '</table></details>![x](https://evil.test/x.png) | @octocat <img src=x onerror=1>',
  'org.opencontainers.image.description': 'a\n\n# b\n::set-output name=x::y ##[add-mask]z `www.evil.test`',
  'org.opencontainers.image.source': 'https://evil.test/<script>',
  '</code><b>': '[x](javascript:1)',
};

const OCI = 'org.opencontainers.image.';
const RUN = { address: null, actor: null, approvedBy: [], reason: null };
const PIPELINE = `version: 1
environments:
  d: { repository: "r.example.com/d/{image}" }
  t: { repository: "r.example.com/t/{image}", from: d }
  s: { repository: "r.example.com/s/{image}", from: t }
  p: { repository: "r.example.com/p/{image}", from: s }
hotfix-routes:
  emergency: { from: t, to: p }
`;

describe('the summary of a promotion', () => {
  it.each<readonly [string, Report]>([
    ['promotion', promotionReport()],
    [
      'unchanged',
      promotionReport({
        destinations: [
          destinationReport({
            tags: KEPT,
            unmatchedRules: [],
            blobs: { mounted: 0, copied: 0, present: 0, leftOut: 0 },
            manifestsWritten: 0,
            previousDigest: null,
            changed: false,
            written: [],
          }),
        ],
      }),
    ],
    [
      'dry-run',
      promotionReport(
        { destinations: [destinationReport({ record: null, changed: false, written: [] })] },
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
            unmatchedRules: [],
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
    for (const part of ['![', '<img', '<script', '<b>', '@octocat', '://evil', '\n# b', '##[', 'www.evil']) {
      expect(text).not.toContain(part);
    }
    expect([...text.matchAll(/\]\((https:\/\/[^/]+)/g)].map(([, origin]) => origin)).toEqual(
      Array(3).fill('https://github.com'),
    );
    expect(text.match(/<\/details>/g)).toHaveLength(4);
  });

  it.each([
    ['ASCII', 'x'.repeat(400)],
    ['letters of three bytes each', '漢'.repeat(400)],
  ])('ends before GitHub drops it, with %s', (_, platform) => {
    const platforms = Array.from({ length: 3000 }, (_, index) => ({ platform, digest: digestOf(`${index}`) }));
    const text = renderPromotionSummary(promotionReport({ platforms }));
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch(/\n\nThe rest was cut: .*\n$/);
    expect(text.match(/<\/details>/g)).toHaveLength(4);
  });

  it('names the digest alone where no rule gave a tag', () => {
    const text = renderPromotionSummary(promotionReport({ destinations: [destinationReport({ tags: [] })] }));
    expect(text).toContain(`\n\`\`\`text\nregistry.example.com/p/app@${IMAGE}\n`);
    expect(text).toContain('## ⚓ Promoted the image to ');
  });

  it('names the main tag, whatever the order is', () => {
    const tags = [...TAGS].reverse();
    const text = renderPromotionSummary(promotionReport({ destinations: [destinationReport({ tags })] }));
    expect(text).toContain('## ⚓ Promoted `1.2.3` to `registry.example.com/p/app`\n');
  });

  it('says who, why and by which run only as far as that is known', () => {
    const run = { address: null, actor: 'li', approvedBy: [], reason: null };
    const text = renderPromotionSummary(promotionReport({}, { run }));
    expect(text).toContain('\n> li promoted · 24 requests in 2.3 s\n');
    expect(text).not.toContain('](');
  });

  it.each([
    ['https://evil.test/acme/shop', 'https://github.com/acme/shop/actions/runs/1'],
    ['https://github.com/acme/shop', 'https://evil.test/'],
    ['https://github.com:443@evil.test/acme/shop', 'https://github.com/acme/shop/actions/runs/1'],
    ['https://github.com/acme/shop/../../x/y', 'http://github.com/acme/shop/actions/runs/1'],
    ['https://github.com/acme/shop)[x](https://evil.test', 'https://github.com/acme/shop/actions/runs/1'],
  ])('leads to no commit of %s in a run of %s', (source, address) => {
    const labels = { [`${OCI}source`]: source, [`${OCI}revision`]: '1'.repeat(40) };
    const text = renderPromotionSummary(promotionReport({ labels }, { run: { ...RUN, address } }));
    expect(text).not.toContain('built from');
    expect(text).not.toMatch(/\]\((?!https:\/\/github\.com\/)/);
  });

  it('leads to the package on ghcr.io of the same owner only', () => {
    const linksOf = (repository: string) =>
      renderPromotionSummary(promotionReport({ destinations: [destinationReport({ repository })] }));
    expect(linksOf('ghcr.io/acme/p/shop')).toContain('[package](https://github.com/acme/shop/pkgs/container/p%2Fshop)');
    for (const other of ['ghcr.io/other/p/shop', 'registry.example.com/acme/p/shop']) {
      expect(linksOf(other)).not.toContain('[package]');
    }
  });

  it('draws the environments, and marks the one that changed', async () => {
    const pipeline = await loadText(PIPELINE);
    const resolvedRoute = {
      image: 'app',
      environment: 'p',
      from: 't',
      hotfix: 'emergency',
      evidence: null,
      isEvidenceSigned: null,
    };
    const report = promotionReport({ destinations: [destinationReport({ route: resolvedRoute })] });
    const text = renderPromotionSummary(report, pipeline);
    expect(text).toMatch(/^## ⚓ Promoted `app` `1\.2\.3` to \*\*p\*\*\n/);
    expect(text).toContain('e3["p<br/>1.2.3<br/>unsigned"]:::now');
    expect(text).toContain('e1["t<br/>1.2.3"]:::on');
    expect(text).toContain('e0["d"]:::other');
    expect(text).toContain('e1 ==>|"emergency"| e3');
    expect(text).toContain('e2 --> e3');
    expect(renderPromotionSummary(promotionReport(), pipeline)).not.toContain('mermaid');
  });

  it('tells of each image of a set', () => {
    const images = [imageReport(), imageReport({ source: 'registry.example.com/s2/web:2.0.0' })];
    const text = renderPromotionSummary(promotionReport({}, { images }));
    expect(text).toContain('## ⚓ Promoted 2 images\n');
    expect(text).toContain(
      '| `registry.example.com/s2/app:1.2.3` | `registry.example.com/p/app` | `1.2.3` `1.2` `20260102_01` |',
    );
    expect(text).toContain('| `registry.example.com/s2/web:2.0.0` | `registry.example.com/p/app` |');
    expect(text.match(/<details>/g)).toHaveLength(10);
  });
});
