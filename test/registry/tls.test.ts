import { describe, expect, it } from 'vitest';
import { unreachable } from '../../src/registry/transport/network-errors.ts';
import { askInProcess, createAuthority, HAS_OPENSSL, startPrivateRegistry } from './private-network.ts';
import { startServer } from './support.ts';
import { createFaultyCertificate, startTlsServer } from './tls-servers.ts';

describe.skipIf(!HAS_OPENSSL)('a registry with a certificate of a private authority', () => {
  it('is trusted where NODE_EXTRA_CA_CERTS names the authority, and only there', async () => {
    await using authority = await createAuthority();
    await using registry = await startPrivateRegistry(authority);
    const url = `https://${registry.host}/v2/`;
    expect(await askInProcess(url, { NODE_EXTRA_CA_CERTS: authority.file })).toBe('200\n');
    expect(await askInProcess(url, {})).toBe(
      `Cannot reach registry "${registry.host}" over HTTPS: its certificate is from an unknown authority; name a file with the authority's certificate in the variable NODE_EXTRA_CA_CERTS, under "env" of this step or for the whole runner\n`,
    );
    expect(registry.heads).toHaveLength(1);
  });

  it('is not trusted because NODE_TLS_REJECT_UNAUTHORIZED says that none is to be checked', async () => {
    await using authority = await createAuthority();
    await using registry = await startPrivateRegistry(authority);
    const url = `https://localhost:${registry.host.replace(/^.*:/, '')}/v2/`;
    const answer = await askInProcess(url, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(answer).toContain('its certificate is from an unknown authority');
    expect(registry.heads).toEqual([]);
  });

  it('is not trusted under another name', async () => {
    await using authority = await createAuthority();
    await using registry = await startPrivateRegistry(authority);
    const url = `https://${registry.host.replace('127.0.0.1', 'localhost')}/v2/`;
    expect(await askInProcess(url, { NODE_EXTRA_CA_CERTS: authority.file })).toContain(
      ': its certificate is for another name; use the name that the certificate is for',
    );
    expect(registry.heads).toEqual([]);
  });
});

describe.skipIf(!HAS_OPENSSL)('a server that cannot be trusted gets no request', () => {
  it.each([
    ['signs itself', 'self-signed', 'its certificate is from an unknown authority; name a file with'],
    [
      'was valid once',
      'expired',
      "its certificate is not valid at this time; have the registry's certificate renewed, or",
    ],
    ['will be valid', 'not yet valid', 'its certificate is not valid at this time; have'],
  ] as const)('where its certificate %s', async (_, fault, words) => {
    await using certificate = await createFaultyCertificate(fault);
    await using server = await startTlsServer(certificate);
    // Its time is looked at only where its authority is known.
    const env = fault === 'self-signed' ? {} : { NODE_EXTRA_CA_CERTS: certificate.file };
    const answer = await askInProcess(`https://${server.host}/v2/`, env);
    expect(answer).toContain(`Cannot reach registry "${server.host}" over HTTPS: ${words}`);
    expect(server.requests()).toBe(0);
  });

  it.each([
    ['at all', {}],
    ['even where Node.js is told to', { NODE_OPTIONS: '--tls-min-v1.0' }],
  ])('where it speaks no TLS 1.2 %s', async (_, env) => {
    await using authority = await createAuthority();
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await using server = await startTlsServer({ key: authority.key, cert: authority.cert, ...old });
    const answer = await askInProcess(`https://${server.host}/v2/`, { ...env, NODE_EXTRA_CA_CERTS: authority.file });
    expect(answer).toMatch(
      /^Cannot reach registry "127\.0\.0\.1:\d+" over HTTPS: it does not support TLS 1\.2 or newer \([A-Z0-9_]+\); turn on TLS 1\.2 or 1\.3 there\n$/,
    );
    expect(server.requests()).toBe(0);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('but %s is spoken', async (version) => {
    await using authority = await createAuthority();
    const { key, cert } = authority;
    await using server = await startTlsServer({ key, cert, minVersion: version, maxVersion: version });
    const env = { NODE_EXTRA_CA_CERTS: authority.file };
    expect(await askInProcess(`https://${server.host}/v2/`, env)).toBe('200\n');
  });

  it('where it speaks plain HTTP and nobody said so', async () => {
    await using server = await startServer((_, response) => void response.end('{}'));
    expect(await askInProcess(`https://${server.host}/v2/`, {})).toBe(
      `Cannot reach registry "${server.host}" over HTTPS: it does not speak HTTPS at this port (ERR_SSL_WRONG_VERSION_NUMBER); check the port, or name the registry in the input "insecure-registries" if it uses plain HTTP\n`,
    );
    expect(server.seen).toEqual([]);
  });
});

it.each([
  ['CERT_HAS_EXPIRED', 'its certificate is not valid at this time; have'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid at this time; have'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is from an unknown authority; name'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is from an unknown authority; name'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is from an unknown authority; name'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is from an unknown authority; name'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name; use'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'it does not support TLS 1.2 or newer (ERR'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'it does not speak HTTPS at this port (ERR'],
  ['ECONNRESET', 'the connection failed (ECONNRESET) during GET /v2/; check'],
])('%s is put into words', (code, words) => {
  const error = unreachable(
    { method: 'GET', url: new URL('https://r.example.com/v2/') },
    '',
    Object.assign(new Error('x'), { code }),
  );
  expect(error.message).toContain(`Cannot reach registry "r.example.com" over HTTPS: ${words}`);
  expect(error.code).toBe('unreachable');
});
