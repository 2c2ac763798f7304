import type { BuiltImage } from './build-image.ts';

/** How to push. */
export interface PushOptions {
  /** The Authorization header of every request. */
  readonly authorization?: string;
}

/** What can be pushed: an image, or any set of content that refers to itself alone. */
export type Pushable = Pick<BuiltImage, 'index' | 'manifests' | 'blobs'>;

type Send = (path: string, init: RequestInit & { readonly expect: number }) => Promise<Response>;

/** Makes a request that fails loudly unless it is answered as expected. */
function createSend(host: string, { authorization }: PushOptions): Send {
  return async (path, { expect, ...init }) => {
    const url = new URL(path, `http://${host}`);
    const headers = new Headers(init.headers);
    if (authorization !== undefined) headers.set('Authorization', authorization);
    const response = await fetch(url, { ...init, headers });
    const body = await response.bytes();
    if (response.status === expect) return response;
    const text = Buffer.from(body).toString('utf8');
    throw new Error(`Cannot push: ${init.method} ${url} was answered ${response.status}, not ${expect}: ${text}`);
  };
}

async function pushBlob(
  send: Send,
  { repository, digest, bytes }: { repository: string; digest: string; bytes: Uint8Array },
) {
  const opened = await send(`/v2/${repository}/blobs/uploads/`, { method: 'POST', expect: 202 });
  const location = new URL(opened.headers.get('Location') ?? '', opened.url);
  // The location's query goes back as it came; only the digest is added.
  const path = `${location.pathname}${location.search}${location.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  const headers = { 'Content-Type': 'application/octet-stream' };
  await send(path, { method: 'PUT', body: Buffer.from(bytes), headers, expect: 201 });
}

/**
 * Pushes an image through the registry API: blobs, then manifests by digest, then the index by each tag.
 *
 * @throws {Error} where the registry answers anything but what the specification says.
 */
export async function pushImage(
  host: string,
  repository: string,
  image: Pushable,
  tags: readonly string[],
  options: PushOptions = {},
): Promise<void> {
  const send = createSend(host, options);
  for (const [digest, bytes] of image.blobs) await pushBlob(send, { repository, digest, bytes });
  for (const [digest, { mediaType, bytes }] of image.manifests) {
    const references = digest === image.index.digest ? [digest, ...tags] : [digest];
    for (const reference of references) {
      const answer = await send(`/v2/${repository}/manifests/${reference}`, {
        method: 'PUT',
        body: Buffer.from(bytes),
        headers: { 'Content-Type': mediaType },
        expect: 201,
      });
      const stored = answer.headers.get('Docker-Content-Digest');
      if (stored !== digest) throw new Error(`Cannot push ${repository}: ${digest} was stored as ${stored}`);
    }
  }
}
