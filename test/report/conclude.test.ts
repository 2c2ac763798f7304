import { describe, expect, it } from 'vitest';
import type { DestinationReport, PlanItem, WrittenPart } from '../../src/report/promotion.ts';
import { summaryLine } from '../../src/report/promotion-log.ts';
import { renderPromotionSummary } from '../../src/report/promotion-summary.ts';
import { destinationReport, IMAGE, imageReport, planItem, promotionReport } from './reports.ts';

const REPOSITORY = 'registry.example.com/p/app';
const KEPT = [planItem('1.2.3', 'semver.full', 'keep'), planItem('latest', 'latest', 'keep')];
const NEW = [planItem('1.2.3', 'semver.full', 'create'), planItem('latest', 'latest', 'move')];
const NO_BLOBS = { mounted: 0, copied: 0, present: 0, leftOut: 0 };
const BEHIND = ', 0 B through the runner, 24 requests)';

function destination(
  tags: readonly PlanItem[],
  written: readonly WrittenPart[],
  changes: Partial<DestinationReport> = {},
): DestinationReport {
  const counts = written.includes('image') ? {} : { blobs: NO_BLOBS, manifestsWritten: 0 };
  return destinationReport({ ...counts, tags, written, changed: written.includes('tags'), ...changes });
}

describe('what a promotion came to', () => {
  it.each<readonly [string, readonly PlanItem[], readonly WrittenPart[], string, string]>([
    [
      'tags',
      NEW,
      ['image', 'record', 'tags'],
      `${REPOSITORY} now has 1.2.3 and latest`,
      `## ⚓ Promoted \`1.2.3\` to \`${REPOSITORY}\``,
    ],
    [
      'the image without a tag',
      [],
      ['image', 'record'],
      `No tag was written: ${REPOSITORY} now has the image, by digest only, and a record of this promotion`,
      `## ⚓ No tag was written: the image is now in \`${REPOSITORY}\`, by digest only`,
    ],
    [
      'a record alone',
      KEPT,
      ['record'],
      `No tag was written: ${REPOSITORY} already has 1.2.3 and latest, and now also a record of this promotion`,
      `## ⚓ No tag was written: \`1.2.3\` is already in \`${REPOSITORY}\`, and now has a record of this promotion`,
    ],
    [
      'signatures and missing manifests',
      KEPT,
      ['image', 'referrers'],
      `No tag was written: ${REPOSITORY} already has 1.2.3 and latest, and now also manifests that were missing and attachments`,
      `## ⚓ No tag was written: \`1.2.3\` is already in \`${REPOSITORY}\`, and now has manifests that were missing and attachments`,
    ],
    [
      'a record of an image without a tag',
      [],
      ['record'],
      `No tag was written: ${REPOSITORY} already has the image, by digest only, and now also a record of this promotion`,
      `## ⚓ No tag was written: the image is already in \`${REPOSITORY}\`, and now has a record of this promotion`,
    ],
    [
      'nothing',
      KEPT,
      [],
      `Nothing to do: ${REPOSITORY} already has 1.2.3 and latest`,
      `## ⚓ Nothing to do: \`1.2.3\` is already in \`${REPOSITORY}\``,
    ],
  ])('is told apart: %s', (_, tags, written, line, headline) => {
    const report = promotionReport({ destinations: [destination(tags, written)] });
    expect(summaryLine(report)).toBe(`${line} (${IMAGE}${BEHIND}`);
    expect(renderPromotionSummary(report).split('\n')[0]).toBe(headline);
  });

  it('says of each image of a set which tags it has', () => {
    const app = imageReport({ destinations: [destination([planItem('1.0.0', 'semver.full', 'create')], ['tags'])] });
    const db = imageReport({
      destinations: [
        destination([planItem('2.0.0', 'semver.full', 'create')], ['tags'], {
          repository: 'registry.example.com/p/db',
        }),
      ],
    });
    const report = promotionReport({}, { images: [app, db] });
    expect(summaryLine(report)).toBe(
      `${REPOSITORY} now has 1.0.0; registry.example.com/p/db now has 2.0.0 (2 images${BEHIND}`,
    );
  });

  it('says of each destination which tags it has, and names those together that have the same', () => {
    const of = (name: string, tag: string): DestinationReport =>
      destination([planItem(tag, 'date_seq', 'create')], ['tags'], { repository: `${name}.example.com/p/app` });
    const report = promotionReport({
      destinations: [of('a', '20260102_01'), of('b', '20260102_02'), of('c', '20260102_01')],
    });
    expect(summaryLine(report)).toMatch(
      /^a\.example\.com\/p\/app and c\.example\.com\/p\/app now have 20260102_01; b\.example\.com\/p\/app now has 20260102_02 \(/,
    );
  });

  it('counts what is too much to be named', () => {
    const images = Array.from({ length: 13 }, (_, index) =>
      imageReport({
        destinations: [
          destination([planItem(`1.0.${index}`, 'semver.full', 'create')], ['tags'], {
            repository: `registry.example.com/p/${index}`,
          }),
        ],
      }),
    );
    expect(summaryLine(promotionReport({}, { images }))).toMatch(
      /^13 repositories now have 13 tags in all \(13 images,/,
    );
  });

  it('says of a dry run what would be', () => {
    const report = promotionReport({ destinations: [destination(NEW, [])] }, { dryRun: true });
    expect(summaryLine(report)).toBe(
      `Dry run: ${REPOSITORY} would have 1.2.3 and latest (${IMAGE}); nothing was written`,
    );
  });

  it('tells a set apart too', () => {
    const headline = (...lists: readonly (readonly WrittenPart[])[]): string =>
      renderPromotionSummary(
        promotionReport(
          {},
          { images: lists.map((parts) => imageReport({ destinations: [destination(KEPT, parts)] })) },
        ),
      ).split('\n', 1)[0] ?? '';
    expect(headline([], [])).toBe('## ⚓ Nothing to do: all 2 images are already up to date');
    expect(headline(['image', 'tags'], [])).toBe('## ⚓ Promoted 1 image; 1 already up to date');
    expect(headline(['tags'], ['record'], [])).toBe(
      '## ⚓ Promoted 1 image; 1 only copied or recorded, without a new tag; 1 already up to date',
    );
    expect(headline(['record'], [])).toBe(
      '## ⚓ No tag was written: 1 image only copied or recorded; 1 already up to date',
    );
  });
});
