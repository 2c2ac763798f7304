import { expect, it } from 'vitest';
import { InputError } from '../../../src/errors.ts';
import { checkHeaders } from '../../../src/registry/transport/http.ts';
import { thrownBy } from '../../oci/support.ts';

const URL_OF = new URL('https://registry.example.com:8443/v2/');

it.each(['', 'Basic YTpi', 'a b', '\ta~', ' !"#$%&'])('a header may hold %j', (value) => {
  expect(() => checkHeaders({ url: URL_OF, headers: { accept: 'a/b', authorization: value } })).not.toThrow();
});

it('a request may have no headers', () => {
  expect(() => checkHeaders({ url: URL_OF })).not.toThrow();
});

it.each([
  ['a line feed', 'canary\nX: y'],
  ['a carriage return', 'canary\r'],
  ['a line feed at its beginning', '\ncanary'],
  ['a line feed at its end', 'canary\n'],
  ['NUL', 'canary\0'],
  ['delete', 'canary\x7f'],
  ['a control character', '\x1fcanary'],
  ['a letter beyond ASCII', 'canaré'],
])('a header with %s is refused, and not shown', (_, value) => {
  const error = thrownBy(() => checkHeaders({ url: URL_OF, headers: { accept: 'a/b', authorization: value } }));
  expect(error).toBeInstanceOf(InputError);
  expect(error.message).toBe(
    'Cannot ask registry "registry.example.com:8443": the header "authorization" has a character that headers cannot hold; look for line breaks and other special characters in the credentials',
  );
});
