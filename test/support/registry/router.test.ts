import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { startRegistry } from './registry.ts';
import { parseRoute } from './router.ts';

const SHA256 = `sha256:${'a'.repeat(64)}`;
const SHA512 = `sha512:${'a'.repeat(128)}`;

describe('parseRoute', () => {
  it.each([
    ['/v2/', { kind: 'ping' }],
    ['/token', { kind: 'token' }],
    ['/v2/a/b/c/manifests/1.2.3', { kind: 'manifest', name: 'a/b/c', reference: '1.2.3' }],
    [`/v2/a/manifests/${SHA512}`, { kind: 'manifest', name: 'a', reference: SHA512 }],
    [`/v2/a/blobs/${encodeURIComponent(SHA256)}`, { kind: 'blob', name: 'a', digest: SHA256 }],
    ['/v2/a__b/x--y/blobs/uploads/', { kind: 'uploads', name: 'a__b/x--y' }],
    ['/v2/blobs/uploads/blobs/uploads/1-2', { kind: 'upload', name: 'blobs/uploads', session: '1-2' }],
    ['/v2/manifests/tags/list', { kind: 'tags', name: 'manifests' }],
    [`/v2/a/referrers/${SHA256}`, { kind: 'referrers', name: 'a', digest: SHA256 }],
  ])('reads %s', (path, route) => {
    expect(parseRoute(path)).toEqual(route);
  });

  it.each([
    ['/v2/A/tags/list', 'NAME_INVALID'],
    ['/v2/a//b/tags/list', 'NAME_INVALID'],
    ['/v2/-a/manifests/1', 'NAME_INVALID'],
    ['/v2/a_-b/blobs/uploads/', 'NAME_INVALID'],
    [`/v2/${'a'.repeat(256)}/tags/list`, 'NAME_INVALID'],
    ['/v2/%ff/tags/list', 'NAME_INVALID'],
    ['/v2/a/manifests/.hidden', 'TAG_INVALID'],
    [`/v2/a/manifests/${'t'.repeat(129)}`, 'TAG_INVALID'],
    ['/v2/a/manifests/sha256:12', 'DIGEST_INVALID'],
    [`/v2/a/manifests/${SHA256.toUpperCase()}`, 'DIGEST_INVALID'],
    [`/v2/a/blobs/md5:${'a'.repeat(32)}`, 'DIGEST_INVALID'],
    ['/v2/a/blobs/latest', 'DIGEST_INVALID'],
    ['/v2/a/referrers/latest', 'DIGEST_INVALID'],
  ])('refuses %s', async (path, code) => {
    await using registry = await startRegistry();
    const answer = await call(registry.host, { path });
    expect([answer.status, answer.codes]).toEqual([400, [code]]);
  });
});
