import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { OCI_INDEX } from '../../src/oci/media-type.ts';
import { parseTag } from '../../src/oci/reference.ts';
import { getManifest, headManifest } from '../../src/registry/manifests.ts';
import { listTags } from '../../src/registry/tag-list.ts';
import { APP, createFakeClient, type FakeAnswer } from './support.ts';

const BYTES = Buffer.from('{"schemaVersion":2,"manifests":[]}');
const TAG = parseTag('1.2.3');

function encoded(encoding: string | readonly string[], body: Uint8Array): FakeAnswer {
  return { body, headers: { 'content-type': OCI_INDEX, 'content-encoding': encoding } };
}

describe('an answer that is encoded', () => {
  it.each([
    ['by gzip', encoded('gzip', gzipSync(BYTES)), '"gzip"'],
    ['by gzip, in capitals', encoded('GZIP', gzipSync(BYTES)), '"GZIP"'],
    ['by Brotli', encoded('br', brotliCompressSync(BYTES)), '"br"'],
    ['by Zstandard', encoded('zstd', zstdCompressSync(BYTES)), '"zstd"'],
    ['by its own word, though the bytes are plain', encoded('gzip', BYTES), '"gzip"'],
    ['beside "identity"', encoded('identity, gzip', BYTES), '"identity, gzip"'],
    ['in two headers', encoded(['identity', 'gzip'], BYTES), '"identity, gzip"'],
    ['a hundred times over', encoded(Array(100).fill('gzip').join(', '), BYTES), '"gzip, gzip, gzip'],
  ])('%s is refused, with words', async (_, answer, words) => {
    const { client } = createFakeClient(() => answer);
    const reading = getManifest(client, APP, TAG);
    await expect(reading).rejects.toThrow(
      `Cannot read from registry "registry.example.com": it sends an answer encoded as ${words}`,
    );
    await expect(reading).rejects.toMatchObject({ code: 'invalid-answer' });
  });

  it('is refused as a list too', async () => {
    const { client } = createFakeClient(() => encoded('gzip', gzipSync('{"tags":[]}')));
    await expect(listTags(client, APP)).rejects.toThrow('encoded as "gzip"');
  });

  it('is no other error than it was', async () => {
    const { client } = createFakeClient(() => ({ ...encoded('gzip', gzipSync('{}')), status: 404 }));
    expect(await getManifest(client, APP, TAG)).toBeUndefined();
  });

  it('is taken where it has no bytes', async () => {
    const digest = `sha256:${'0'.repeat(64)}`;
    const { client } = createFakeClient(() => ({
      headers: { 'content-encoding': 'gzip', 'docker-content-digest': digest },
    }));
    expect(await headManifest(client, APP, TAG)).toBe(digest);
  });
});

it.each(['identity', 'Identity', '', ' ', 'identity '])(
  'an answer whose encoding is "%s" is read',
  async (encoding) => {
    const { client } = createFakeClient(() => encoded(encoding, BYTES));
    expect((await getManifest(client, APP, TAG))?.bytes).toHaveLength(BYTES.length);
  },
);
