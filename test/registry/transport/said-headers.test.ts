import { expect, it } from 'vitest';
import { withSentHeaders } from '../../../src/registry/transport/http.ts';
import { createTransport } from '../support.ts';

it('a header without a value is as if it were missing, whatever it is', async () => {
  const names = ['location', 'docker-content-digest', 'content-length', 'link', 'oci-subject', 'retry-after'];
  const headers = Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? '' : ' \t']));
  const transport = withSentHeaders(createTransport(() => ({ headers: { ...headers, warning: ['', 'a', 'b'] } })));
  const response = await transport.send({ method: 'GET', url: new URL('https://registry.example.com/v2/') });
  for (const name of names) expect([response.header(name), response.headers(name)]).toEqual([undefined, []]);
  expect([response.header('warning'), response.headers('warning')]).toEqual(['a', ['a', 'b']]);
  expect(response.status).toBe(200);
});
