import { expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { confirmManifest } from '../../src/registry/push-manifest.ts';
import { APP, createFakeClient } from './support.ts';

const DIGEST = digestOf('ours');
const OTHER = digestOf('other');
const TAG = parseTag('1.2.3');

function confirm(answers: readonly (string | undefined)[]) {
  const fake = createFakeClient((_, index) => {
    const digest = answers[Math.min(index, answers.length - 1)];
    return digest === undefined ? { status: 404 } : { headers: { 'docker-content-digest': digest } };
  });
  const done = confirmManifest(fake.client, APP, { reference: TAG, digest: DIGEST });
  return { ...fake, done };
}

it('what is there at once is asked for once', async () => {
  const { done, requests, clock } = confirm([DIGEST]);
  expect(await done).toBe(DIGEST);
  expect(requests).toHaveLength(1);
  expect(clock.pauses).toEqual([]);
});

it.each([
  ['nothing', [undefined, undefined, DIGEST]],
  ['what was there before', [OTHER, OTHER, DIGEST]],
])('a replica that still has %s is waited for', async (_, answers) => {
  const { done, requests, clock } = confirm(answers);
  expect(await done).toBe(DIGEST);
  expect(requests).toHaveLength(3);
  expect(clock.pauses).toEqual([200, 400]);
});

it.each([
  ['nothing', undefined],
  ['another image', OTHER],
])('%s that stays is told after six looks in some six seconds', async (_, stays) => {
  const { done, requests, clock } = confirm([stays]);
  expect(await done).toBe(stays);
  expect(requests).toHaveLength(6);
  expect(clock.pauses.reduce((sum, pause) => sum + pause, 0)).toBe(6200);
});
