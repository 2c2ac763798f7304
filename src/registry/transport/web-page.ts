import { RegistryError } from '../../errors.ts';
import type { HttpResponse, Transport } from './http.ts';

/** Whether an answer is a page for people. */
export function isWebPage(response: HttpResponse): boolean {
  return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(response.header('content-type') ?? '');
}

/** Refuses web pages in the place of manifests and lists: a web server may answer 200 to everything. */
export function withoutPages(transport: Transport): Transport {
  return {
    async send(request) {
      const response = await transport.send(request);
      const isOwn = response.url.origin === request.url.origin;
      if (request.method !== 'GET' || response.status !== 200 || !isOwn || !isWebPage(response)) return response;
      await response.discard();
      const { host } = request.url;
      throw new RegistryError({
        what: `read from registry "${host}"`,
        reason: 'a web page answers',
        remedy:
          'check that this is the address of a registry, not of a website, and that no login page of a proxy stands before it',
        code: 'invalid-answer',
        status: 200,
      });
    },
  };
}
