import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/oci/digest.ts';
import { startUpload } from '../../../src/registry/blobs/upload.ts';
import { readProgress, uploadMemory } from '../../../src/registry/blobs/upload-session.ts';
import { APP, createFakeClient, type FakeAnswer, linesOf } from '../support.ts';

const DIGEST = digestOf('0123456789');
const SESSION = 'https://registry.example.com/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D';
const OPEN = 'POST /v2/d/app/blobs/uploads/';

describe('a session', () => {
  it.each([
    ['as an address', SESSION, SESSION],
    ['as a path', '/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D', SESSION],
    ['without a scheme', '//registry.example.com/v2/d/app/blobs/uploads/1?_state=a%2Bb%3D', SESSION],
    ['with the default port', SESSION.replace('.com/', '.com:443/'), SESSION],
    ['relative to the request', '1?_state=a%2Bb%3D', SESSION],
    ['with a signature', `${SESSION}&sig=%2f~!*()$%7E;,:@/?+%20`, `${SESSION}&sig=%2f~!*()$%7E;,:@/?+%20`],
  ])('is opened where the registry gives it %s', async (_, location, expected) => {
    const { client, requests } = createFakeClient(() => ({ status: 202, headers: { location } }));
    expect((await startUpload(client, APP, DIGEST))?.href).toBe(expected);
    expect(linesOf(requests)).toEqual([OPEN]);
  });

  it.each([
    ['on another host', 'https://evil.test/v2/d/app/blobs/uploads/1', 'wants the upload sent to another host'],
    ['on another port', SESSION.replace('.com/', '.com:8443/'), 'wants the upload sent to another port'],
    [
      'without HTTPS',
      SESSION.replace('https:', 'http:'),
      'wants the upload sent over plain HTTP, to "http://registry.example.com"; let the proxy in front of it send "X-Forwarded-Proto: https"',
    ],
    ['on a host below', SESSION.replace('registry', 'cdn.registry'), 'wants the upload sent to another host'],
    [
      'with credentials',
      SESSION.replace('//', '//alice:secret@'),
      'the address of the upload session carries credentials',
    ],
    ['with a user', SESSION.replace('//', '//alice@'), 'carries credentials'],
    ['with a password', SESSION.replace('//', '//:secret@'), 'carries credentials'],
    ['with a fragment', `${SESSION}#a`, 'the address of the upload session has a fragment'],
    ['with an empty fragment', `${SESSION}#`, 'has a fragment'],
    ['nowhere', 'https://', 'the registry opens no upload session'],
    ['without an address', undefined, 'the registry opens no upload session'],
  ])('that is %s is refused', async (_, location, words) => {
    const { client } = createFakeClient(() => ({
      status: 202,
      headers: location === undefined ? {} : { location },
    }));
    await expect(startUpload(client, APP, DIGEST)).rejects.toThrow(words);
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'denied'],
    [404, 'not-found'],
    [429, 'rate-limited'],
    [500, 'server-error'],
    [201, 'invalid-answer'],
    [204, 'refused'],
  ])('answered %d is an error', async (status, code) => {
    const { client } = createFakeClient((request) => (request.method === 'HEAD' ? { status: 404 } : { status }));
    await expect(startUpload(client, APP, DIGEST)).rejects.toMatchObject({ code });
  });

  it('that is refused names the blob and where it should go', async () => {
    const { client } = createFakeClient(() => ({ status: 202 }));
    await expect(startUpload(client, APP, DIGEST)).rejects.toMatchObject({
      message: expect.stringContaining(
        `Cannot upload blob ${DIGEST} to registry.example.com/d/app: the registry opens no upload session`,
      ),
    });
  });

  it.each([
    ['5242880', 5_242_880],
    ['7', 7],
    ['9'.repeat(12), 999_999_999_999],
    ['9'.repeat(13), 0],
    ['x7', 0],
    ['7x', 0],
    ['-7', 0],
    ['', 0],
    [undefined, 0],
  ])('whose shortest chunk is "%s" has one of %d bytes', async (length, expected) => {
    const { client } = createFakeClient(() => ({
      status: 202,
      headers: { location: SESSION, ...(length === undefined ? {} : { 'oci-chunk-min-length': length }) },
    }));
    await startUpload(client, APP, DIGEST);
    expect(uploadMemory(client).minChunk).toBe(expected);
  });

  it('names the host that it will not send to', async () => {
    const { client } = createFakeClient(() => ({ status: 202, headers: { location: 'https://evil.test:8443/up' } }));
    await expect(startUpload(client, APP, DIGEST)).rejects.toThrow('"https://evil.test:8443"');
  });

  it('with the default port of plain HTTP is the same', async () => {
    const location = 'http://registry.example.com:80/up';
    const { client } = createFakeClient(() => ({
      status: 202,
      headers: { location },
      from: 'http://registry.example.com/v2/',
    }));
    expect((await startUpload(client, APP, DIGEST))?.href).toBe('http://registry.example.com/up');
  });

  it('is not needed where the registry says that the blob is complete, and has it', async () => {
    const { client, requests } = createFakeClient(({ method }) => ({ status: method === 'HEAD' ? 200 : 201 }));
    expect(await startUpload(client, APP, DIGEST)).toBeUndefined();
    expect(linesOf(requests)).toEqual([OPEN, `HEAD /v2/d/app/blobs/${DIGEST}`]);
  });

  it('is used where the registry says that the blob is complete, and does not have it', async () => {
    const { client } = createFakeClient(({ method }) =>
      method === 'HEAD' ? { status: 404 } : { status: 201, headers: { location: SESSION } },
    );
    expect((await startUpload(client, APP, DIGEST))?.href).toBe(SESSION);
  });
});

describe('how far a session is', () => {
  const ATTEMPT = { registry: 'registry.example.com', what: 'upload blob' };
  const ask = (answer: FakeAnswer) => readProgress(createFakeClient(() => answer).client, new URL(SESSION), ATTEMPT);

  it.each([
    ['0-99', 100],
    ['bytes=0-99', 100],
    ['0-1', 2],
    ['0-0', 0],
  ])('is read from the range %s', async (range, received) => {
    expect(await ask({ status: 204, headers: { range } })).toEqual({ location: new URL(SESSION), received });
  });

  it.each([200, 202, 204])('is asked for by GET, and may be answered %d', async (status) => {
    const { client, requests } = createFakeClient(() => ({ status, headers: { range: '0-9' } }));
    expect(await readProgress(client, new URL(SESSION), ATTEMPT)).toMatchObject({ received: 10 });
    expect(linesOf(requests)).toEqual([`GET ${SESSION.slice(SESSION.indexOf('/v2/'))}`]);
  });

  it('comes with where it goes on', async () => {
    const headers = { range: '0-9', location: '/v2/d/app/blobs/uploads/1?_state=c' };
    const progress = await ask({ status: 204, headers });
    expect(progress?.location.href).toBe('https://registry.example.com/v2/d/app/blobs/uploads/1?_state=c');
  });

  it.each<readonly [string, FakeAnswer]>([
    ['the session is gone', { status: 404, headers: { range: '0-9' } }],
    ['the registry fails', { status: 500, headers: { range: '0-9' } }],
    ['a part is answered', { status: 206, headers: { range: '0-9' } }],
    ['there is no range', { status: 204 }],
    ['the range is none', { status: 204, headers: { range: 'half' } }],
    ['the range begins in the middle', { status: 204, headers: { range: '5-9' } }],
    ['the range begins at a round number', { status: 204, headers: { range: '10-19' } }],
    ['the range has no end', { status: 204, headers: { range: '0-9999999999999999' } }],
    ['it goes on elsewhere', { status: 204, headers: { range: '0-9', location: 'https://evil.test/' } }],
  ])('is not known where %s', async (_, answer) => {
    expect(await ask(answer)).toBeUndefined();
  });
});
