import { describe, expect, it } from 'vitest';
import { planCopy } from '../../src/copy/plan.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository, parseTag } from '../../src/oci/reference.ts';
import type { PromotionEvent } from '../../src/promotion/events.ts';
import type { PromotionPlan } from '../../src/promotion/plan.ts';
import { Progress } from '../../src/report/progress.ts';
import { graphOf } from '../promotion/support.ts';
import { buildImage } from '../support/image/build-image.ts';

const FROM = parseRepository('a.example.com/d/app');
const TO = parseRepository('b.example.com/p/app');
const MIB = 1024 * 1024;

/** Four layers and two configs, of which only the sizes matter. */
const COPY = planCopy([graphOf(buildImage({ layerBytes: 300_000 }))], { from: FROM, to: TO }, new Set());
const BYTES = COPY.blobs.reduce((sum, { blob }) => sum + blob.size, 0);

function start(phase: 'all' | 'push' = 'all'): Progress {
  const tags = [{ action: 'create' }, { action: 'move' }, { action: 'keep' }];
  // The rest of a plan says nothing of how much is left.
  const destinations = [{ copy: COPY, tags: { tags } }] as unknown as PromotionPlan['destinations'];
  return new Progress([{ destinations } as PromotionPlan], 0, phase);
}

const copied = (bytes: number): PromotionEvent => ({ kind: 'bytes', to: TO, bytes });

function done(index: number): PromotionEvent {
  const step = COPY.blobs[index];
  if (step === undefined) throw new Error('there is no such blob');
  return { kind: 'blob', to: TO, blob: step.blob, outcome: 'copied' };
}

describe('the progress of a promotion', () => {
  it('tells blobs, bytes, rate and what is left', () => {
    const progress = start();
    progress.add(done(0));
    progress.add(copied(BYTES / 4));
    expect(progress.describe(10_000)).toBe(
      `1 of 6 blobs, ${Math.round(BYTES / 4 / 1024)} KiB copied, ${Math.round(BYTES / 40 / 1024)} KiB/s, 30 s left`,
    );
  });

  it('goes by the last half minute, not by the whole', () => {
    const progress = start();
    progress.add(copied(100 * MIB));
    for (let now = 10_000; now <= 60_000; now += 10_000) progress.describe(now);
    expect(progress.describe(70_000)).toBe('0 of 6 blobs, 100 MiB copied');
  });

  it('tells no rate where nothing is copied', () => {
    const progress = start();
    progress.add({ ...done(0), outcome: 'mounted' } as PromotionEvent);
    expect(progress.describe(10_000)).toBe('1 of 6 blobs, 0 B copied');
  });

  it('tells what is left to be written when all blobs are there, and ends with the last tag', () => {
    const progress = start();
    for (const index of COPY.blobs.keys()) progress.add(done(index));
    expect(progress.describe(10_000)).toBe('6 of 6 blobs, 0 of 3 manifests written, 0 of 2 tags written');
    for (const { node } of COPY.manifests) progress.add({ kind: 'manifest', to: TO, manifest: node.descriptor });
    const tag = { kind: 'tag', to: TO, tag: parseTag('1'), digest: digestOf('image') } as const;
    progress.add(tag);
    expect(progress.describe(20_000)).toBe('6 of 6 blobs, 1 of 2 tags written');
    progress.add(tag);
    expect(progress.describe(30_000)).toBeUndefined();
  });

  it('ends with the last manifest where the tags are left to another job', () => {
    const progress = start('push');
    for (const index of COPY.blobs.keys()) progress.add(done(index));
    for (const { node } of COPY.manifests) progress.add({ kind: 'manifest', to: TO, manifest: node.descriptor });
    expect(progress.describe(10_000)).toBeUndefined();
  });
});
