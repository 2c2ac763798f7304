import { expect, it } from 'vitest';
import { readHolds } from '../../src/records/holds.ts';
import { APP } from '../registry/support.ts';
import { type Attached, attachedRegistry, SUBJECT } from './attached.ts';

const HOLD = { predicate: 'https://sealift.github.io/hold/v1' };
const query = { repository: APP, subject: SUBJECT };

function holds(count: number): readonly Attached[] {
  return Array.from({ length: count }, (_, index) => ({ content: `hold ${index}`, ...HOLD }));
}

async function contentsOf(attached: readonly Attached[]): Promise<readonly string[]> {
  const read = await readHolds(attachedRegistry(attached).client, query);
  return read.map(({ bytes }) => Buffer.from(bytes).toString());
}

it('reads 200 holds, and refuses an image with more: one left out might be the one that counts', async () => {
  expect(await contentsOf(holds(200))).toHaveLength(200);
  await expect(contentsOf(holds(201))).rejects.toThrow(
    /^Cannot read the holds of \S+@sha256:[0-9a-f]{64}: there are 201, and no more than 200 are read; remove those that nobody needs, such as any that nobody signed: "oras discover" lists them, and "oras manifest delete" removes one by its digest$/,
  );
});

it('reads the holds beside one that is larger than any that this program writes', async () => {
  const huge = { content: 'huge', size: 5 * 1024 * 1024, ...HOLD };
  expect(await contentsOf([huge, { content: 'hold', ...HOLD }])).toEqual(['hold']);
});
