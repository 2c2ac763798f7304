import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeServer, listen } from '../support/loopback.ts';

/** What is wrong with a server's certificate. */
export type CertificateFault = 'self-signed' | 'expired' | 'not yet valid';

/** A certificate with its key, and the file that makes it known. */
export interface FaultyCertificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** From when to when it is valid. */
const DATES: Readonly<Record<CertificateFault, readonly [from: string, to: string]>> = {
  'self-signed': ['20200101000000Z', '20900101000000Z'],
  expired: ['20200101000000Z', '20200102000000Z'],
  'not yet valid': ['20890101000000Z', '20900101000000Z'],
};
/** `openssl req` cannot set dates everywhere; `openssl ca` can, and wants to be told of an office. */
const OFFICE = `[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`;

/** Makes a certificate for loopback that signs itself, with the fault. */
export async function createFaultyCertificate(
  fault: CertificateFault,
): Promise<FaultyCertificate & AsyncDisposable & { readonly file: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-certificate-'));
  const openssl = (...list: readonly string[]) => execFileSync('openssl', list, { cwd: folder, stdio: 'pipe' });
  const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  await writeFile(join(folder, 'office'), OFFICE);
  await writeFile(join(folder, 'index.txt'), '');
  const names = ['-subj', '/CN=Test', '-addext', 'subjectAltName=IP:127.0.0.1'];
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', 'own.csr', ...names);
  const [from, to] = DATES[fault];
  const own = ['-selfsign', '-batch', '-notext', '-config', 'office', '-keyfile', key];
  openssl('ca', ...own, '-in', 'own.csr', '-out', file, '-startdate', from, '-enddate', to);
  return {
    key: await readFile(key),
    cert: await readFile(file),
    file,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A server that speaks TLS on loopback. */
export interface TlsServer extends AsyncDisposable {
  readonly host: string;
  /** How many requests came through. */
  readonly requests: () => number;
}

/** Starts a server with the options of TLS that a test is about. */
export async function startTlsServer(options: ServerOptions): Promise<TlsServer> {
  let requests = 0;
  const server = createHttps(options, (_, response) => {
    requests++;
    response.end('{}');
  });
  server.on('tlsClientError', () => undefined);
  const host = await listen(server);
  return { host, requests: () => requests, [Symbol.asyncDispose]: () => closeServer(server) };
}
