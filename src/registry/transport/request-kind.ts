import type { HttpRequest } from './http.ts';

/** What a request is for: registries limit each of these by itself. */
export type RequestKind = 'read' | 'write' | 'list' | 'token';

/** Tells what a request is for, by its method and the endpoints of the distribution specification. */
export function requestKind({ method, url }: Pick<HttpRequest, 'method' | 'url'>): RequestKind {
  const endpoint = /^\/v2\/.+\/(manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1];
  // Upload sessions may be anywhere; only tokens are asked for by GET or POST elsewhere.
  if (endpoint === undefined) return method === 'GET' || method === 'POST' ? 'token' : 'write';
  if (endpoint === 'tags' || endpoint === 'referrers') return 'list';
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}
