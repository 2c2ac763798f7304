import { expect, it } from 'vitest';
import { digestOf } from '../../../src/oci/digest.ts';
import { parseRepository, type Repository } from '../../../src/oci/reference.ts';
import type { BlobOutcome } from '../../../src/registry/blobs/tracker.ts';
import { createBlobTracker } from '../../../src/registry/blobs/tracker.ts';

const DIGEST = digestOf('layer');
const [ONE, TWO] = [parseRepository('far.example.com/p/one'), parseRepository('far.example.com/p/two')];

/** Carriers that end when the test says so, with where they were told that the blob is. */
function createCarriers() {
  const nears: (Repository | undefined)[] = [];
  const ends: ((outcome: BlobOutcome | Error) => void)[] = [];
  return {
    nears,
    async end(index: number, outcome: BlobOutcome | Error) {
      ends[index]?.(outcome);
      await new Promise((done) => setImmediate(done));
    },
    carry(near: Repository | undefined): Promise<BlobOutcome> {
      nears.push(near);
      return new Promise((resolve, reject) => {
        ends.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
      });
    },
  };
}

it('lets one of those who want a blob in a repository carry it, and tells the others that it is there', async () => {
  const tracker = createBlobTracker();
  const { carry, end, nears } = createCarriers();
  const wish = { to: ONE, digest: DIGEST, isFar: false };
  const all = [tracker.bring(wish, carry), tracker.bring(wish, carry), tracker.bring(wish, carry)];
  await end(0, 'mounted');
  expect(await Promise.all(all)).toEqual(['mounted', 'present', 'present']);
  expect(await tracker.bring(wish, carry)).toBe('present');
  expect(nears).toEqual([undefined]);
});

it('brings a blob from afar to one repository, and tells the others where it is', async () => {
  const tracker = createBlobTracker();
  const { carry, end, nears } = createCarriers();
  const first = tracker.bring({ to: ONE, digest: DIGEST, isFar: true }, carry);
  const second = tracker.bring({ to: TWO, digest: DIGEST, isFar: true }, carry);
  expect(nears).toEqual([undefined]);
  await end(0, 'copied');
  expect(nears).toEqual([undefined, ONE]);
  await end(1, 'mounted');
  expect(await Promise.all([first, second])).toEqual(['copied', 'mounted']);
});

it.each([
  ['on another registry', parseRepository('other.example.com/p/two'), DIGEST, true],
  ['of another digest', TWO, digestOf('other'), true],
  ['that is mounted from the source', TWO, DIGEST, false],
])('lets a blob %s wait for nothing', async (_, to, digest, isFar) => {
  const tracker = createBlobTracker();
  const { carry, nears } = createCarriers();
  tracker.bring({ to: ONE, digest: DIGEST, isFar }, carry);
  tracker.bring({ to, digest, isFar }, carry);
  expect(nears).toEqual([undefined, undefined]);
});

it('lets those who wait try by themselves where the first one fails, one after the other', async () => {
  const tracker = createBlobTracker();
  const { carry, end, nears } = createCarriers();
  const wishes = [ONE, TWO, parseRepository('far.example.com/p/three')].map((to) => ({
    to,
    digest: DIGEST,
    isFar: true,
  }));
  const all = Promise.allSettled(wishes.map((wish) => tracker.bring(wish, carry)));
  await end(0, new Error('the source broke off'));
  expect(nears).toEqual([undefined, undefined]);
  await end(1, 'copied');
  expect(nears).toEqual([undefined, undefined, TWO]);
  await end(2, 'mounted');
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  const again = tracker.bring({ to: ONE, digest: DIGEST, isFar: true }, carry);
  await new Promise((done) => setImmediate(done));
  expect(nears).toEqual([undefined, undefined, TWO, TWO]);
  await end(3, 'mounted');
  expect(await again).toBe('mounted');
});

it('takes no blob that was left out for one that is there', async () => {
  const tracker = createBlobTracker();
  const { carry, end, nears } = createCarriers();
  const wish = { to: ONE, digest: DIGEST, isFar: false };
  const first = tracker.bring(wish, carry);
  const second = tracker.bring(wish, carry);
  await end(0, 'left-out');
  await end(1, 'left-out');
  expect(await Promise.all([first, second])).toEqual(['left-out', 'left-out']);
  expect(nears).toHaveLength(2);
});

it('keeps bytes that were read already, and none of another digest', () => {
  const tracker = createBlobTracker();
  const bytes = Buffer.from('layer');
  tracker.give(DIGEST, Buffer.from('other'));
  expect(tracker.bytesOf(DIGEST)).toBeUndefined();
  tracker.give(DIGEST, bytes);
  expect(tracker.bytesOf(DIGEST)).toBe(bytes);
});

it('keeps no more bytes than 8 MiB in all', () => {
  const tracker = createBlobTracker();
  const blobs = [1, 2, 3].map((fill) => Buffer.alloc(3 * 1024 * 1024, fill));
  for (const bytes of [...blobs, ...blobs]) tracker.give(digestOf(bytes), bytes);
  expect(blobs.map((bytes) => tracker.bytesOf(digestOf(bytes)) !== undefined)).toEqual([true, true, false]);
});
