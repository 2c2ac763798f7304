import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOpenssl, makeAuthority, makeServerCertificate } from './certificates.ts';

describe('findOpenssl', () => {
  it('finds nothing on an empty path, and fails where it must be there', () => {
    expect(findOpenssl({ PATH: '' })).toBeUndefined();
    expect(() => findOpenssl({ PATH: '', SEALIFT_REQUIRE_DISTRIBUTION: '1' })).toThrow('Cannot find openssl');
  });
});

describe.skipIf(findOpenssl() === undefined)('makeServerCertificate', () => {
  it('makes one for this machine alone, which its authority vouches for, and no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sealift-certificates-'));
    try {
      const authority = await makeAuthority({ folder, name: 'authority' });
      const stranger = await makeAuthority({ folder, name: 'stranger', algorithm: 'RS256' });
      const server = await makeServerCertificate(authority, { folder, name: 'server' });
      const read = async (file: string) => new X509Certificate(await readFile(file));
      const certificate = await read(server.certificateFile);
      expect(certificate.ca).toBe(false);
      expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
      expect(certificate.checkIP('127.0.0.2')).toBeUndefined();
      expect(certificate.verify((await read(authority.certificateFile)).publicKey)).toBe(true);
      expect(certificate.verify((await read(stranger.certificateFile)).publicKey)).toBe(false);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
