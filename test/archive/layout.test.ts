import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLayout } from '../../src/archive/open-layout.ts';
import { TAR_END, tarChecksum, tarHeader, tarPadding } from '../../src/archive/tar.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { buildImage } from '../support/image/build-image.ts';

const IMAGE = buildImage({ seed: 'layout', layers: 1, layerBytes: 16 });

type Entry = readonly [name: string, bytes: Uint8Array, header?: (header: Buffer) => void];

function sign(header: Buffer): void {
  header.write(`${tarChecksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}

function tar(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap(([name, bytes, change]) => {
    const header = tarHeader(name, bytes.byteLength);
    change?.(header);
    if (change !== undefined) sign(header);
    return [header, bytes, tarPadding(bytes.byteLength)];
  });
  return Buffer.concat([...parts, TAR_END]);
}

const MARKER: Entry = ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')];
const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

function indexOf(manifests: readonly object[]): Entry {
  return ['index.json', Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }))];
}

const ROOT = { mediaType: IMAGE.index.mediaType, digest: IMAGE.index.digest, size: IMAGE.index.size };
const named = (name: string, root: object = ROOT) => ({
  ...root,
  annotations: { 'org.opencontainers.image.ref.name': name },
});
const blob = (digest: string, bytes: Uint8Array): Entry => [`blobs/${digest.replace(':', '/')}`, bytes];
const BLOBS: readonly Entry[] = [
  ...[...IMAGE.manifests].map(([digest, { bytes }]) => blob(digest, bytes)),
  ...[...IMAGE.blobs].map(([digest, bytes]) => blob(digest, Buffer.from(bytes as Uint8Array))),
];
const WHOLE: readonly Entry[] = [MARKER, indexOf([named('1.2.3')]), ...BLOBS];
const OTHER = Buffer.from('other');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-layout-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(bytes: Uint8Array): Promise<string> {
  const path = join(folder, `${digestOf(bytes).slice(7, 19)}.tar`);
  await writeFile(path, bytes);
  try {
    await using layout = await openLayout(path);
    return `whole: ${[...layout.names.keys()].join(' ')}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const type = (letter: string) => (header: Buffer) => void header.write(letter, 156, 'latin1');
const size = (text: string) => (header: Buffer) => void header.write(`${text}\0`, 124, 'latin1');

describe('an OCI image layout', () => {
  it('is read if it is whole', async () => {
    expect(await open(tar(WHOLE))).toBe('whole: 1.2.3');
  });

  it.each<readonly [what: string, bytes: Buffer, says: string]>([
    ['a path to above', tar([...WHOLE, ['../../etc/cron.d/x', OTHER]]), 'no path of a layout'],
    ['an absolute path', tar([...WHOLE, ['/etc/passwd', OTHER]]), 'no path of a layout'],
    ['a path through a folder of its own', tar([...WHOLE, ['blobs/../x', OTHER]]), 'no path of a layout'],
    ['a symbolic link', tar([...WHOLE, ['x', Buffer.alloc(0), type('2')]]), 'a link or a device'],
    ['a hard link', tar([...WHOLE, ['x', Buffer.alloc(0), type('1')]]), 'a link or a device'],
    ['a device', tar([...WHOLE, ['x', Buffer.alloc(0), type('3')]]), 'a link or a device'],
    ['two indexes', tar([...WHOLE, indexOf([])]), 'twice'],
    ['two indexes under two spellings', tar([...WHOLE, ['./index.json', OTHER]]), 'twice'],
    ['a size beyond the file', tar([...WHOLE, ['x', OTHER, size('77777777777')]]), 'larger than the file has room for'],
    ['a negative size', tar([...WHOLE, ['x', OTHER, size('-0000000001')]]), 'is no number'],
    ['a blob of other bytes', tar([...WHOLE, blob(`sha256:${'0'.repeat(64)}`, OTHER)]), 'have another digest'],
    ['a blob without a digest', tar([...WHOLE, ['blobs/sha256/x', OTHER]]), 'not named by a digest'],
    ['a manifest that is not there', tar([MARKER, indexOf([ROOT]), ...BLOBS.slice(0, 0)]), 'it lacks'],
    ['a size that is another', tar([MARKER, indexOf([{ ...ROOT, size: 1 }]), ...BLOBS]), 'its index says'],
    ['a name that is no tag', tar([MARKER, indexOf([named('../x')]), ...BLOBS]), 'is no tag'],
    [
      'one name of two things',
      tar([
        MARKER,
        indexOf([named('1'), named('1', { mediaType: 'text/plain', digest: digestOf(OTHER), size: OTHER.byteLength })]),
        ...BLOBS,
        blob(digestOf(OTHER), OTHER),
      ]),
      'stands for two things',
    ],
    [
      'another version',
      tar([['oci-layout', Buffer.from('{"imageLayoutVersion":"2.0.0"}')], ...WHOLE.slice(1)]),
      'version',
    ],
    ['an end that was cut off', tar(WHOLE).subarray(0, -2048), 'cut off'],
    ['what is no tar file', Buffer.alloc(2048, 0x1f), 'no tar file'],
    [
      'an index that is larger than any',
      tar([MARKER, ['index.json', Buffer.alloc(5 * 1024 * 1024, 0x20)], ...BLOBS]),
      'larger than any',
    ],
  ])('is refused for %s', async (_, bytes, says) => {
    const answer = await open(bytes);
    expect(answer).toMatch(/^Cannot read the archive /);
    expect(answer).toContain(says);
  });

  it('is refused as a folder with a link in it', async () => {
    await symlink('/etc/passwd', join(folder, 'index.json'));
    await expect(openLayout(folder)).rejects.toThrow('a link or a device');
  });
});
