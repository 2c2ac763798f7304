import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPublishedLimits } from '../../src/estimate/time.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository, parseTag } from '../../src/oci/reference.ts';
import { parsePlanFile, planId, renderPlanFile } from '../../src/shards/plan-file.ts';
import { buildMatrix, packShards } from '../../src/shards/planner.ts';
import { collectSettings } from '../../src/shards/settings.ts';
import { addUpShards, LayerIndex } from '../../src/shards/shared-layers.ts';
import { cpuTime } from '../support/cpu-time.ts';
import { sizeOf } from '../support/sample.ts';
import {
  fits,
  GITHUB,
  largestSet,
  renderCosts,
  renderLargest,
  renderTimes,
  scheduleOf,
  shardsThatHelp,
  workOf,
} from './simulation.ts';

const IMAGES = 100_000;
const WITHIN = 'within a registry';
const BETWEEN = 'between registries';
/** How many of them are dealt out; ten times as many take ten times as long. */
const DEALT = sizeOf({ every: IMAGES / 10, full: IMAGES });
/** How much of a processor that may take (ms). */
const LIMIT = DEALT * 0.15;

describe('the simulation', () => {
  it.each([
    ['what sets cost', renderCosts()],
    ['how long they take within a registry', renderTimes(WITHIN)],
    ['how long they take between registries', renderTimes(BETWEEN)],
    ['how large they may be', renderLargest()],
  ])('is what the guide says of %s', (_, table) => {
    const guide = readFileSync(join(import.meta.dirname, '../../docs/guides/sharded-promotions.md'), 'utf8');
    expect(guide).toContain(table);
  });

  it('costs in proportion to the images, but for layers that a shard streams once', () => {
    const [ten, hundred] = [10, 100].map((images) => workOf(images, WITHIN, 8).shards.requests);
    expect(hundred?.['upload-start']).toBe(10 * (ten?.['upload-start'] ?? 0));
    const bytes = (shards: number): number => workOf(1000, BETWEEN, shards).shards.bytes;
    expect(bytes(256)).toBeGreaterThan(bytes(8));
    expect(bytes(8)).toBe(bytes(50));
  });

  it.each([
    ['ghcr.io', 1],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com', 1],
    ['europe-docker.pkg.dev', 2],
  ])('finds that on %s %i shards help where nothing but manifests is moved', (host, shards) => {
    const limits = findPublishedLimits(host);
    expect(shardsThatHelp(10_000, WITHIN, limits)).toBe(shards);
    const time = (count: number) => scheduleOf(10_000, { way: WITHIN, shards: count, limits }).shards;
    expect(time(256).milliseconds).toBe(time(shards * 2).milliseconds);
  });

  it('finds sets that are too large for jobs of six hours', () => {
    const limits = findPublishedLimits('ghcr.io');
    const largest = largestSet(WITHIN, limits);
    expect(fits(scheduleOf(largest, { way: WITHIN, shards: 256, limits }))).toBe(true);
    expect(fits(scheduleOf(IMAGES, { way: WITHIN, shards: 256, limits }))).toBe(false);
    expect(fits(scheduleOf(IMAGES, { way: BETWEEN, shards: 256, limits: undefined }))).toBe(true);
  });
});

describe('100,000 images', () => {
  const digest = digestOf('image');
  const repository = (environment: string, index: number) =>
    parseRepository(`registry.example.com/${environment}/team-${index % 500}/service-${index}`);
  const images = Array.from({ length: IMAGES }, (_, index) => ({
    from: { kind: 'digest', repository: repository('d', index), digest, tag: parseTag('2026.11.21') } as const,
    to: [repository('t', index)] as const,
    shard: 1 + (index % GITHUB.jobs),
    bytes: 230_686_720,
  }));
  const plan = { settings: collectSettings(() => ''), at: new Date(0), shards: GITHUB.jobs, images };

  it('are a plan file of less than 30 MB, which is read in seconds', () => {
    const before = cpuTime();
    const file = Buffer.from(renderPlanFile(plan));
    expect(file.byteLength).toBeLessThan(30_000_000);
    expect(parsePlanFile(file, 'plan.json').images).toHaveLength(IMAGES);
    const took = cpuTime() - before;
    console.log(`      ${(file.byteLength / 1e6).toFixed(1)} MB, written and read in ${(took / 1000).toFixed(1)} s`);
  });

  it('are a matrix that is an output of a job', () => {
    const shards = Array.from({ length: GITHUB.jobs }, () => ({ images: 391, bytes: 90_000_000_000 }));
    const text = JSON.stringify(buildMatrix(shards, planId('plan')));
    console.log(`      ${(text.length / 1e3).toFixed(0)} kB`);
    expect(2 * text.length).toBeLessThan(GITHUB.output);
  });

  it('with 20 layers each are dealt out in seconds, or a tenth of them in a tenth of the time', () => {
    const index = new LayerIndex();
    for (let image = 0; image < DEALT; image++) {
      const family = (image * 7919) % (DEALT / 20);
      const layers = Array.from({ length: 20 }, (_, layer) => {
        if (layer < 6) return { name: `base ${family % 10} ${layer}`, size: 30_000_000 };
        if (layer < 12) return { name: `family ${family} ${layer}`, size: 10_000_000 };
        return { name: `own ${image} ${layer}`, size: 1_000_000 + ((image * layer) % 1_000_000) };
      });
      index.add(
        layers.map(({ name, size }) => ({ digest: digestOf(name), size })),
        1,
      );
    }
    const before = cpuTime();
    const shared = index.finish();
    const shardOf = packShards(shared, GITHUB.jobs);
    const took = cpuTime() - before;
    const sums = addUpShards(shared, shardOf, GITHUB.jobs).map(({ bytes }) => bytes);
    const total = sums.reduce((sum, bytes) => sum + bytes, 0);
    const balance = Math.max(...sums) / (total / GITHUB.jobs);
    const dealt = Uint16Array.from({ length: DEALT }, (_, image) => 1 + (image % GITHUB.jobs));
    const byChance = addUpShards(shared, dealt, GITHUB.jobs).reduce((sum, { bytes }) => sum + bytes, 0);
    console.log(
      `      ${(took / 1000).toFixed(1)} s, heaviest ${balance.toFixed(2)} of the average, ${((100 * total) / byChance).toFixed(0)} % of the bytes of dealing them out one by one`,
    );
    expect(took).toBeLessThan(LIMIT);
    expect(balance).toBeLessThan(1.2);
    expect(total).toBeLessThan(0.75 * byChance);
  });
});
