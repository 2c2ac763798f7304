import { describe, expect, it } from 'vitest';
import { parseRepository, parseTag } from '../../src/oci/reference.ts';
import { headManifest } from '../../src/registry/manifests.ts';
import { TagJournal } from '../../src/tag-updates/journal.ts';
import { writeTagsAtOnce } from '../../src/tag-updates/write.ts';
import type { PlannedTag } from '../../src/tags/planned-tag.ts';
import { createEvents, emptyRoot } from '../promotion/support.ts';
import { APP, connect, createFakeClient, type FakeAnswer } from '../registry/support.ts';
import type { RegistryOptions } from '../support/registry/options.ts';
import { startRegistry } from '../support/registry/registry.ts';

const ROOT = emptyRoot('new');

function movesOf(count: number): readonly PlannedTag[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ tag: parseTag(`t${index}`), kind: 'raw', mutable: true, action: 'create', reason: 'x' },
    ...{ before: undefined, after: ROOT.digest },
  }));
}

/** Writes to an embedded registry that was asked for something before, as every run does. */
async function write(options: RegistryOptions, count: number) {
  await using registry = await startRegistry(options);
  await using connection = await connect(registry.host);
  const { client } = connection;
  const repository = parseRepository(`${registry.host}/p/app`);
  await headManifest(client, repository, parseTag('t0'));
  registry.clearLog();
  const journal = new TagJournal();
  const events = createEvents();
  const written = await writeTagsAtOnce({ client, repository, root: ROOT, journal, emit: events.emit }, movesOf(count));
  const tags = [...registry.tags('p/app')].filter(([, digest]) => digest === ROOT.digest).map(([tag]) => tag);
  return { written, tags, requests: registry.log.length, journal, events: events.all };
}

describe('several tags', () => {
  it('are written by one request where the registry knows how', async () => {
    const { written, tags, requests, journal, events } = await write({ multiTag: true, manifests: {} }, 4);
    expect(requests).toBe(1);
    expect([...written]).toEqual(['t0', 't1', 't2', 't3']);
    expect(tags.toSorted()).toEqual(['t0', 't1', 't2', 't3']);
    expect(journal.writes.map(({ tag }) => tag)).toEqual(['t0', 't1', 't2', 't3']);
    expect(journal.hasWritten).toBe(true);
    expect(events.map(({ kind }) => kind)).toEqual(['tag', 'tag', 'tag', 'tag']);
  });

  it('are written ten at a time', async () => {
    const { written, requests } = await write({ multiTag: true }, 23);
    expect([written.size, requests]).toEqual([23, 3]);
  });

  it.each([
    ['a registry as CNCF Distribution, which would set none', {}, 4],
    ['a single one', { multiTag: true }, 1],
  ])('are left to single requests for %s', async (_, options, count) => {
    const { written, requests, journal } = await write(options, count);
    expect([written.size, requests, journal.writes.length]).toEqual([0, 0, 0]);
  });
});

/** Writes four tags to a registry that gives some answer, twice. */
async function writeTwice(put: FakeAnswer) {
  const { client, requests } = createFakeClient(({ method }) => (method === 'PUT' ? put : { status: 404 }));
  await headManifest(client, APP, parseTag('t0'));
  const writer = { client, repository: APP, root: ROOT, journal: new TagJournal(), emit: () => undefined };
  const written = [await writeTagsAtOnce(writer, movesOf(4)), await writeTagsAtOnce(writer, movesOf(4))];
  return { written: written.map((tags) => [...tags]), puts: requests.filter(({ method }) => method === 'PUT').length };
}

describe('a registry that does not set several tags at once', () => {
  it.each([
    ['takes the manifest and names no tag', { status: 201, headers: { 'docker-content-digest': ROOT.digest } }],
    ['refuses', { status: 414 }],
    ['says 200 to everything', { status: 200, headers: { 'oci-tag': 't0,t1,t2,t3' } }],
    ['speaks of another manifest', { status: 201, headers: { 'docker-content-digest': emptyRoot('old').digest } }],
  ])('and %s is asked once', async (_, put) => {
    expect(await writeTwice(put)).toEqual({ written: [[], []], puts: 1 });
  });

  it('and sets some of them is believed in those, and asked once', async () => {
    const { written, puts } = await writeTwice({ status: 201, headers: { 'oci-tag': 't1, t3, other' } });
    expect([written, puts]).toEqual([[['t1', 't3'], []], 1]);
  });
});
