import { expect, it } from 'vitest';
import { nameNeeds } from '../../../src/registry/auth/auth.ts';

it.each([
  ['GET', '/v2/a/b/manifests/1', 'read a/b'],
  ['HEAD', '/v2/a/b/blobs/sha256:0', 'read a/b'],
  ['GET', '/v2/a/tags/list?n=1', 'read a'],
  ['GET', '/v2/a/referrers/sha256:0', 'read a'],
  ['PUT', '/v2/a/b/manifests/1', 'write a/b'],
  ['POST', '/v2/a/blobs/uploads/', 'write a'],
  ['POST', '/v2/a/blobs/uploads/?mount=sha256:0&from=c/d', 'write a c/d'],
  ['GET', '/v2/a/blobs/sha256:0?from=c', 'read a'],
  ['GET', '/v2/', undefined],
  ['GET', '/token', undefined],
] as const)('%s %s needs %s', (method, path, expected) => {
  expect(nameNeeds({ method, url: new URL(path, 'https://ghcr.io') })).toBe(expected);
});
