import type { HttpRequest, HttpResponse, Transport } from './http.ts';

/** Excludes writes whose time depends on the size of a blob. */
function isSmallWrite(method: string, path: string): boolean {
  return (method === 'PUT' && path.includes('/manifests/')) || method === 'POST';
}

/** Measures a registry's writes: claims must know how long those of others may lag. */
export function withWriteLatency(transport: Transport, now: () => number) {
  let slowestWrite = 0;
  return {
    writeLatency: {
      get slowestWrite() {
        return slowestWrite;
      },
    },
    transport: {
      async send(request: HttpRequest): Promise<HttpResponse> {
        if (!isSmallWrite(request.method, request.url.pathname)) return transport.send(request);
        const startedAt = now();
        const response = await transport.send(request);
        slowestWrite = Math.max(slowestWrite, now() - startedAt);
        return response;
      },
    },
  };
}
