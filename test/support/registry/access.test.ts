import { describe, expect, it } from 'vitest';
import { covers, formatScopes, neededAccess, tryParseScope } from './access.ts';
import { parseRoute } from './router.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('neededAccess', () => {
  it.each([
    ['GET', '/v2/', ''],
    ['HEAD', '/v2/a/manifests/1', 'repository:a:pull'],
    ['GET', '/v2/a/tags/list', 'repository:a:pull'],
    ['PUT', '/v2/a/manifests/1', 'repository:a:pull,push'],
    ['POST', '/v2/a/blobs/uploads/', 'repository:a:pull,push'],
    ['DELETE', '/v2/a/blobs/uploads/1', 'repository:a:pull,push'],
    ['DELETE', '/v2/a/manifests/1', 'repository:a:delete'],
    ['POST', `/v2/a/blobs/uploads/?mount=${DIGEST}&from=b/c`, 'repository:a:pull,push repository:b/c:pull'],
    ['POST', `/v2/a/blobs/uploads/?mount=${DIGEST}`, 'repository:a:pull,push'],
  ])('of %s %s', (method, url, scopes) => {
    const [path = '', query] = url.split('?');
    const route = parseRoute(path);
    expect(route && formatScopes(neededAccess(route, { method, query: new URLSearchParams(query) }))).toBe(scopes);
  });
});

describe('tryParseScope', () => {
  it.each([
    ['repository:a/b:pull', { repository: 'a/b', actions: ['pull'] }],
    ['repository:a:push,pull', { repository: 'a', actions: ['pull', 'push'] }],
    ['repository:a:*', { repository: 'a', actions: ['pull', 'push', 'delete'] }],
    ['registry:catalog:*', undefined],
    ['repository:a', undefined],
  ])('of %s', (scope, access) => {
    expect(tryParseScope(scope)).toEqual(access);
  });
});

describe('covers', () => {
  it('adds rights up, but never across repositories', () => {
    const granted = ['repository:a:pull', 'repository:a:push', 'repository:b:pull'].flatMap(
      (s) => tryParseScope(s) ?? [],
    );
    expect(covers(granted, [{ repository: 'a', actions: ['pull', 'push'] }])).toBe(true);
    expect(covers(granted, [{ repository: 'b', actions: ['pull', 'push'] }])).toBe(false);
    expect(covers(granted, [])).toBe(true);
  });
});
