import { generateKeyPairSync } from 'node:crypto';
import type { RecordArtifact } from '../../src/attestation/artifact.ts';
import { createKeySigner } from '../../src/attestation/sign/key.ts';
import { createBundleVerifier } from '../../src/attestation/verify/verify-bundle.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parsePipeline } from '../../src/pipeline/parse.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { type Promotion, recordOf, statementOf } from '../attestation/promotion.ts';
import { type BuiltImage, buildImage, type ImageOptions } from '../support/image/build-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

/** The instant of all runs. */
export const NOW = new Date('2026-11-21T12:00:00Z');

/** What a promotion says where a test says nothing else. */
export interface PromotionOptions {
  readonly from?: string;
  /** The environment that it names; that of its repository by default. */
  readonly to?: string;
  readonly time?: string;
  readonly actor?: string;
  readonly reason?: string;
  readonly route?: Promotion['route'];
  readonly approvals?: Promotion['approvals'];
  readonly checks?: Promotion['checks'];
  readonly tags?: readonly string[];
  readonly replaced?: Promotion['destination']['replaced'];
  readonly subject?: BuiltImage;
  readonly run?: string;
  /** Who signs; nobody by default. */
  readonly by?: 'us' | 'strangers';
}

/** Registries with a pipeline, and what writes into them past the API. */
export interface World extends AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  readonly other: EmbeddedRegistry;
  readonly pipeline: Pipeline;
  readonly openVerifier: () => Promise<ReturnType<typeof createBundleVerifier>>;
  /** Puts an image into a repository; `d/app` is in the first registry, `other:p/app` in the second. */
  put(place: string, image: BuiltImage, tags: readonly string[]): void;
  /** Attaches the record of a promotion to an image in a repository, and returns its digest. */
  record(place: string, image: BuiltImage, options?: PromotionOptions): Promise<string>;
}

/** Makes an image that differs from others by its seed. */
export function imageOf(seed: string, options: ImageOptions = {}): BuiltImage {
  return buildImage({ seed, platforms: ['linux/amd64'], layers: 1, layerBytes: 16, ...options });
}

/** Returns a digest as the source knows it. */
export function digestOfImage(image: BuiltImage) {
  return parseDigest(image.index.digest);
}

function makeKey() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

/** The pipeline of most tests: three environments, signed by our key where one can sign. */
export const PIPELINE = `version: 1
signing:
  signers:
    - key: sealift.pub
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  p: { repository: "HOST/p/{image}", from: t }
hotfix-routes:
  emergency: { from: d, to: p }
`;

/** Opens two registries and reads a pipeline file, in which HOST and OTHER stand for them. */
export async function openWorld(
  file = PIPELINE,
  options: {
    readonly registry?: Parameters<typeof startRegistry>[0];
    readonly other?: Parameters<typeof startRegistry>[0];
  } = {},
): Promise<World> {
  const [registry, other] = await Promise.all([startRegistry(options.registry), startRegistry(options.other)]);
  const [ours, theirs] = [makeKey(), makeKey()];
  const yaml = file.replaceAll('HOST', registry.host).replaceAll('OTHER', other.host);
  const pipeline = await parsePipeline(Buffer.from(yaml), {
    path: '.github/sealift.yml',
    read: async () => ({ kind: 'read', path: '/sealift.pub', bytes: Buffer.from(ours.pem) }),
  });

  function open(place: string): { readonly at: EmbeddedRegistry; readonly name: string } {
    return place.startsWith('other:')
      ? { at: other, name: place.slice('other:'.length) }
      : { at: registry, name: place };
  }

  async function build(promotion: Promotion, image: BuiltImage, by: PromotionOptions['by']): Promise<RecordArtifact> {
    const { mediaType, size } = image.index;
    const subject = {
      mediaType,
      size,
      digest: parseDigest(image.index.digest),
      annotations: new Map<string, string>(),
    };
    if (by === undefined) return recordOf({ promotion, subject });
    const signer = await createKeySigner({ key: (by === 'us' ? ours : theirs).key, passphrase: undefined });
    return recordOf({ promotion, subject }, await signer.sign(statementOf(promotion)));
  }

  return {
    registry,
    other,
    pipeline,
    openVerifier: async () => createBundleVerifier({ roots: [], now: NOW }),
    put(place, image, tags) {
      const { at, name } = open(place);
      at.load(name, image, tags);
    },
    async record(place, image, given = {}) {
      const { at, name } = open(place);
      const {
        from = 'd',
        to = name.split('/')[0],
        time = '2026-11-20T10:00:00Z',
        actor = 'octocat',
        tags = [],
      } = given;
      const promotion: Promotion = {
        subjects: [{ digest: parseDigest((given.subject ?? image).index.digest) }],
        time: new Date(time),
        source: { uri: `${registry.host}/${from}/${name.split('/').slice(1).join('/')}`, tags: [], environment: from },
        destination: {
          uri: `${at.host}/${name}`,
          ...(to === undefined ? {} : { environment: to }),
          tags,
          replaced: given.replaced ?? new Map(),
        },
        route: given.route ?? { kind: 'regular' },
        ...(given.approvals === undefined ? {} : { approvals: given.approvals }),
        ...(given.checks === undefined ? {} : { checks: given.checks }),
        ...(given.reason === undefined ? {} : { reason: given.reason }),
        run: { actor: { login: actor }, ...(given.run === undefined ? {} : { invocationId: given.run }) },
        copied: { bytesUploaded: 0, mounted: 0 },
        toolVersion: '0.0.0',
      };
      const { manifest, blobs } = await build(promotion, image, given.by);
      const content = {
        index: manifest,
        manifests: new Map([[manifest.digest, manifest]]),
        blobs: new Map(blobs.map(({ descriptor, bytes }) => [descriptor.digest, bytes])),
      };
      at.load(name, content, []);
      return manifest.digest;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([registry.close(), other.close()]);
    },
  };
}
