import { X509Certificate } from '@sigstore/core';
import { describe, expect, it } from 'vitest';
import { readCertificateClaims } from '../../../src/attestation/verify/certificate.ts';
import { FormatError } from '../../../src/oci/json.ts';
import { IDENTITY, ISSUER, startForge } from './forge.ts';

const forge = await startForge({ hasLog: false, hasTimestamps: true });
const { verificationMaterial } = await forge.sign({ claims: { 9: 'signer', 23: 's2' } });
const DER = Buffer.from(verificationMaterial.certificate?.rawBytes ?? '', 'base64');

/** Reads the certificate with some of its bytes put in the place of others that are as long. */
function readWith(...changes: readonly (readonly [string | Buffer, string | Buffer])[]) {
  const der = Buffer.from(DER);
  for (const [before, after] of changes) {
    const at = der.indexOf(before);
    if (at < 0) throw new Error('there is nothing to change');
    Buffer.from(after).copy(der, at);
  }
  return readCertificateClaims(X509Certificate.parse(der));
}

/** An object identifier below Fulcio's arc, in DER. */
function claim(number: number): Buffer {
  return Buffer.from([0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x83, 0xbf, 0x30, 0x01, number]);
}

const NOBODY = claim(99);
const CODE_SIGNING = Buffer.from('2b06010505070303', 'hex');

describe('the claims of a certificate', () => {
  it('are read', () => {
    expect(readWith()).toMatchObject({ identity: IDENTITY, issuer: ISSUER, environment: 's2' });
    expect(readWith().workflow).toBeUndefined();
  });

  it('have the issuer in the newer form or in the older one', () => {
    expect(readWith([claim(8), NOBODY]).issuer).toBe(ISSUER);
    expect(readWith([claim(1), NOBODY]).issuer).toBe(ISSUER);
    expect(() => readWith([claim(8), NOBODY], [claim(1), claim(98)])).toThrow('does not say who vouched');
  });

  it('may name an e-mail address', () => {
    const uri = Buffer.from([0x86, IDENTITY.length]);
    expect(readWith([uri, Buffer.from([0x81, IDENTITY.length])]).identity).toBe(IDENTITY);
  });

  it.each<readonly [string, readonly (readonly [string | Buffer, string | Buffer])[], string]>([
    [
      'it is for servers and not for signing',
      [[CODE_SIGNING, Buffer.from('2b06010505070301', 'hex')]],
      'its certificate is not for signing',
    ],
    [
      'it names a host',
      [[Buffer.from([0x86, IDENTITY.length]), Buffer.from([0x82, IDENTITY.length])]],
      'its certificate names somebody by neither an address nor an e-mail address',
    ],
    ['it makes a claim twice', [[claim(9), claim(8)]], 'its certificate says something twice'],
    [
      'a claim is no text',
      [[Buffer.from([0x0c, 2, 0x73, 0x32]), Buffer.from([0x04, 2, 0x73, 0x32])]],
      'its certificate makes a claim that is not a string',
    ],
    [
      'a claim is no UTF-8',
      [[Buffer.from([0x0c, 2, 0x73, 0x32]), Buffer.from([0x0c, 2, 0x73, 0xff])]],
      'its certificate holds a text that is none',
    ],
    [
      'it names nobody',
      // The identifier of subjectAltName becomes that of issuerAltName.
      [[Buffer.from([0x55, 0x1d, 0x11]), Buffer.from([0x55, 0x1d, 0x12])]],
      'its certificate names nobody',
    ],
    [
      'it names two',
      [
        [
          Buffer.concat([Buffer.from([0x86, IDENTITY.length]), Buffer.from(IDENTITY)]),
          Buffer.concat([
            Buffer.from([0x86, 10]),
            Buffer.from(IDENTITY.slice(0, 10)),
            Buffer.from([0x86, IDENTITY.length - 12]),
            Buffer.from(IDENTITY.slice(0, -12)),
          ]),
        ],
      ],
      'its certificate names several at once',
    ],
  ])('are refused where %s', (_, changes, reason) => {
    expect(() => readWith(...changes)).toThrow(FormatError);
    expect(() => readWith(...changes)).toThrow(reason);
  });
});
