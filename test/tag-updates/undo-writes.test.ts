import { describe, expect, it } from 'vitest';
import { InputError, PolicyError, RegistryError } from '../../src/errors.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { TagJournal } from '../../src/tag-updates/journal.ts';
import { undoTags } from '../../src/tag-updates/revert.ts';
import { emptyRoot } from '../promotion/support.ts';
import { APP, createFakeClient, type FakeAnswer } from '../registry/support.ts';

const OLD = emptyRoot('old');
const NEW = emptyRoot('new');
const TAG = parseTag('latest');
const NAME = 'registry.example.com/d/app:latest';
const FAILURE = new RegistryError({
  what: 'write x',
  reason: 'the registry answers 403',
  remedy: 'ask',
  code: 'denied',
  status: 403,
});

const holding = (digest: string): FakeAnswer => ({ status: 200, headers: { 'docker-content-digest': digest } });
const stored = (manifest: typeof OLD): FakeAnswer => ({
  status: 200,
  headers: { 'content-type': manifest.mediaType },
  body: Buffer.from(manifest.bytes).toString('utf8'),
});
const TAKEN: FakeAnswer = { status: 201, headers: { 'docker-content-digest': OLD.digest } };

/** Undoes one write; each look at the tag gives the next answer, and the last one again and again. */
async function undo(
  looks: readonly FakeAnswer[],
  how: { before?: string | undefined; old?: FakeAnswer; taken?: FakeAnswer; error?: unknown } = {},
) {
  let look = 0;
  const fake = createFakeClient(({ method }) => {
    if (method === 'HEAD') return looks[Math.min(look++, looks.length - 1)] ?? { status: 500 };
    return method === 'GET' ? (how.old ?? stored(OLD)) : (how.taken ?? TAKEN);
  });
  const journal = new TagJournal();
  const before = 'before' in how ? undefined : OLD.digest;
  journal.begin({ client: fake.client, repository: APP, tag: TAG, before, after: NEW.digest });
  const error = await undoTags(journal, how.error ?? FAILURE);
  return { error, writes: fake.requests.filter(({ method }) => method === 'PUT').length, requests: fake.requests };
}

describe('a tag of a promotion that failed', () => {
  it('is put back by the manifest that it held', async () => {
    const { error, writes } = await undo([holding(NEW.digest)]);
    expect(writes).toBe(1);
    expect(error).toMatchObject({
      message: `${FAILURE.message} (put back to what it was: ${NAME})`,
      code: 'denied',
      status: 403,
      cause: FAILURE,
    });
  });

  it('is put back although one look did not find it', async () => {
    const { error, writes } = await undo([{ status: 404 }, holding(NEW.digest)]);
    expect(writes).toBe(1);
    expect(String(error)).toContain(`put back to what it was: ${NAME}`);
  });

  it('is named where no look finds it any more', async () => {
    const { error, writes, requests } = await undo([{ status: 404 }]);
    expect(writes).toBe(0);
    expect(requests).toHaveLength(3);
    expect(String(error)).toContain(`NOT put back, look at it: ${NAME}`);
  });

  it('is named where the image that it held is gone', async () => {
    const { error, writes } = await undo([holding(NEW.digest)], { old: { status: 404 } });
    expect(writes).toBe(0);
    expect(String(error)).toContain(`NOT put back, look at it: ${NAME}`);
  });

  it.each<[string, readonly FakeAnswer[], FakeAnswer, string]>([
    ['no look is answered', [{ status: 503 }], TAKEN, 'perhaps moved, look at it'],
    ['the write fails, which may have been heard', [holding(NEW.digest)], { status: 503 }, 'perhaps moved, look at it'],
    ['the write is refused', [holding(NEW.digest)], { status: 403 }, 'NOT put back, look at it'],
  ])('is told of by what is known where %s', async (_, looks, taken, words) => {
    const { error } = await undo(looks, { taken });
    expect(String(error)).toContain(`${words}: ${NAME}`);
  });

  it.each([
    ['holds what it held', [holding(OLD.digest)], {}],
    ['was moved on by another run', [holding(emptyRoot('third').digest)], {}],
    ['was never written', [{ status: 404 }], { before: undefined }],
  ])('is left alone where it %s', async (_, looks, how) => {
    const { error, writes } = await undo(looks, how);
    expect(writes).toBe(0);
    expect(error).toBe(FAILURE);
  });

  it('is named where it is new', async () => {
    const { error, writes } = await undo([holding(NEW.digest)], { before: undefined });
    expect(writes).toBe(0);
    expect(String(error)).toContain(`created, on a complete image: ${NAME}`);
  });

  it('is put back to what it held before the first of several writes', async () => {
    const fake = createFakeClient(({ method }) =>
      method === 'HEAD' ? holding(NEW.digest) : method === 'GET' ? stored(OLD) : TAKEN,
    );
    const journal = new TagJournal();
    const write = { client: fake.client, repository: APP, tag: TAG, after: NEW.digest };
    journal.begin({ ...write, before: OLD.digest });
    journal.begin({ ...write, before: NEW.digest });
    await undoTags(journal, FAILURE);
    expect(fake.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  });

  it('keeps what to do, and tells of the tags beside it', async () => {
    const words = { what: 'write x', reason: 'it is down', remedy: 'wait' };
    const { error } = await undo([holding(NEW.digest)], {
      error: new RegistryError(words, { code: 'server-error', status: 503 }),
    });
    expect(error).toMatchObject({
      code: 'server-error',
      status: 503,
      words: { ...words, aftermath: expect.stringMatching(/^put back to what it was: /) },
      message: expect.stringMatching(/^Cannot write x: it is down; wait \(put back to what it was: .*\)$/),
    });
  });

  it('keeps the kind of the error', async () => {
    const policy = await undo([holding(NEW.digest)], {
      error: new PolicyError({ what: 'tag', reason: 'it is taken', remedy: 'choose another' }),
    });
    expect(policy.error).toBeInstanceOf(PolicyError);
    expect(String(policy.error)).toContain('put back');
    const without = new RegistryError({ what: 'reach', reason: 'it is down', remedy: 'wait', code: 'unreachable' });
    const unreachable = await undo([holding(NEW.digest)], { error: without });
    expect(unreachable.error).toMatchObject({ code: 'unreachable', status: undefined });
    const input = await undo([holding(NEW.digest)], {
      error: new InputError({ what: 'use x', reason: 'no', remedy: 'change it' }),
    });
    expect(input.error).toBeInstanceOf(InputError);
    expect(String(input.error)).toContain('put back');
    const fault = new TypeError('a fault of ours');
    expect((await undo([holding(NEW.digest)], { error: fault })).error).toBe(fault);
  });
});
