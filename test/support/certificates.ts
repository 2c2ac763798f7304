import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './programs.ts';

const run = promisify(execFile);

/** How long certificates of tests are good for, in days. */
const DAYS = '2';

/** A certificate with its key, as PEM files. */
export interface Certificate {
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** The kind of key, as `openssl req -newkey` spells it. */
const KEY_TYPES = {
  ES256: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  RS256: ['rsa:2048'],
} as const;

/** What to put into a certificate. */
export interface CertificateOptions {
  /** Where its files go. */
  readonly folder: string;
  /** Its common name; the names of its files too. */
  readonly name: string;
  /** What it signs with; an elliptic curve by default. */
  readonly algorithm?: keyof typeof KEY_TYPES;
  /** Further names of a server, besides those of loopback. */
  readonly hosts?: readonly string[];
}

/**
 * Returns the path of openssl, or undefined.
 *
 * @throws {Error} where it is missing and SEALIFT_REQUIRE_DISTRIBUTION is `1`.
 */
export function findOpenssl(env: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const program = findProgram(['openssl'], env['PATH'] ?? '');
  if (program === undefined && env['SEALIFT_REQUIRE_DISTRIBUTION'] === '1') {
    throw new Error('Cannot find openssl: it is not on PATH; install the package openssl');
  }
  return program;
}

async function request(
  { folder, name, algorithm = 'ES256' }: CertificateOptions,
  extra: readonly string[],
): Promise<Certificate> {
  const [certificateFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const key = ['-newkey', ...KEY_TYPES[algorithm], '-nodes', '-keyout', keyFile];
  const subject = ['-subj', `/CN=${name}`, '-days', DAYS];
  await run(findOpenssl() ?? 'openssl', ['req', '-x509', ...key, ...subject, '-out', certificateFile, ...extra]);
  return { certificateFile, keyFile };
}

/** Makes a certificate that signs itself: that of an authority, or of a key that others are told to trust. */
export function makeAuthority(options: CertificateOptions): Promise<Certificate> {
  return request(options, ['-addext', 'keyUsage=critical,digitalSignature,keyCertSign']);
}

/** Makes a server's certificate for 127.0.0.1, localhost and its further names, signed by an authority. */
export function makeServerCertificate(authority: Certificate, options: CertificateOptions): Promise<Certificate> {
  const names = ['IP:127.0.0.1', 'DNS:localhost', ...(options.hosts ?? []).map((host) => `DNS:${host}`)];
  return request(options, [
    ...['-CA', authority.certificateFile, '-CAkey', authority.keyFile],
    ...['-addext', `subjectAltName=${names.join(',')}`],
    ...['-addext', 'basicConstraints=critical,CA:FALSE'],
    ...['-addext', 'extendedKeyUsage=serverAuth'],
  ]);
}
