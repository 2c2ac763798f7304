import type { HttpRequest } from '../transport/http.ts';

const PATH = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//;

/**
 * Names what a request needs: the repository, whether it reads or writes, and what it mounts from. Requests of one name
 * need the same scope.
 *
 * @returns undefined where it is about no repository.
 * @example nameNeeds({ method: 'GET', url: new URL('https://ghcr.io/v2/a/b/manifests/1') }) // 'read a/b'
 */
export function nameNeeds({ method, url }: HttpRequest): string | undefined {
  const repository = PATH.exec(url.pathname)?.[1];
  if (repository === undefined) return undefined;
  const isRead = method === 'GET' || method === 'HEAD';
  const from = isRead ? null : url.searchParams.get('from');
  return `${isRead ? 'read' : 'write'} ${repository}${from === null ? '' : ` ${from}`}`;
}
