import { describe, expect, it } from 'vitest';
import { type Digest, digestOf } from '../../../src/oci/digest.ts';
import type { Descriptor } from '../../../src/oci/manifest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../../src/oci/media-type.ts';
import { addToFallback } from '../../../src/registry/referrers/fallback-list.ts';
import { settleLists } from '../../../src/registry/referrers/shared-lists.ts';
import { APP, createFakeClient, errorBody, type FakeAnswer } from '../support.ts';

const SUBJECT = digestOf('subject');
const TAG = SUBJECT.replace(':', '-');
const NAME = `registry.example.com/d/app:${TAG}`;
const GONE: FakeAnswer = { status: 404, body: errorBody('MANIFEST_UNKNOWN') };

function descriptorOf(name: string): Descriptor {
  return { mediaType: OCI_MANIFEST, digest: digestOf(name), size: 7, annotations: new Map() };
}

const OURS = descriptorOf('ours');

interface List {
  readonly manifests: readonly { readonly digest: Digest }[];
}

/** A registry without referrers API that holds one list, and manifests that a test may delete. */
function registry(names: readonly string[]) {
  const manifests = new Set<string>([OURS.digest, ...names.map((name) => digestOf(name))]);
  let list: List = { manifests: names.map(descriptorOf) };
  const warnings: string[] = [];
  const state = {
    manifests,
    looks: 0,
    writes: 0,
    /** Answers a write in place of the registry, which has not taken it then. */
    refuse: (_written: List): FakeAnswer | undefined => undefined,
    firstWrite: 0,
    /** Answers a look at a manifest in place of the registry. */
    look: (_digest: string): FakeAnswer | undefined => undefined,
    set: (others: readonly string[]) => {
      list = { manifests: others.map(descriptorOf) };
    },
  };
  const fake = createFakeClient(({ method, url, body }) => {
    const reference = url.pathname.split('/').at(-1) ?? '';
    if (method === 'HEAD') {
      state.looks++;
      const headers = { 'docker-content-digest': reference };
      return state.look(reference) ?? (manifests.has(reference) ? { headers } : GONE);
    }
    if (method === 'PUT' && body instanceof Uint8Array) {
      const written: List = JSON.parse(Buffer.from(body).toString());
      state.writes++;
      const refusal = state.refuse(written);
      if (refusal !== undefined) return refusal;
      list = written;
      state.firstWrite ||= fake.clock.now();
      return { status: 201, headers: { 'docker-content-digest': digestOf(body) } };
    }
    const text = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, 'x-kept': true, ...list });
    return { body: text, headers: { 'content-type': OCI_INDEX } };
  });
  const names_ = () => {
    const known = new Map(['ours', 'theirs', 'late', ...names].map((name) => [digestOf(name), name]));
    return list.manifests.map(({ digest }) => known.get(digest) ?? digest);
  };
  const add = () =>
    addToFallback(fake.client, APP, { subject: SUBJECT, descriptors: [OURS] }, (sentence) => warnings.push(sentence));
  return { ...fake, state, warnings, add, names: names_ };
}

/** Refuses a list for what one of its entries refers to, as registries do that check it. */
function refusing(fake: ReturnType<typeof registry>, answer: FakeAnswer) {
  fake.state.refuse = ({ manifests }) =>
    manifests.every(({ digest }) => fake.state.manifests.has(digest)) ? undefined : answer;
}

describe('a list with an entry that is gone', () => {
  it.each([
    ['400', { status: 400, body: errorBody('MANIFEST_BLOB_UNKNOWN') }],
    ['404', { status: 404, body: errorBody('MANIFEST_UNKNOWN') }],
    ['500', { status: 500 }],
  ])('is written without it where the registry refuses it by %s, with a warning', async (_, answer) => {
    const fake = registry(['a', 'dead', 'b', 'dead too']);
    for (const name of ['dead', 'dead too']) fake.state.manifests.delete(digestOf(name));
    refusing(fake, answer);
    await fake.add();
    expect(fake.names()).toEqual(['a', 'b', 'ours']);
    expect(fake.warnings).toEqual(
      ['dead', 'dead too'].map(
        (name) => `${NAME} listed ${digestOf(name)}, which the repository no longer has: it is left out of the list`,
      ),
    );
    await settleLists([fake.client], true);
    expect(fake.names()).toEqual(['a', 'b', 'ours']);
  });

  it('is left as it is where the registry takes it', async () => {
    const fake = registry(['a', 'dead']);
    fake.state.manifests.delete(digestOf('dead'));
    await fake.add();
    expect([fake.names(), fake.warnings, fake.state.looks]).toEqual([['a', 'dead', 'ours'], [], 0]);
  });

  it('keeps what one look shows as gone and the next as there', async () => {
    const fake = registry(['a', 'dead', 'slow']);
    fake.state.manifests.delete(digestOf('dead'));
    refusing(fake, { status: 400 });
    let looks = 0;
    fake.state.look = (digest) => (digest === digestOf('slow') && ++looks === 1 ? GONE : undefined);
    await fake.add();
    expect(fake.names()).toEqual(['a', 'slow', 'ours']);
  });

  it('keeps what the registry does not speak of', async () => {
    const fake = registry(['a', 'dead', 'secret']);
    fake.state.manifests.delete(digestOf('dead'));
    refusing(fake, { status: 400 });
    fake.state.look = (digest) => (digest === digestOf('secret') ? { status: 403 } : undefined);
    await fake.add();
    expect(fake.names()).toEqual(['a', 'secret', 'ours']);
  });

  it('is no excuse for a refusal that has another reason', async () => {
    const fake = registry(['a']);
    fake.state.refuse = () => ({ status: 400, body: errorBody('MANIFEST_INVALID') });
    await expect(fake.add()).rejects.toThrow('MANIFEST_INVALID');
    expect([fake.names(), fake.state.writes]).toEqual([['a'], 4]);
    fake.state.refuse = () => ({ status: 403, body: errorBody('DENIED') });
    await expect(fake.add()).rejects.toThrow('DENIED');
    expect(fake.state.writes).toBe(5);
  });

  it('never costs this run its own entry', async () => {
    const fake = registry(['a']);
    fake.state.manifests.delete(OURS.digest);
    refusing(fake, { status: 400, body: errorBody('MANIFEST_BLOB_UNKNOWN') });
    await expect(fake.add()).rejects.toThrow('MANIFEST_BLOB_UNKNOWN');
  });
});

describe('a list that is refused for a moment', () => {
  it('is read again before it is sent again: others may have written it meanwhile', async () => {
    const fake = registry([]);
    fake.state.refuse = () => {
      if (fake.state.writes > 1) return undefined;
      fake.state.manifests.add(digestOf('theirs'));
      fake.state.set(['theirs']);
      return { status: 400, body: errorBody('DIGEST_INVALID') };
    };
    await fake.add();
    expect(fake.names()).toEqual(['theirs', 'ours']);
  });
});

describe('a list that others write too', () => {
  /** Adds ours, which stands, and lets somebody replace the list afterwards. */
  async function replaced(by: readonly string[], there: readonly string[] = []) {
    const fake = registry(there);
    await fake.add();
    for (const name of by) fake.state.manifests.add(digestOf(name));
    fake.state.set(by);
    return fake;
  }

  it('is looked at again when it has stood for a second, and ours is added anew', async () => {
    const fake = await replaced(['theirs']);
    await settleLists([fake.client], true);
    expect(fake.names()).toEqual(['theirs', 'ours']);
    // One second, and three after it was seen to change, with up to half a second so that runs do not keep step.
    expect(fake.clock.now() - fake.state.firstWrite).toBe(1000 + 3250);
  });

  it('keeps what another writer had there and a third has overwritten', async () => {
    const fake = await replaced(['ours'], ['signature']);
    await settleLists([fake.client], true);
    expect(new Set(fake.names())).toEqual(new Set(['ours', 'signature']));
  });

  it('does not get back what was deleted meanwhile', async () => {
    const fake = await replaced(['ours'], ['signature']);
    fake.state.manifests.delete(digestOf('signature'));
    await settleLists([fake.client], true);
    expect(fake.names()).toEqual(['ours']);
  });

  it('stands where nobody has touched it: one look', async () => {
    const fake = registry(['a']);
    await fake.add();
    const { length } = fake.requests;
    await settleLists([fake.client], false);
    expect(fake.requests).toHaveLength(length);
    fake.clock.advance(1000);
    await settleLists([fake.client], false);
    expect(fake.requests).toHaveLength(length + 1);
    await settleLists([fake.client], true);
    expect(fake.requests).toHaveLength(length + 1);
  });

  it('is looked at once more where somebody has added to it', async () => {
    const fake = await replaced(['ours', 'theirs']);
    const { length } = fake.requests;
    await settleLists([fake.client], true);
    expect([fake.requests.length - length, fake.clock.now() - fake.state.firstWrite]).toEqual([2, 3000]);
  });

  it('ends the run where others replace it again and again', async () => {
    const fake = await replaced(['theirs']);
    let reads = 0;
    const { send } = fake.client;
    const stubborn = Object.assign(fake.client, {
      send(request: Parameters<typeof send>[0]) {
        // Every second read comes after somebody has replaced the list: a write of ours never lasts.
        if (request.method === 'GET' && ++reads % 3 === 1) fake.state.set(['theirs']);
        return send(request);
      },
    });
    await expect(settleLists([stubborn], true)).rejects.toThrow(
      `Cannot keep what was added to the list ${NAME}: other writers replaced it 8 times`,
    );
  });
});
