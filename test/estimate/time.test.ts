import { expect, it } from 'vitest';
import { makeCost, NO_COST } from '../../src/estimate/cost.ts';
import { estimateTime, findPublishedLimits, USUAL_LINK } from '../../src/estimate/time.ts';

const SECOND = 1000;

it('nothing to do takes no time', () => {
  expect(estimateTime(NO_COST, USUAL_LINK, { limits: undefined }).milliseconds).toBe(0);
});

it.each([
  ['round trips', makeCost({ 'upload-start': 3200 }), 'registry.example.com', 10],
  ['bytes', makeCost({ 'blob-read': 1 }, 500 * 1024 * 1024), 'registry.example.com', 10],
  ['PutImage', makeCost({ 'manifest-write': 100 }), '1.dkr.ecr.eu-west-1.amazonaws.com', 10],
  ['requests', makeCost({ 'manifest-head': 2000 }), 'ghcr.io', 60],
] as const)('%s bind what they bind', (boundBy, cost, registry, seconds) => {
  const depth = USUAL_LINK.depth * USUAL_LINK.roundTrip;
  const estimate = estimateTime(cost, USUAL_LINK, { limits: findPublishedLimits(registry) });
  expect(estimate.boundBy).toBe(boundBy);
  expect(estimate.milliseconds).toBeCloseTo(seconds * SECOND + depth, 3);
});
