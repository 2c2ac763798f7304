import type { BuiltImage } from '../support/image/build-image.ts';
import { buildReferrer } from '../support/image/build-referrer.ts';
import { ContentSet, type ImageDescriptor } from '../support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../support/image/media-types.ts';
import { pushImage } from '../support/image/push-image.ts';
import { readManifest } from './look.ts';

/** An image with what refers to it. */
export interface AttachedImage {
  readonly image: BuiltImage;
  /** A subject's digest, and the digest of the one artifact that refers to it. */
  readonly referrers: ReadonlyMap<string, string>;
  /** The blobs of the image and of what refers to it. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** Pushes all of it; into fallback tags too, where the registry keeps no list of referrers. */
  push(host: string, repository: string, tags: readonly string[]): Promise<void>;
}

/** Whether the registry itself keeps a list of referrers (distribution-spec, "Listing Referrers"). */
async function hasReferrersApi(host: string, repository: string, digest: string): Promise<boolean> {
  const response = await fetch(`http://${host}/v2/${repository}/referrers/${digest}`);
  await response.arrayBuffer();
  return response.status === 200;
}

/** Builds the fallback tag's index (distribution-spec, "Referrers Tag Schema"). */
function fallbackIndex(referrer: ImageDescriptor, artifactType: string) {
  const set = new ContentSet();
  const index = set.addManifest(IMAGE_MEDIA_TYPES.oci.index, { manifests: [{ ...referrer, artifactType }] });
  return { index, manifests: set.manifests, blobs: set.blobs };
}

/** Attaches one artifact to an image's index, and one to the first of its platforms. */
export function attachReferrers(image: BuiltImage): AttachedImage {
  const [platform] = [...image.manifests].map(([digest, { mediaType, bytes }]) => ({
    mediaType,
    digest,
    size: bytes.length,
  }));
  if (platform === undefined) throw new Error('Cannot attach referrers: the image has no manifest');
  const artifacts = [
    { subject: image.index, artifactType: 'application/vnd.example.signature', content: 'signature' },
    { subject: platform, artifactType: 'application/vnd.example.sbom', content: 'sbom' },
  ].map(({ subject, ...options }) => ({ subject, ...options, built: buildReferrer(subject, options) }));
  return {
    image,
    referrers: new Map(artifacts.map(({ subject, built }) => [subject.digest, built.index.digest])),
    blobs: new Map([...image.blobs, ...artifacts.flatMap(({ built }) => [...built.blobs])]),
    async push(host, repository, tags) {
      await pushImage(host, repository, image, tags);
      for (const { subject, artifactType, built } of artifacts) {
        await pushImage(host, repository, built, []);
        if (await hasReferrersApi(host, repository, subject.digest)) continue;
        const index = fallbackIndex(built.index, artifactType);
        await pushImage(host, repository, index, [subject.digest.replace(':', '-')]);
      }
    },
  };
}

/** Lists the digests of what refers to a digest: by the API and by the fallback tag. */
export async function listReferrers(host: string, repository: string, digest: string): Promise<readonly string[]> {
  const response = await fetch(`http://${host}/v2/${repository}/referrers/${digest}`);
  const body: unknown = await response.json().catch(() => undefined);
  const fallback = await readManifest(host, repository, digest.replace(':', '-'));
  const indexes = [response.status === 200 ? body : undefined, fallback?.document];
  return indexes.flatMap((index) => {
    const { manifests = [] } = (index ?? {}) as { readonly manifests?: readonly { readonly digest: string }[] };
    return manifests.map((entry) => entry.digest);
  });
}
