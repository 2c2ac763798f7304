import { RegistryError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import type { Transport } from './transport/http.ts';

/**
 * Refuses compressed answers, which were not requested: a digest covers the plain bytes, and what is never unpacked
 * cannot be a bomb.
 *
 * Registries and proxies that compress are misconfigured (oras-project/oras-go#1176); HEAD has no body and is accepted.
 * Blobs are checked where they are opened.
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
