import { describe, expect, it } from 'vitest';
import { unreachable } from '../../src/registry/transport/unreachable.ts';
import { askInProcess, createAuthority, HAS_OPENSSL, startPrivateRegistry } from './private-network.ts';

describe.skipIf(!HAS_OPENSSL)('a registry with a certificate of a private authority', () => {
  it('is trusted where NODE_EXTRA_CA_CERTS names the authority, and only there', async () => {
    await using authority = await createAuthority();
    await using registry = await startPrivateRegistry(authority);
    const url = `https://${registry.host}/v2/`;
    expect(await askInProcess(url, { NODE_EXTRA_CA_CERTS: authority.file })).toBe('200\n');
    expect(await askInProcess(url, {})).toBe(
      `Cannot reach registry "${registry.host}" over HTTPS: its certificate is from an authority that is not known here; name a file with the authority's certificate in the variable NODE_EXTRA_CA_CERTS, under "env" of this step or for the whole runner\n`,
    );
    expect(registry.heads).toHaveLength(1);
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

it.each([
  ['CERT_HAS_EXPIRED', 'its certificate is not valid at this time; have'],
  ['CERT_NOT_YET_VALID', 'its certificate is not valid at this time; have'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is from an authority that is not known here; name'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate is from an authority that is not known here; name'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'its certificate is from an authority that is not known here; name'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'its certificate is from an authority that is not known here; name'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name; use'],
  ['ECONNRESET', 'the connection failed (ECONNRESET); check'],
])('%s is put into words', (code, words) => {
  const error = unreachable(new URL('https://r.example.com/v2/'), '', Object.assign(new Error('x'), { code }));
  expect(error.message).toContain(`Cannot reach registry "r.example.com" over HTTPS: ${words}`);
  expect(error.code).toBe('unreachable');
});
