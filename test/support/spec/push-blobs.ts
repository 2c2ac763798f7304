import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { sha256 } from '../image/content.ts';
import { blobBody, expectBytes, expectStatus, location, type SpecCheck, SpecSubject, withDigest } from './check.ts';

const section = 'push';

async function expectBlob(registry: SpecSubject, bytes: Uint8Array): Promise<void> {
  const answer = await registry.send('GET', `blobs/${sha256(bytes)}`);
  expectStatus(answer, [200]);
  expectBytes(answer, bytes);
}

/** What distribution-spec 1.1 says of "Pushing blobs" and "Mounting". */
export const PUSH_BLOB_CHECKS: readonly SpecCheck[] = [
  {
    section,
    name: 'a blob goes in by POST and PUT, and the Location leads to it',
    async run(registry) {
      const bytes = randomBytes(80);
      const put = await registry.send('PUT', withDigest(await registry.open(), sha256(bytes)), blobBody(bytes));
      expectStatus(put, [201]);
      expectBytes(await registry.send('GET', location(put)), bytes);
    },
  },
  {
    section,
    name: 'a blob goes in by one POST, or a session is opened',
    async run(registry) {
      const bytes = randomBytes(80);
      const posted = await registry.send('POST', withDigest('blobs/uploads/', sha256(bytes)), blobBody(bytes));
      expectStatus(posted, [201, 202]);
      if (posted.status === 201) await expectBlob(registry, bytes);
      else
        expectStatus(await registry.send('PUT', withDigest(location(posted), sha256(bytes)), blobBody(bytes)), [201]);
    },
  },
  {
    section,
    name: 'a blob goes in by POST, one PATCH without a range, and PUT',
    async run(registry) {
      const bytes = randomBytes(80);
      const patched = await registry.send('PATCH', await registry.open(), blobBody(bytes));
      expectStatus(patched, [202]);
      expectStatus(await registry.send('PUT', withDigest(location(patched), sha256(bytes))), [201]);
      await expectBlob(registry, bytes);
    },
  },
  {
    section,
    name: 'a blob goes in in chunks, and GET of the session says how far it has come',
    async run(registry) {
      const bytes = randomBytes(90);
      const chunk = (first: number, last: number) =>
        blobBody(bytes.subarray(first, last + 1), { 'Content-Range': `${first}-${last}` });
      const first = await registry.send('PATCH', await registry.open(), chunk(0, 39));
      expectStatus(first, [202]);
      assert.equal(first.headers.get('range'), '0-39');
      const status = await registry.send('GET', location(first));
      expectStatus(status, [204]);
      assert.equal(status.headers.get('range'), '0-39');
      const second = await registry.send('PATCH', location(status), chunk(40, 69));
      expectStatus(second, [202]);
      expectStatus(await registry.send('PUT', withDigest(location(second), sha256(bytes)), chunk(70, 89)), [201]);
      await expectBlob(registry, bytes);
    },
  },
  {
    section,
    name: 'a chunk out of order is answered 416',
    async run(registry) {
      const chunk = blobBody(randomBytes(10), { 'Content-Range': '10-19' });
      expectStatus(await registry.send('PATCH', await registry.open(), chunk), [416]);
    },
  },
  {
    section,
    name: 'a blob that is not what its digest says is answered 400',
    async run(registry) {
      const wrong = withDigest(await registry.open(), sha256(Buffer.from('something else')));
      expectStatus(await registry.send('PUT', wrong, blobBody(randomBytes(10))), [400]);
    },
  },
  {
    section,
    name: 'an upload can be given up, and is gone then',
    async run(registry) {
      const session = await registry.open();
      expectStatus(await registry.send('DELETE', session), [204]);
      expectStatus(await registry.send('GET', session), [404]);
    },
  },
  {
    section,
    name: 'a blob of another repository is mounted, or a session is opened',
    async run(registry) {
      const other = new SpecSubject(registry.host, `${registry.repository}/other`);
      const { descriptor, bytes } = await other.pushBlob();
      const query = new URLSearchParams({ mount: descriptor.digest, from: other.repository });
      const answer = await registry.send('POST', `blobs/uploads/?${query}`);
      expectStatus(answer, [201, 202]);
      if (answer.status === 201) await expectBlob(registry, bytes);
      else location(answer);
    },
  },
  {
    section,
    name: 'a mount of what is not there opens a session',
    async run(registry) {
      const query = new URLSearchParams({ mount: sha256(randomBytes(9)), from: `${registry.repository}/none` });
      const answer = await registry.send('POST', `blobs/uploads/?${query}`);
      expectStatus(answer, [202]);
      location(answer);
    },
  },
];
