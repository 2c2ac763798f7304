import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SIGSTORE_BUNDLE } from '../../../src/attestation/artifact.ts';
import { PROMOTION } from '../../../src/attestation/predicates/promotion.ts';
import { parseClaims } from '../../../src/attestation/sign/identity-token.ts';
import { createKeySigner, readPrivateKey } from '../../../src/attestation/sign/key.ts';
import { createKeylessSigner } from '../../../src/attestation/sign/keyless.ts';
import type { RecordSigner } from '../../../src/attestation/sign/signer.ts';
import { readTrustedRoots } from '../../../src/attestation/verify/trusted-root.ts';
import { createBundleVerifier } from '../../../src/attestation/verify/verify-bundle.ts';
import { parseDigest } from '../../../src/oci/digest.ts';
import { parseRepository } from '../../../src/oci/reference.ts';
import { attachReferrer } from '../../../src/registry/referrers/attach.ts';
import { listReferrers } from '../../../src/registry/referrers/referrers.ts';
import { connect } from '../../registry/support.ts';
import {
  attest,
  attestBlob,
  type CosignKeys,
  findCosign,
  generateKeyPair,
  verifyAttestation,
  verifyBundle,
} from '../../support/cosign.ts';
import { findDistribution, startDistribution } from '../../support/distribution.ts';
import { buildImage } from '../../support/image/build-image.ts';
import { pushImage } from '../../support/image/push-image.ts';
import { startRegistry } from '../../support/registry/registry.ts';
import { type Sigstore, type SigstoreOptions, startSigstore } from '../../support/sigstore/sigstore.ts';
import { GITHUB_ISSUER } from '../../support/sigstore/tokens.ts';
import { BARE, type Promotion, recordOf, statementOf } from '../promotion.ts';
import { type BundleJson, toBytes } from '../verify/forge.ts';

const PASSPHRASE = 'ein geheimer Satz';
const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const SUBJECT = { ...IMAGE.index, digest: parseDigest(IMAGE.index.digest), annotations: new Map<string, string>() };
const hasCosign = findCosign() !== undefined;

const REGISTRIES = [
  { title: 'CNCF Distribution', isThere: findDistribution() !== undefined, start: () => startDistribution() },
  { title: 'a registry with the referrers API', isThere: true, start: () => startRegistry({ referrers: 'api' }) },
  { title: 'a registry without it', isThere: true, start: () => startRegistry({ referrers: 'none' }) },
] as const;

/** The kinds of keys that sign. */
const KINDS = [
  ['ECDSA on P-384', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
  ['Ed25519', () => generateKeyPairSync('ed25519')],
  ['RSA with 4096 bits', () => generateKeyPairSync('rsa', { modulusLength: 4096 })],
] as const;

let folder: string;
let keys: CosignKeys;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sealift-keys-'));
  if (hasCosign) keys = await generateKeyPair(folder, PASSPHRASE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Pushes an image, and attaches a record of its promotion as the action does. */
async function record(host: string, signer: RecordSigner) {
  await pushImage(host, 'p/app', IMAGE, ['1']);
  const uri = `${host}/p/app`;
  const promotion: Promotion = {
    ...BARE,
    subjects: [{ digest: SUBJECT.digest }],
    destination: { ...BARE.destination, uri },
  };
  const statement = statementOf(promotion);
  const content = { promotion, labels: new Map<string, string>(), subject: SUBJECT };
  const artifact = recordOf(content, await signer.sign(statement));
  const blobs = new Map(artifact.blobs.map(({ descriptor, bytes }) => [descriptor.digest, Buffer.from(bytes)]));
  await pushImage(host, 'p/app', { index: IMAGE.index, manifests: new Map(), blobs }, []);
  await using connection = await connect(host);
  await attachReferrer(connection.client, parseRepository(uri), artifact);
  return { image: `${uri}@${SUBJECT.digest}`, statement: JSON.parse(Buffer.from(statement).toString()) };
}

async function signerOf(keyFile: string): Promise<RecordSigner> {
  return createKeySigner({ key: await readFile(keyFile, 'utf8'), passphrase: PASSPHRASE });
}

/** Makes what signs as a workflow, by all services that a Sigstore has. */
function keylessSigner(sigstore: Sigstore, { hasLog = true, hasTimestamps = true, rekorVersion }: SigstoreOptions) {
  const raw = sigstore.issueToken({ environment: 'production' });
  const token = { raw, claims: parseClaims(raw) };
  return createKeylessSigner({
    endpoints: {
      fulcioUrl: sigstore.fulcioUrl,
      rekorUrl: hasLog ? sigstore.rekorUrl : undefined,
      ...(rekorVersion === undefined ? {} : { rekorVersion }),
      timestampUrl: hasTimestamps ? sigstore.timestampUrl : undefined,
    },
    token,
    requestToken: async () => token,
    now: Date.now,
  });
}

/** Whom cosign is to trust: the workflow that signs, as a Sigstore vouches for it. */
function trustIn({ trustedRoot }: Sigstore, signer: RecordSigner, { hasLog = true }: SigstoreOptions) {
  return { trustedRoot, identity: signer.name, issuer: GITHUB_ISSUER, hasLog };
}

describe.skipIf(!hasCosign)('cosign', () => {
  it('makes keys that are read', async () => {
    const key = await readPrivateKey(await readFile(keys.keyFile, 'utf8'), PASSPHRASE);
    const publicKey = createPublicKey(key).export({ format: 'pem', type: 'spki' });
    expect(publicKey).toBe(await readFile(keys.publicKeyFile, 'utf8'));
    await expect(readPrivateKey(await readFile(keys.keyFile, 'utf8'), 'another')).rejects.toThrow(
      'passphrase is wrong',
    );
  });

  for (const { title, isThere, start } of REGISTRIES) {
    it.skipIf(!isThere)(`finds and verifies a record that is signed with a key, in ${title}`, async () => {
      await using registry = await start();
      const { image, statement } = await record(registry.host, await signerOf(keys.keyFile));
      const trust = { publicKeyFile: keys.publicKeyFile };
      await expect(verifyAttestation({ image, predicateType: PROMOTION.type, trust })).resolves.toEqual([statement]);
    });
  }

  it.each(KINDS)('verifies a record that is signed with %s', async (_, make) => {
    const { privateKey, publicKey } = make();
    const publicKeyFile = join(await mkdtemp(join(folder, 'kind-')), 'key.pub');
    await writeFile(publicKeyFile, publicKey.export({ format: 'pem', type: 'spki' }));
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    await using registry = await startRegistry();
    const { image, statement } = await record(registry.host, await createKeySigner({ key, passphrase: undefined }));
    const verification = { image, predicateType: PROMOTION.type, trust: { publicKeyFile } };
    await expect(verifyAttestation(verification)).resolves.toEqual([statement]);
  });

  it('does not verify a record by another key', async () => {
    await using registry = await startRegistry();
    const { image } = await record(registry.host, await signerOf(keys.keyFile));
    const other = await mkdtemp(join(folder, 'other-'));
    const trust = await generateKeyPair(other, '');
    await expect(verifyAttestation({ image, predicateType: PROMOTION.type, trust })).rejects.toThrow(
      'no matching attestations',
    );
  });

  it.each<readonly [string, SigstoreOptions]>([
    ['log', { hasTimestamps: false }],
    ['time stamp', { hasLog: false }],
    ['log of the second version of Rekor and time stamp', { rekorVersion: 2 }],
  ])('verifies a record of a workflow by certificate and %s, and of no other workflow', async (_, options) => {
    await using sigstore = await startSigstore(options);
    await using registry = await startRegistry();
    const signer = keylessSigner(sigstore, options);
    const { image, statement } = await record(registry.host, signer);
    const predicateType = PROMOTION.type;
    const trust = trustIn(sigstore, signer, options);
    await expect(verifyAttestation({ image, predicateType, trust })).resolves.toEqual([statement]);
    const other = { ...trust, identity: signer.name.replace('promote.yml', 'other.yml') };
    await expect(verifyAttestation({ image, predicateType, trust: other })).rejects.toThrow('no matching attestations');
  });

  it('needs both witnesses of a record in a log of the second version of Rekor', async () => {
    const options = { rekorVersion: 2 } as const;
    await using sigstore = await startSigstore(options);
    await using impostor = await startSigstore(options);
    await using registry = await startRegistry();
    const signer = keylessSigner(sigstore, options);
    const { image } = await record(registry.host, signer);
    const trust = trustIn(sigstore, signer, options);
    const { tlogs, timestampAuthorities } = impostor.trustedRoot;
    const verify = (replaced: object) =>
      verifyAttestation({
        image,
        predicateType: PROMOTION.type,
        trust: { ...trust, trustedRoot: { ...sigstore.trustedRoot, ...replaced } },
      });
    await expect(verify({})).resolves.toHaveLength(1);
    await expect(verify({ tlogs })).rejects.toThrow(/no matching attestations: .*log/);
    await expect(verify({ timestampAuthorities })).rejects.toThrow(/no matching attestations: .*timestamp/);
  });

  it('signs with a key in a log of the second version of Rekor what both verify, and that log witnesses no time', async () => {
    await using sigstore = await startSigstore({ rekorVersion: 2 });
    const { rekorUrl, trustedRoot } = sigstore;
    const { keyFile, publicKeyFile } = keys;
    const signing = { keyFile, passphrase: PASSPHRASE, predicateType: PROMOTION.type, predicate: { a: 1 } };
    const bytes = await attestBlob({ ...signing, content: 'content', rekorUrl, trustedRoot });
    const bundle: BundleJson = JSON.parse(bytes.toString());
    expect(bundle.verificationMaterial.tlogEntries).toMatchObject([
      { kindVersion: { kind: 'hashedrekord', version: '0.0.2' } },
    ]);
    await expect(verifyBundle(bundle, { publicKeyFile, trustedRoot })).resolves.toBeUndefined();
    const now = new Date();
    const roots = readTrustedRoots([{ path: 'a', bytes: toBytes(trustedRoot) }], now);
    const pin = { kind: 'key', name: 'cosign.pub', pem: await readFile(publicKeyFile, 'utf8') } as const;
    expect(createBundleVerifier({ roots, now })(bytes, [pin])).toMatchObject({
      kind: 'signed',
      signature: { by: { kind: 'key', name: 'cosign.pub' }, signedAt: undefined },
    });
    expect(createBundleVerifier({ roots, now, keysNeedWitness: true })(bytes, [pin])).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('nobody whom the trusted roots have witnessed when it was signed'),
    });
    bundle.dsseEnvelope.payload = Buffer.from('{"predicateType":"https://sealift.github.io/promotion/v1"}').toString(
      'base64',
    );
    await expect(verifyBundle(bundle, { publicKeyFile, trustedRoot })).rejects.toThrow(/verif/);
    expect(createBundleVerifier({ roots, now })(toBytes(bundle), [pin]).kind).toBe('refused');
  });

  it('attaches what it attests as Sealift attaches its records', async () => {
    await using registry = await startRegistry();
    const { image } = await record(registry.host, await signerOf(keys.keyFile));
    const { keyFile } = keys;
    await attest({ image, keyFile, passphrase: PASSPHRASE, predicateType: PROMOTION.type, predicate: { a: 1 } });
    await using connection = await connect(registry.host);
    const repository = parseRepository(`${registry.host}/p/app`);
    const referrers = await listReferrers(connection.client, repository, SUBJECT.digest);
    expect(referrers.map(({ artifactType }) => artifactType)).toEqual([SIGSTORE_BUNDLE, SIGSTORE_BUNDLE]);
    const trust = { publicKeyFile: keys.publicKeyFile };
    await expect(verifyAttestation({ image, predicateType: PROMOTION.type, trust })).resolves.toHaveLength(2);
  });
});
