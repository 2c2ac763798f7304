import { describe, expect, it } from 'vitest';
import { parseTag } from '../../src/oci/reference.ts';
import { TagJournal } from '../../src/tag-updates/journal.ts';
import { writeTag } from '../../src/tag-updates/write.ts';
import type { PlannedTag } from '../../src/tags/planned-tag.ts';
import { createEvents, emptyRoot } from '../promotion/support.ts';
import { APP, createFakeClient, type FakeAnswer } from '../registry/support.ts';

const ROOT = emptyRoot('new');
const PLANNED: PlannedTag = {
  tag: parseTag('latest'),
  kind: 'latest',
  mutable: true,
  action: 'move',
  reason: 'x',
  before: emptyRoot('old').digest,
  after: ROOT.digest,
};

async function write(put: FakeAnswer, look: FakeAnswer) {
  const { client, requests } = createFakeClient(({ method }) => (method === 'PUT' ? put : look));
  const journal = new TagJournal();
  const events = createEvents();
  const writing = writeTag({ client, repository: APP, root: ROOT, journal, emit: events.emit }, PLANNED);
  const error = await writing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, journal, events: events.all, methods: requests.map(({ method }) => method) };
}

const NAMED = { 'docker-content-digest': ROOT.digest };

describe('writing a tag', () => {
  it('is one request where the registry names what it took', async () => {
    const { error, journal, events, methods } = await write({ status: 201, headers: NAMED }, { status: 500 });
    expect(error).toBeUndefined();
    expect(methods).toEqual(['PUT']);
    expect(journal.hasWritten).toBe(true);
    expect(events).toMatchObject([{ kind: 'tag', tag: 'latest', digest: ROOT.digest }]);
  });

  it('is looked at where the registry does not', async () => {
    const { error, methods } = await write({ status: 201 }, { status: 200, headers: NAMED });
    expect(error).toBeUndefined();
    expect(methods).toEqual(['PUT', 'HEAD']);
  });

  it('has failed where it does not show then', async () => {
    const { error, journal, events } = await write({ status: 201 }, { status: 404 });
    expect(error).toMatchObject({
      code: 'digest-mismatch',
      message: expect.stringMatching(
        /^Cannot tag registry\.example\.com\/d\/app: the registry took "latest" but does not show it; /,
      ),
    });
    expect(journal.hasWritten).toBe(false);
    expect(journal.writes).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('has succeeded where it was refused and the tag holds the image', async () => {
    const { error, journal } = await write({ status: 403 }, { status: 200, headers: NAMED });
    expect(error).toBeUndefined();
    expect(journal.hasWritten).toBe(true);
  });

  it.each([
    ['it holds another', { status: 200, headers: { 'docker-content-digest': emptyRoot('old').digest } }],
    ['nobody can tell', { status: 500 }],
  ])('has failed where it was refused and %s', async (_, look) => {
    const { error, journal } = await write({ status: 403 }, look);
    expect(error).toMatchObject({ code: 'denied', status: 403 });
    expect(journal.hasWritten).toBe(false);
  });
});
