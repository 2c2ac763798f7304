import type { Transport } from './http.ts';

/** How fast a registry is for this run. */
export interface WriteLatency {
  /** The longest that a small write took so far, in ms, from asking to being answered. */
  readonly slowestWrite: number;
}

/** Tells writes whose time says something of the registry from those whose time says how large a blob was. */
function isSmallWrite(method: string, path: string): boolean {
  return (method === 'PUT' && path.includes('/manifests/')) || method === 'POST';
}

/** Measures a registry's writes while they pass: claims must know how long those of others may lag. */
export function withWriteLatency(
  transport: Transport,
  now: () => number,
): { readonly transport: Transport; readonly writeLatency: WriteLatency } {
  let slowestWrite = 0;
  return {
    writeLatency: {
      get slowestWrite() {
        return slowestWrite;
      },
    },
    transport: {
      async send(request) {
        if (!isSmallWrite(request.method, request.url.pathname)) return transport.send(request);
        const startedAt = now();
        const response = await transport.send(request);
        slowestWrite = Math.max(slowestWrite, now() - startedAt);
        return response;
      },
    },
  };
}
