import { expect, it } from 'vitest';
import type { Method } from '../../../src/registry/transport/http.ts';
import { requestKind } from '../../../src/registry/transport/http.ts';

it.each<[Method, string, string]>([
  ['GET', '/v2/a/manifests/1', 'read'],
  ['HEAD', '/v2/a/b/blobs/sha256:0', 'read'],
  ['PUT', '/v2/a/manifests/1', 'write'],
  ['POST', '/v2/a/blobs/uploads/?mount=x&from=y', 'write'],
  ['PATCH', '/v2/a/blobs/uploads/1', 'write'],
  ['PATCH', '/upload/1', 'write'],
  ['PUT', '/upload/1', 'write'],
  ['GET', '/v2/a/tags/list', 'list'],
  ['GET', '/v2/a/referrers/sha256:0', 'list'],
  ['GET', '/token?scope=repository:a/manifests/b:pull', 'token'],
  ['GET', '/v2/token', 'token'],
  ['POST', '/oauth2/token', 'token'],
])('%s %s is to %s', (method, path, kind) => {
  expect(requestKind({ method, url: new URL(path, 'https://registry.example.com') })).toBe(kind);
});
