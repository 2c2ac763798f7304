import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { makeAuthority, makeServerCertificate } from '../support/certificates.ts';
import { closeServer, listen } from '../support/loopback.ts';
import { endToEndHeaders } from '../support/proxy-forward.ts';

/** The hosts of the internet that a test stands in for, as a proxy that processes are told to use. */
export interface Internet extends AsyncDisposable {
  /** The variables by which Node, curl and Git find it, and trust it. */
  readonly environment: Readonly<Record<string, string>>;
  /** The hosts that were asked for and are not there. */
  readonly unknown: readonly string[];
}

/**
 * Starts a proxy that answers for hosts by their names, over TLS, so that workflows run as they stand.
 *
 * @param targets the plain loopback address behind each host.
 */
export async function startInternet(targets: Readonly<Record<string, string>>): Promise<Internet> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-internet-'));
  const authority = await makeAuthority({ folder, name: 'authority' });
  const hosts = Object.keys(targets);
  const { certificateFile, keyFile } = await makeServerCertificate(authority, { folder, name: 'internet', hosts });
  const secureContext = createSecureContext({ cert: await readFile(certificateFile), key: await readFile(keyFile) });
  const unknown: string[] = [];
  const open = new Set<Socket>();

  function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method, url: path } = incoming;
    const { hostname, port } = new URL(`http://${targets[incoming.headers.host ?? '']}`);
    // The registry names itself in locations by the host and the scheme that the client used.
    const headers = [...endToEndHeaders(incoming), 'X-Forwarded-Proto', 'https'];
    const onward = openRequest({ host: hostname, port, method, path, headers });
    onward.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, endToEndHeaders(answer));
      answer.pipe(outgoing);
    });
    onward.once('error', () => outgoing.destroy());
    incoming.pipe(onward);
  }

  const behind = createServer(pass);
  const proxy = createServer((_, response) => void response.writeHead(501).end());
  proxy.on('connect', (request, socket: Socket) => {
    const [host = ''] = (request.url ?? '').split(':');
    open.add(socket.once('close', () => open.delete(socket)));
    socket.on('error', () => socket.destroy());
    if (targets[host] === undefined) {
      unknown.push(host);
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    secure.on('error', () => socket.destroy());
    behind.emit('connection', secure);
  });
  const address = await listen(proxy);
  const certificate = authority.certificateFile;
  return {
    unknown,
    environment: {
      HTTPS_PROXY: `http://${address}`,
      ...{ NODE_EXTRA_CA_CERTS: certificate, CURL_CA_BUNDLE: certificate, GIT_SSL_CAINFO: certificate },
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await closeServer(proxy);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
