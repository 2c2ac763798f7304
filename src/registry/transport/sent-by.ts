import type { Transport } from './http.ts';

/**
 * Marks requests to hosts that the user did not name: where a registry redirects to, and where it has its tokens.
 *
 * @param registry the registry that a client is for: a host that it may speak to because the user said so.
 * @param named further hosts that the user named, as `host` or `host:port`.
 */
export function withSender(transport: Transport, registry: URL, named: ReadonlySet<string> = new Set()): Transport {
  return {
    send(request) {
      const { hostname, host } = request.url;
      const isNamed = hostname === registry.hostname || named.has(host);
      return transport.send(isNamed ? request : { ...request, sentBy: registry });
    },
  };
}
