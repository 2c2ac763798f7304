import { type AdmissionAnswer, type AdmissionRequest, admitImages } from '../../src/admission/admit.ts';
import type { ConfiguredGate } from '../../src/admission/gates.ts';
import { createKeySigner } from '../../src/attestation/sign/key.ts';
import { createBundleVerifier } from '../../src/attestation/verify/verify-bundle.ts';
import { readGraph } from '../../src/image/read-graph.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { VULNERABILITY_DEFAULTS, type VulnerabilitySettings } from '../../src/pipeline/gates/vulnerabilities.ts';

import type { RegistryClient } from '../../src/registry/client.ts';
import { getManifest } from '../../src/registry/manifests.ts';
import { cosignVuln, type TrivyReport, trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { KEYS } from '../pipeline/support.ts';
import { connect } from '../registry/support.ts';
import { ContentSet, type ImageDescriptor, jsonBytes, sha256 } from '../support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../support/image/media-types.ts';
import { parsePlatform } from '../support/image/platform-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import type { Loadable } from '../support/registry/load.ts';

/** The instant of the reference, section 10. */
export const NOW = new Date('2026-11-21T12:00:00Z');

export const COSIGN_VULN = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const IN_TOTO = 'application/vnd.in-toto+json';

/** An image made of named layers, ready to be loaded, and its parts by platform. */
export interface Stack extends Loadable {
  readonly index: ImageDescriptor;
  readonly platforms: ReadonlyMap<string, { readonly manifest: ImageDescriptor; readonly config: string }>;
}

export interface StackOptions {
  readonly platforms?: readonly string[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly created?: string;
  readonly configType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** More entries of the index, made with its content. */
  readonly more?: (content: ContentSet, platforms: Stack['platforms']) => readonly object[];
}

/** Builds an image of layers by their names, bottom first: the same name is the same layer. */
export function stack(layers: readonly string[], options: StackOptions = {}): Stack {
  const { platforms = ['linux/amd64', 'linux/arm64'], created = '2026-11-20T00:00:00Z', annotations } = options;
  const types = IMAGE_MEDIA_TYPES.oci;
  const content = new ContentSet();
  const parts = new Map<string, { readonly manifest: ImageDescriptor; readonly config: string }>();
  for (const platform of platforms) {
    const names = layers.map((name) => Buffer.from(`${name} ${platform}`));
    const config = content.addBlob(
      options.configType ?? types.config,
      jsonBytes({
        created,
        ...parsePlatform(platform),
        config: { User: '1000', Cmd: ['/app'], Labels: options.labels ?? {}, ...options.config },
        rootfs: { type: 'layers', diff_ids: names.map((each) => sha256(Buffer.concat([Buffer.from('diff '), each]))) },
        history: [],
      }),
    );
    const blobs = names.map((each) => content.addBlob(types.layer, each));
    const manifest = content.addManifest(types.manifest, { config, layers: blobs });
    parts.set(platform, { manifest: { ...manifest, platform: parsePlatform(platform) }, config: config.digest });
  }
  const manifests = [...[...parts.values()].map((each) => each.manifest), ...(options.more?.(content, parts) ?? [])];
  const index = content.addManifest(types.index, { manifests, ...(annotations === undefined ? {} : { annotations }) });
  return { index, manifests: content.manifests, blobs: content.blobs, platforms: parts };
}

/** A statement about digests. */
export function statement(subjects: readonly string[], predicateType: string, predicate: unknown): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects.map((digest) => ({ name: 'image', digest: { sha256: digest.slice('sha256:'.length) } })),
    predicateType,
    predicate,
  };
}

/** The "ok report" of the reference about one platform. */
export function okReport(
  { manifest, config }: { readonly manifest: ImageDescriptor; readonly config: string },
  more: Partial<TrivyReport> = {},
): object {
  return statement([manifest.digest], COSIGN_VULN, cosignVuln(trivyReport({ imageId: config, findings: [], ...more })));
}

const signer = await createKeySigner({ key: KEYS.privateKey, passphrase: undefined });

/** Signs a statement by the key of `scanner`. */
export function sign(content: object): Promise<Uint8Array> {
  return signer.sign(jsonBytes(content));
}

export interface Attachment {
  readonly content: Uint8Array;
  readonly form?: 'bundle' | 'statement';
  /** What its annotations announce; nothing if it is empty. */
  readonly announced?: string;
}

/** Builds a referrer that holds a bundle or a bare statement. */
export function buildAttachment(
  subject: ImageDescriptor,
  { content, form = 'bundle', announced = COSIGN_VULN }: Attachment,
): Loadable & { readonly index: ImageDescriptor } {
  const set = new ContentSet();
  const { mediaType, digest, size } = subject;
  const type = form === 'bundle' ? BUNDLE : IN_TOTO;
  const key = form === 'bundle' ? 'dev.sigstore.bundle.predicateType' : 'in-toto.io/predicate-type';
  const index = set.addManifest(IMAGE_MEDIA_TYPES.oci.manifest, {
    artifactType: type,
    config: set.addBlob('application/vnd.oci.empty.v1+json', jsonBytes({})),
    layers: [set.addBlob(type, content)],
    subject: { mediaType, digest, size },
    ...(announced === '' ? {} : { annotations: { [key]: announced } }),
  });
  return { index, manifests: set.manifests, blobs: set.blobs };
}

/** Pushes a referrer as clients do. */
export async function attach(
  host: string,
  repository: string,
  subject: ImageDescriptor,
  attachment: Attachment,
): Promise<string> {
  const referrer = buildAttachment(subject, attachment);
  await pushReferrer({ host, repository }, subject, referrer);
  return referrer.index.digest;
}

/** The gate of example 2 of the reference. */
export function vulnerabilities(more: Partial<VulnerabilitySettings> = {}): ConfiguredGate {
  return {
    id: 'vulnerabilities',
    settings: { ...VULNERABILITY_DEFAULTS, signedBy: ['scanner'], maxAge: 86_400_000, ...more },
  };
}

export const SIGNERS: AdmissionRequest['signers'] = new Map([
  // A process that a test starts is told whose signature counts.
  ['scanner', [{ kind: 'key', name: 'scanner.pub', pem: process.env['SEALIFT_TEST_PUBLIC_KEY'] ?? KEYS.publicKey }]],
]);

/** What all tests ask with, where they say nothing else. */
export function request(
  client: RegistryClient,
  gates: readonly ConfiguredGate[],
  images: AdmissionRequest['images'],
): AdmissionRequest {
  return {
    gates,
    images,
    skips: [],
    environment: 'p',
    now: NOW,
    signers: SIGNERS,
    openVerifier: async () => createBundleVerifier({ roots: [], now: NOW }),
    bases: {
      open: async (name) => ({ client, repository: parseRepository(name) }),
      ledger: async () => undefined,
      promotedAt: async () => undefined,
    },
    github: { client: undefined },
    runId: undefined,
    reason: undefined,
    root: '.',
    evidenceFiles: [],
    routes: [],
  };
}

/** Reads the manifests of an image, as a promotion does before. */
export async function readImage(
  client: RegistryClient,
  uri: string,
  digest: string,
): Promise<AdmissionRequest['images'][number]> {
  const repository = parseRepository(uri);
  const root = await getManifest(client, repository, parseDigest(digest));
  if (root === undefined) throw new Error(`Cannot read ${uri}: it is not there`);
  return {
    name: repository.name.replace(/^t\//, ''),
    reference: repository.name.replace(/^t\//, ''),
    client,
    repository,
    graph: await readGraph(client, repository, root),
  };
}

/** Judges one image in a registry. */
export async function admit(
  host: string,
  image: Pick<Stack, 'index'>,
  gates: readonly ConfiguredGate[],
  more: Partial<AdmissionRequest> & {
    readonly credential?: { readonly username: string; readonly password: string };
  } = {},
): Promise<AdmissionAnswer> {
  const { credential, ...rest } = more;
  await using connection = await connect(
    host,
    credential === undefined
      ? {}
      : { credential: { kind: 'basic', ...credential }, scopes: ['repository:t/shop/app:pull'] },
  );
  const { client } = connection;
  const read = await readImage(client, `${host}/t/shop/app`, image.index.digest);
  return await admitImages({ ...request(client, gates, [read]), ...rest });
}

/** The refusal's sentence; empty if there is none. */
export function sentenceOf({ refusal }: AdmissionAnswer): string {
  return refusal === undefined ? '' : [refusal.message, ...refusal.lines].join('\n');
}
