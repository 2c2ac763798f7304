import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as plainRequest, type ServerResponse } from 'node:http';
import { request as secureRequest } from 'node:https';
import { closeServer, listen } from './loopback.ts';
import { endToEndHeaders } from './proxy-forward.ts';

/** What a front adds to the requests that pass through it. */
export interface FrontOptions {
  /** The Authorization header, or what finds the one for a request by its path and Host header. */
  readonly authorization?: string | ((path: string, host: string) => Promise<string>);
  /** The certificate (PEM file) of the authority to trust; with it, the registry is spoken to over TLS. */
  readonly authorityFile?: string;
}

/** A plain address of a registry that is not plain. */
export interface Front extends AsyncDisposable {
  readonly host: string;
}

/**
 * Opens a registry behind TLS or a login to the test's own hands: pushing and looking go through a plain address.
 *
 * The action never sees it.
 */
export async function startFront(target: string, options: FrontOptions): Promise<Front> {
  const { authorization, authorityFile } = options;
  const { hostname, port } = new URL(`http://${target}`);
  const ca = authorityFile === undefined ? undefined : await readFile(authorityFile);

  async function authorize({ url = '/', headers }: IncomingMessage): Promise<readonly string[]> {
    if (authorization === undefined) return [];
    const found = typeof authorization === 'string' ? authorization : authorization(url, headers.host ?? target);
    return ['Authorization', await found];
  }

  function forward(incoming: IncomingMessage, outgoing: ServerResponse, added: readonly string[]): void {
    const { method, url: path } = incoming;
    const address = { host: hostname, port, method, path, headers: [...endToEndHeaders(incoming), ...added] };
    const onward = ca === undefined ? plainRequest(address) : secureRequest({ ...address, ca });
    onward.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, endToEndHeaders(answer));
      answer.pipe(outgoing);
    });
    onward.once('error', (error) => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end(String(error));
    });
    incoming.pipe(onward);
  }

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    authorize(incoming).then(
      (added) => forward(incoming, outgoing, added),
      (error: unknown) => outgoing.writeHead(502).end(String(error)),
    );
  }

  const server = createServer(pass);
  return { host: await listen(server), [Symbol.asyncDispose]: () => closeServer(server) };
}
