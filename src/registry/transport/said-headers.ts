import type { Transport } from './http.ts';

/**
 * Takes headers that have no value for missing, whatever they are: an empty `Docker-Content-Digest` names no digest
 * (distribution/distribution#3848), and an empty `Location` leads nowhere, but would stand for the address that was asked.
 */
export function withSaidHeaders(transport: Transport): Transport {
  return {
    async send(request) {
      const response = await transport.send(request);
      const headers = (name: string): readonly string[] =>
        response.headers(name).filter((value) => value.trim() !== '');
      return { ...response, headers, header: (name) => headers(name)[0] };
    },
  };
}
