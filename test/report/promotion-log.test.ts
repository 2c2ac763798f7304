import { describe, expect, it } from 'vitest';
import { digestOf, shortDigest } from '../../src/oci/digest.ts';
import { parseDescriptor } from '../../src/oci/manifest.ts';
import { parseRepository, parseTag } from '../../src/oci/reference.ts';
import type { PromotionEvent } from '../../src/promotion/events.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { eventLine, planLines, tagLines } from '../../src/report/promotion-log.ts';
import { descriptorJson } from '../oci/support.ts';
import { bothEnds, LABELS, requestOf } from '../promotion/support.ts';
import { connect } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startRegistry } from '../support/registry/registry.ts';
import { TAGS } from './reports.ts';

const to = parseRepository('ghcr.io/p/app');
const digest = digestOf('content');
const content = parseDescriptor(descriptorJson());
const LOST = { kind: 'lost-race', tag: parseTag('20200102_01'), holds: digest, next: parseTag('20200102_02') } as const;

describe('an event in the log', () => {
  it.each<readonly [string, PromotionEvent, string | undefined]>([
    ['a blob, of which there are many', { kind: 'blob', to, blob: content, outcome: 'mounted' }, undefined],
    ['a manifest', { kind: 'manifest', to, manifest: content }, `wrote ghcr.io/p/app@${shortDigest(digest)}`],
    ['a check', { kind: 'verified', to, digest }, `ghcr.io/p/app has ${digest}`],
    [
      'a record',
      { kind: 'record', to, subject: digest, digest },
      `attached record ghcr.io/p/app@${shortDigest(digest)} (unsigned)`,
    ],
    [
      'a signed record',
      { kind: 'record', to, subject: digest, digest, signed: { by: 'the key a.pub', bundle: Buffer.from('{}') } },
      `attached record ghcr.io/p/app@${shortDigest(digest)} (signed by the key a.pub)`,
    ],
    ['a tag', { kind: 'tag', to, tag: parseTag('1'), digest }, 'tagged ghcr.io/p/app:1'],
    [
      'a wait',
      { kind: 'waiting', to, tags: [parseTag('1'), parseTag('2')], milliseconds: 1000 },
      'settling the claim on 1, 2 (1.0 s)',
    ],
    ['a lost race', { ...LOST, to, wasTaken: false }, 'another run claimed 20200102_01 first; trying 20200102_02'],
    [
      'a number that was taken long ago',
      { ...LOST, to, wasTaken: true },
      `another image, ${shortDigest(digest)}, already has 20200102_01; trying 20200102_02`,
    ],
    [
      'a tag that is left',
      { kind: 'left', to, tag: parseTag('latest'), reason: '1.3.0 is higher' },
      'left ghcr.io/p/app:latest unchanged: 1.3.0 is higher',
    ],
  ])('is told: %s', (_, event, expected) => {
    expect(eventLine(event)).toBe(expected);
  });
});

it('writes planned tags in columns', () => {
  expect(tagLines(TAGS)).toEqual([
    '  create  1.2.3        version 1.2.3 from the input "version"',
    '  move    1.2          1.2.3 is the highest version of 1.2',
    '  skip    1            1.3.0 is higher',
    '  skip    latest       1.3.0 is higher',
    '  create  20260102_01  the next number today in UTC',
  ]);
  expect(tagLines([])).toEqual([]);
});

it('writes a plan', async () => {
  const image = buildImage({ labels: { ...LABELS, 'org.opencontainers.image.revision': '' } });
  await using registry = await startRegistry();
  await pushImage(registry.host, 'd/app', image, ['1.2.3']);
  await using connection = await connect(registry.host);
  const plan = await preparePromotion(requestOf(registry.host), bothEnds(connection.client));
  const bytes = [...image.blobs.values()].reduce((sum, blob) => sum + blob.length, 0);
  expect(planLines(plan)).toEqual([
    `from ${registry.host}/d/app:1.2.3`,
    `  digest    ${image.index.digest}`,
    '  platforms linux/amd64, linux/arm64',
    `  blobs     6, ${(bytes / 1024).toFixed(1)} KiB`,
    `to ${registry.host}/p/app: 6 blobs to mount, 3 manifests to write`,
    '  create  1.2.3        version 1.2.3 from the source tag "1.2.3"',
    '  create  1.2          1.2.3 is the highest version of 1.2',
    '  create  1            1.2.3 is the highest version of 1',
    '  create  latest       1.2.3 is the highest version',
    '  create  20200102_01  the next number today in UTC',
    '  no tag  line 2, type=sha: no revision is known',
  ]);
});
