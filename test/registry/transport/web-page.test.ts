import { expect, it } from 'vitest';
import type { Method } from '../../../src/registry/transport/http.ts';
import { withoutPages } from '../../../src/registry/transport/web-page.ts';
import { createTransport, type FakeAnswer } from '../support.ts';

const PAGE = { headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!DOCTYPE html>' };

function send(method: Method, answer: FakeAnswer) {
  const url = new URL('https://www.example.com/v2/a/manifests/1');
  return withoutPages(createTransport(() => answer)).send({ method, url });
}

it('a web page is no manifest', async () => {
  await expect(send('GET', PAGE)).rejects.toMatchObject({
    code: 'invalid-answer',
    message:
      'Cannot read from registry "www.example.com": a web page answers; check that this is the address of a registry, not of a website, and that no login page of a proxy stands before it',
  });
});

it.each<[string, Method, FakeAnswer]>([
  ['a manifest', 'GET', { headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' } }],
  ['an answer without a type', 'GET', {}],
  ['a refusal', 'GET', { ...PAGE, status: 404 }],
  ['a page on another host, which is no registry', 'GET', { ...PAGE, from: 'https://other.example.com/' }],
  ['an answer to a write', 'PUT', PAGE],
])('%s passes', async (_, method, answer) => {
  expect((await send(method, answer)).status).toBe(answer.status ?? 200);
});
