import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder, type Signer as LibrarySigner, type Witness as LibraryWitness } from '@sigstore/sign';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKeySigner } from '../../../src/attestation/sign/key.ts';
import { createStatementSigner, type Signature, type Testimony } from '../../../src/attestation/sign/sign-statement.ts';
import { IN_TOTO } from '../../../src/attestation/statement.ts';
import { findOpenssl, makeAuthority } from '../../support/certificates.ts';

const STATEMENT = Buffer.from('{ "_type" : "https://in-toto.io/Statement/v1", "é": 1 }\n');
/** Its signatures are the same each time, unlike those of ECDSA. */
const { privateKey } = generateKeyPairSync('ed25519');
const ENTRY: Testimony = {
  tlogEntries: [
    {
      logIndex: '7',
      logId: { keyId: Buffer.from('log') },
      kindVersion: { kind: 'dsse', version: '0.0.1' },
      integratedTime: '1700000000',
      inclusionPromise: { signedEntryTimestamp: Buffer.from('promise') },
      inclusionProof: undefined,
      canonicalizedBody: Buffer.from('{}'),
    },
  ],
};
const STAMP: Testimony = { rfc3161Timestamps: [{ signedTimestamp: Buffer.from('stamp') }] };

/** Signs as the library of Sigstore does. */
async function signByLibrary(signer: LibrarySigner, witnesses: LibraryWitness[]): Promise<string> {
  const bundle = await new DSSEBundleBuilder({ signer, witnesses }).create({ data: STATEMENT, type: IN_TOTO });
  // Without what cosign takes for a mistake.
  for (const signature of bundle.content.dsseEnvelope.signatures) signature.keyid = '';
  return JSON.stringify(bundleToJSON(bundle));
}

function libraryWitness({ tlogEntries = [], rfc3161Timestamps = [] }: Testimony): LibraryWitness {
  return { testify: async () => ({ tlogEntries: [...tlogEntries], rfc3161Timestamps: [...rfc3161Timestamps] }) };
}

describe('a bundle', () => {
  let folder = '';
  let certificate = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sealift-sign-'));
    if (findOpenssl() === undefined) return;
    certificate = await readFile((await makeAuthority({ folder, name: 'signer' })).certificateFile, 'utf8');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('signed with a key has the bytes that the library of Sigstore makes', async () => {
    const signer = await createKeySigner({
      key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      passphrase: undefined,
    });
    const pem = createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString();
    const hint = signer.name.replace(/^key /, '');
    const key = { $case: 'publicKey', publicKey: pem, hint } as const;
    const expected = await signByLibrary(
      { sign: async (data) => ({ signature: sign(null, data, privateKey), key }) },
      [],
    );
    expect(Buffer.from(await signer.sign(STATEMENT)).toString()).toBe(expected);
  });

  it.skipIf(findOpenssl() === undefined)(
    'with a certificate and witnesses has the bytes that the library of Sigstore makes',
    async () => {
      const asked: string[] = [];
      const witness = (testimony: Testimony) => ({
        testify: async (_: unknown, pem: string) => {
          asked.push(pem);
          return testimony;
        },
      });
      const makeSignature = async (data: Uint8Array): Promise<Signature> => ({
        signature: sign(null, data, privateKey),
        key: { kind: 'certificate', pem: certificate },
      });
      const signStatement = createStatementSigner({ sign: makeSignature }, [witness(ENTRY), witness(STAMP)]);
      const key = { $case: 'x509Certificate', certificate } as const;
      const expected = await signByLibrary(
        { sign: async (data) => ({ signature: sign(null, data, privateKey), key }) },
        [libraryWitness(ENTRY), libraryWitness(STAMP)],
      );
      expect(Buffer.from(await signStatement(STATEMENT)).toString()).toBe(expected);
      expect(asked).toEqual([certificate, certificate]);
    },
  );

  it('is not made where a witness fails, and the next one is signed', async () => {
    let hasFailed = false;
    const testify = async (): Promise<Testimony> => {
      if (hasFailed) return STAMP;
      hasFailed = true;
      throw new Error('no stamp');
    };
    const signature = { kind: 'public-key', pem: 'pem', hint: 'hint' } as const;
    const signStatement = createStatementSigner(
      { sign: async (data) => ({ signature: sign(null, data, privateKey), key: signature }) },
      [{ testify }],
    );
    await expect(signStatement(STATEMENT)).rejects.toThrow('no stamp');
    expect(JSON.parse(Buffer.from(await signStatement(STATEMENT)).toString())).toMatchObject({
      verificationMaterial: { timestampVerificationData: { rfc3161Timestamps: [{}] } },
    });
  });
});
