import { RegistryError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import type { Transport } from './transport/http.ts';

/**
 * Refuses answers that come compressed although none were asked for: a digest is that of the plain bytes, and what is
 * never unpacked cannot be a bomb.
 *
 * Registries and proxies that compress what they should not are misconfigured (oras-project/oras-go#1176); the answers
 * to HEAD, which have no bytes, are taken all the same. Blobs are looked at where they are opened.
 */
export function withoutEncoding(transport: Transport): Transport {
  return {
    async send(request) {
      const response = await transport.send(request);
      const encoding = response.headers('content-encoding').join(', ').trim();
      const isPlain = encoding === '' || encoding.toLowerCase() === 'identity';
      const isBlob = request.url.pathname.includes('/blobs/');
      if (isPlain || isBlob || request.method === 'HEAD' || response.status !== 200) return response;
      await response.discard();
      const { host } = response.url;
      throw new RegistryError({
        what: `read from registry "${host}"`,
        reason: `it sends an answer encoded as ${quote(encoding)}, and digests are those of plain bytes`,
        remedy: 'switch compression off there, or in the proxy in front of it',
        code: 'invalid-answer',
        status: response.status,
      });
    },
  };
}
