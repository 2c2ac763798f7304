import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseClaims } from '../../src/attestation/sign/identity-token.ts';
import { createKeylessSigner } from '../../src/attestation/sign/keyless.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { attest, findCosign, generateKeyPair, verifyAttestation } from '../support/cosign.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { ORAS } from '../support/oras.ts';
import { findRegistryProgram } from '../support/registry-programs.ts';
import type { Sigstore } from '../support/sigstore/sigstore.ts';
import type { TokenClaims } from '../support/sigstore/tokens.ts';
import { LABELS } from './labels.ts';
import { FIVE_ENVIRONMENTS, KEYED, NO_TOKEN, startWorld, WORKFLOW } from './pipeline-world.ts';
import { DISTRIBUTION } from './targets.ts';

const run = promisify(execFile);
const hasCosign = findCosign() !== undefined && DISTRIBUTION.available;
const oras = findRegistryProgram(ORAS);
const PREDICATE = 'https://sealift.github.io/promotion/v1';
const image = buildImage({ labels: LABELS });

/** Signs a statement with the identity of a run, as actions/attest does. */
async function signAs(sigstore: Sigstore, claims: TokenClaims, statement: Uint8Array): Promise<Uint8Array> {
  const raw = sigstore.issueToken(claims);
  const token = { raw, claims: parseClaims(raw) };
  const endpoints = { fulcioUrl: sigstore.fulcioUrl, rekorUrl: sigstore.rekorUrl, timestampUrl: undefined };
  return createKeylessSigner({ endpoints, token, requestToken: async () => token, now: Date.now }).sign(statement);
}

/** Attaches a bundle to an image, as actions/attest does with `push-to-registry`. */
async function attachBundle(
  repository: string,
  subject: { readonly mediaType: string; readonly digest: string; readonly size: number },
  bundle: Uint8Array,
): Promise<void> {
  const [host = '', ...name] = repository.split('/');
  const describe = (mediaType: string, bytes: Uint8Array) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const [mediaType, empty] = ['application/vnd.dev.sigstore.bundle.v0.3+json', Buffer.from('{}')];
  const bytes = Buffer.from(
    JSON.stringify({
      ...{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json', artifactType: mediaType },
      config: describe('application/vnd.oci.empty.v1+json', empty),
      layers: [describe(mediaType, bundle)],
      subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size },
      annotations: { 'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1' },
    }),
  );
  const index = { ...describe('application/vnd.oci.image.manifest.v1+json', bytes), bytes };
  const blobs = new Map([empty, bundle].map((blob) => [digestOf(blob), blob]));
  await pushImage(host, name.join('/'), { index, manifests: new Map([[index.digest, index]]), blobs }, []);
}

async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'sealift-keys-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe.skipIf(!hasCosign)('cosign', () => {
  it('finds and verifies a record that is signed with its own key, and what it attests itself is accepted', () =>
    withFolder(async (folder) => {
      const keys = await generateKeyPair(folder, 'a passphrase');
      const publicKey = await readFile(keys.publicKeyFile, 'utf8');
      await using world = await startWorld({
        pipeline: KEYED.replace('keys/sealift.pub', `|\n${publicKey.replace(/^/gm, '        ')}`),
        start: DISTRIBUTION.start,
      });
      await pushImage(world.host, 'd/app', image, ['1.2.3']);
      const key = await readFile(keys.keyFile, 'utf8');
      const signing = { 'signing-key': key, 'signing-key-passphrase': 'a passphrase' };
      for (const [from, to] of [
        ['d', 't'],
        ['t', 'p'],
      ] as const) {
        const promoted = await world.run({ from, to, image: 'app:1.2.3', ...signing }, NO_TOKEN);
        expect(promoted).toMatchObject({ exitCode: 0, stderr: '' });
        expect(promoted.stdout.replace(/^::add-mask::.*$/gm, '')).not.toContain('a passphrase');
      }
      const reference = `${world.host}/p/app@${image.index.digest}`;
      const trust = { publicKeyFile: keys.publicKeyFile };
      const statements = await verifyAttestation({ image: reference, predicateType: PREDICATE, trust });
      const environments = statements.map((statement) => Object(statement).predicate.destination.environment);
      expect(environments.toSorted()).toEqual(['p', 't']);

      const predicate = {
        buildDefinition: { buildType: 'https://example.com/build' },
        runDetails: { builder: { id: 'x' } },
      };
      await attest({
        image: reference,
        keyFile: keys.keyFile,
        passphrase: 'a passphrase',
        predicateType: 'https://slsa.dev/provenance/v1',
        predicate,
      });
      const verified = await world.run({ command: 'verify', from: 'p', image: 'app:1.2.3' }, NO_TOKEN);
      expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
      const [{ attestations, links }] = JSON.parse(verified.outputs['report'] ?? '').images;
      expect(links.map(({ environment }: { environment: string }) => environment)).toEqual(['p', 't', 'd']);
      expect(attestations).toMatchObject([{ predicateType: 'https://slsa.dev/provenance/v1', trusted: true }]);
    }));

  it('finds and verifies a record that is signed by the identity of the job', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS, start: DISTRIBUTION.start });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    expect(await world.run({ from: 'd', to: 't', image: 'app:1.2.3' })).toMatchObject({ exitCode: 0, stderr: '' });
    const [statement, ...others] = await verifyAttestation({
      image: `${world.host}/t/app@${image.index.digest}`,
      predicateType: PREDICATE,
      trust: {
        trustedRoot: world.sigstore.trustedRoot,
        identity: `https://github.com/${WORKFLOW}`,
        issuer: 'https://token.actions.githubusercontent.com',
        hasLog: true,
      },
    });
    expect(others).toEqual([]);
    // The index first, and every manifest of a platform.
    const subjects = new Set([image.index.digest, ...image.manifests.keys()]);
    expect(Object(statement).subject).toEqual(
      [...subjects].map((each) => expect.objectContaining({ digest: { sha256: each.slice(7) } })),
    );
    expect(statement).toMatchObject({
      predicateType: PREDICATE,
      predicate: {
        source: { environment: 'd' },
        destination: { environment: 't', tags: ['1.2.3', '1.2', '1', 'latest'] },
        run: { claims: 'identity-token', workflow: WORKFLOW },
        actor: { login: 'li', id: '4711' },
        policy: { uri: '.github/sealift.yml' },
      },
    });
  });
});

describe('attestations of actions/attest', () => {
  it('are told with what they prove: those of pinned signers as signed, others as not counted', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    await world.run({ from: 'd', to: 't', image: 'app:1.2.3' });
    const predicate = {
      buildDefinition: {
        buildType: 'https://actions.github.io/buildtypes/workflow/v1',
        resolvedDependencies: [{ uri: 'git+https://github.com/acme/app@refs/heads/main' }],
      },
      runDetails: { builder: { id: 'https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main' } },
    };
    const statement = Buffer.from(
      JSON.stringify({
        _type: 'https://in-toto.io/Statement/v1',
        subject: [{ name: 'app', digest: { sha256: image.index.digest.slice(7) } }],
        predicateType: 'https://slsa.dev/provenance/v1',
        predicate,
      }),
    );
    for (const claims of [{}, { ref: 'refs/heads/else' }]) {
      const bundle = await signAs(world.sigstore, claims, statement);
      await attachBundle(`${world.host}/t/app`, image.index, bundle);
    }
    const verified = await world.run({ command: 'verify', from: 't', image: 'app:1.2.3' }, NO_TOKEN);
    expect(verified).toMatchObject({ exitCode: 0, stderr: '' });
    const [{ attestations }] = JSON.parse(verified.outputs['report'] ?? '').images;
    const claim = expect.stringContaining('https://github.com/acme/app/.github/workflows/build.yml@refs/heads/main');
    expect(attestations).toHaveLength(2);
    expect(attestations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ claim, trusted: true, because: `https://github.com/${WORKFLOW}` }),
        expect.objectContaining({
          claim,
          trusted: false,
          because: expect.stringContaining('promote.yml@refs/heads/else'),
        }),
      ]),
    );
    expect(verified.summary).toContain('2 other attestations');
  });
});

describe('a trusted root that has expired', () => {
  it('is named with its place in the pipeline file', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    await world.run({ from: 'd', to: 't', image: 'app:1.2.3' });
    const end = '2021-02-03T00:00:00Z';
    const root = JSON.stringify(world.sigstore.trustedRoot, (key, value) =>
      key === 'validFor' ? { start: '2020-02-03T00:00:00Z', end } : value,
    );
    await world.write('trusted_root.json', root);
    const run = await world.run({ command: 'verify', from: 't', image: 'app:1.2.3' }, NO_TOKEN);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toMatch(
      /^::error file=\.github\/sealift\.yml,line=6,col=17::Cannot trust by "trusted_root\.json" \(\.github\/sealift\.yml, line 6, column 17\): every certificate authority in it has expired, the last one on 2021-02-03; /m,
    );
  });
});

describe.skipIf(oras === undefined || !DISTRIBUTION.available)('oras', () => {
  it('discovers the records', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS, start: DISTRIBUTION.start });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    await world.run({ from: 'd', to: 't', image: 'app:1.2.3' });
    const { stdout } = await run(oras ?? '', [
      'discover',
      '--plain-http',
      '--format',
      'json',
      `${world.host}/t/app:1.2.3`,
    ]);
    const [found] = JSON.parse(stdout).manifests ?? JSON.parse(stdout).referrers;
    expect(found).toMatchObject({
      artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      annotations: { 'io.github.sealift.promotion.environment': 't' },
    });
  });
});
