import { ContentSet, jsonBytes } from '../support/image/content.ts';
import type { RawAnswer } from './injection-answer.ts';

/** What of an image an attacker chooses; the rest is as usual. */
export interface ForeignImage {
  readonly index?: Readonly<Record<string, unknown>>;
  readonly child?: Readonly<Record<string, unknown>>;
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly configType?: string;
  readonly layerType?: string;
  /** Set where the manifest that the index names is not there. */
  readonly isIncomplete?: true;
}

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** Answers the reads of an image of one platform, by tag or digest; undefined for what is no part of it. */
export function serveImage(image: ForeignImage): (path: string) => RawAnswer | undefined {
  const content = new ContentSet();
  const manifest = content.addManifest(MANIFEST, {
    config: content.addBlob(image.configType ?? CONFIG, jsonBytes(image.config ?? {})),
    layers: [content.addBlob(image.layerType ?? LAYER, Buffer.from('layer'))],
    ...image.manifest,
  });
  const platform = { os: 'linux', architecture: 'amd64' };
  const index = content.addManifest(INDEX, { manifests: [{ ...manifest, platform, ...image.child }], ...image.index });
  return (path) => {
    const [, kind, reference = ''] = /\/(manifests|blobs)\/([^/?]+)$/.exec(path) ?? [];
    const digest = reference.startsWith('sha256:') ? reference : index.digest;
    const isMissing = image.isIncomplete === true && digest === manifest.digest;
    const stored = kind === 'manifests' && !isMissing ? content.manifests.get(digest) : undefined;
    const body = stored?.bytes ?? (kind === 'blobs' ? content.blobs.get(digest) : undefined);
    if (body === undefined) return undefined;
    return { status: 200, headers: [['Content-Type', stored?.mediaType ?? 'application/octet-stream']], body };
  };
}
