import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/oci/digest.ts';
import type { Descriptor } from '../../../src/oci/manifest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/oci/media-type.ts';
import { ensureListed } from '../../../src/registry/referrers/attach.ts';
import { APP, createFakeClient, errorBody, type FakeAnswer, linesOf } from '../support.ts';

const SUBJECT = digestOf('subject');
const TAG = SUBJECT.replace(':', '-');
const MISSING: FakeAnswer = { status: 404, body: errorBody('MANIFEST_UNKNOWN') };
const PLAIN: Descriptor = { mediaType: OCI_MANIFEST, digest: digestOf('ours'), size: 7, annotations: new Map() };

function listOf(manifests: unknown): FakeAnswer {
  const body = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, 'x-kept': true });
  return { body, headers: { 'content-type': OCI_INDEX } };
}

function entryOf({ mediaType, digest, size }: Descriptor) {
  return { mediaType, digest, size };
}

/** A registry that shows what it is told to by its API, and keeps what is written under the fallback tag after some. */
function registry(api: (look: number) => FakeAnswer, fallback: FakeAnswer = MISSING, lost = 0) {
  let stored = fallback;
  const writes: unknown[] = [];
  let looks = 0;
  const fake = createFakeClient(({ method, url, body }) => {
    if (url.pathname.includes('/referrers/')) return api(++looks);
    if (method !== 'PUT' || !(body instanceof Uint8Array)) return stored;
    const text = Buffer.from(body).toString();
    writes.push(JSON.parse(text));
    if (writes.length > lost) stored = { body: text, headers: { 'content-type': OCI_INDEX } };
    return { status: 201, headers: { 'docker-content-digest': digestOf(body) } };
  });
  const list = (indexed?: string) =>
    ensureListed(fake.client, APP, { subject: SUBJECT, written: [{ descriptor: PLAIN, indexed }] });
  return { ...fake, list, writes, looks: () => looks };
}

describe('what a registry says it has indexed', () => {
  it('is asked for again where it is not shown at once: replicas lag', async () => {
    const { list, looks, clock, writes } = registry((look) => listOf(look < 3 ? [] : [entryOf(PLAIN)]));
    await list(SUBJECT);
    expect([looks(), clock.pauses, writes]).toEqual([3, [200, 400], []]);
  });

  it('is listed under the fallback tag where it is not shown in the end', async () => {
    const { list, looks, writes } = registry(() => listOf([]));
    await list(SUBJECT);
    expect(looks()).toBe(3);
    expect(writes).toEqual([expect.objectContaining({ manifests: [entryOf(PLAIN)] })]);
  });

  it('is taken for nothing where it names another subject', async () => {
    const { list, looks, writes } = registry(() => listOf([entryOf(PLAIN)]));
    await list(digestOf('another'));
    expect([looks(), writes.length]).toEqual([0, 1]);
  });
});

describe('the list under the fallback tag', () => {
  it('begins with a referrer that has neither artifact type nor annotations', async () => {
    const { list, writes } = registry(() => MISSING);
    await list();
    expect(writes).toEqual([{ schemaVersion: 2, mediaType: OCI_INDEX, manifests: [entryOf(PLAIN)] }]);
  });

  it('is gone on with where it is null, and keeps the rest of the document', async () => {
    const { list, writes } = registry(() => MISSING, listOf(null));
    await list();
    expect(writes).toEqual([expect.objectContaining({ manifests: [entryOf(PLAIN)], 'x-kept': true })]);
  });

  it('is complete where the last write is kept', async () => {
    const { list, writes } = registry(() => MISSING, listOf([]), 5);
    await list();
    expect(writes).toHaveLength(6);
  });

  it.each([
    ['replace', listOf([])],
    ['delete', MISSING],
  ])(
    'is written six times at most where others %s it, with longer and longer pauses, and then given up',
    async (_, others) => {
      const { list, requests, clock } = registry(() => MISSING, others, 6);
      await expect(list()).rejects.toThrow(
        `Cannot list referrers under registry.example.com/d/app:${TAG}: other writers replaced the list 6 times; `,
      );
      expect(linesOf(requests).filter((line) => line.startsWith('PUT'))).toHaveLength(6);
      expect(clock.pauses).toEqual([50, 100, 200, 400, 800]);
    },
  );
});
