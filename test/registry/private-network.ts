import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { closeServer, listen } from '../support/loopback.ts';
import { findProgram } from '../support/programs.ts';

/** The name that certificates are made for; no name server knows it. */
export const PRIVATE_NAME = 'registry.sealift.test';

/** Whether certificates can be made here. */
export const HAS_OPENSSL = findProgram(['openssl']) !== undefined;

/** A private authority, and a certificate of its own for {@link PRIVATE_NAME} and loopback. */
export interface Authority extends AsyncDisposable {
  /** The file with the authority's certificate. */
  readonly file: string;
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Makes an authority that nobody knows. */
export async function createAuthority(): Promise<Authority> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-authority-'));
  const openssl = (...list: readonly string[]) => execFileSync('openssl', list, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  await writeFile(join(folder, 'names'), `subjectAltName=DNS:${PRIVATE_NAME},IP:127.0.0.1\n`);
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2', '-subj', '/CN=Test authority');
  openssl('req', ...key, '-keyout', 'own.key', '-out', 'own.csr', '-subj', '/CN=Test registry');
  const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'own.csr', '-out', 'own.pem', ...signing);
  return {
    file: join(folder, 'ca.pem'),
    key: await readFile(join(folder, 'own.key')),
    cert: await readFile(join(folder, 'own.pem')),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A server on loopback with what it got. */
export interface Listening extends AsyncDisposable {
  readonly host: string;
  /** The method, target and headers of each request, a line for each. */
  readonly heads: readonly string[];
}

function headOf(request: Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'>): string {
  return [`${request.method} ${request.url}`, ...request.rawHeaders].join('\n');
}

/** Starts a registry that speaks HTTPS with a certificate of a private authority. */
export async function startPrivateRegistry({ key, cert }: Pick<Authority, 'key' | 'cert'>): Promise<Listening> {
  const heads: string[] = [];
  const server = createHttps({ key, cert }, (request, response) => {
    heads.push(headOf(request));
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"tags":["1"]}');
  });
  const host = await listen(server);
  return { host, heads, [Symbol.asyncDispose]: () => closeServer(server) };
}

/** Starts a proxy that leads every tunnel to one address, and answers plain HTTP itself. */
export async function startTinyProxy(target: string, status = 200): Promise<Listening> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const server = createHttp((request, response) => {
    heads.push(headOf(request));
    response.writeHead(status, { 'Content-Type': 'application/json' }).end('{}');
  });
  server.on('connect', (request, socket: Socket) => {
    heads.push(headOf(request));
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [hostname, port] = target.split(':');
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    sockets.add(upstream);
    upstream.on('error', () => socket.destroy());
  });
  const host = await listen(server);
  return {
    host,
    heads,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await closeServer(server);
    },
  };
}

/**
 * Sends a GET with a secret in `Authorization`, from a process of its own: which authorities are known is read when
 * Node.js starts.
 *
 * @returns what it printed: the status, or the error's sentence.
 */
export async function askInProcess(url: string, env: Readonly<Record<string, string>>): Promise<string> {
  const script = fileURLToPath(new URL('ask-wire.ts', import.meta.url));
  const child = spawn(process.execPath, [script, url], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return `${output}${errors}`;
}
