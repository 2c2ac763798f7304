import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { type BuiltReferrer, buildReferrer } from '../support/image/build-referrer.ts';
import { ContentSet, type ImageDescriptor } from '../support/image/content.ts';
import { IMAGE_MEDIA_TYPES } from '../support/image/media-types.ts';
import { callAs } from '../support/registry/plain-client.ts';
import { LABELS } from './labels.ts';
import type { Spot } from './profile-promotion.ts';

/** Reads of a fallback tag until it must show its last write: more than any profile lags. */
const MAX_READS = 5;

/** An image as BuildKit makes them: two platforms, each with an attestation beside it. */
export const IMAGE = buildImage({ labels: LABELS, attestation: true });

/** The image that moving tags stood on before. */
export const OLDER = buildImage({ labels: LABELS, seed: 'older', layers: 1 });

/** An artifact, and what it is attached to. */
export interface Attached {
  readonly subject: ImageDescriptor;
  readonly artifactType: string;
  readonly built: BuiltReferrer;
}

function attach(subject: ImageDescriptor, artifactType: string): Attached {
  return { subject, artifactType, built: buildReferrer(subject, { artifactType, content: artifactType }) };
}

function firstPlatform(image: BuiltImage): ImageDescriptor {
  const [first] = image.manifests;
  if (first === undefined) throw new Error('the image has no manifest');
  const [digest, { mediaType, bytes }] = first;
  return { mediaType, digest, size: bytes.length };
}

/** An SBOM of the whole image, and a signature of one platform as cosign makes it. */
export const ATTACHED: readonly Attached[] = [
  attach(IMAGE.index, 'application/spdx+json'),
  attach(firstPlatform(IMAGE), 'application/vnd.dev.cosign.artifact.sig.v1+json'),
];

/** Builds the index under the fallback tag (distribution-spec, "Referrers Tag Schema"). */
function fallbackIndex({ built, artifactType }: Attached): BuiltReferrer {
  const set = new ContentSet();
  const index = set.addManifest(IMAGE_MEDIA_TYPES.oci.index, { manifests: [{ ...built.index, artifactType }] });
  return { index, manifests: set.manifests, blobs: set.blobs };
}

function fallbackTag(digest: string): string {
  return digest.replace(':', '-');
}

/** Puts the image where it is promoted from, and its referrers as that registry keeps them. */
export function loadSource({ registry, repository }: Spot, tag: string, image: BuiltImage = IMAGE): void {
  registry.load(repository, image, [tag]);
  if (image !== IMAGE) return;
  const mode = registry.options.referrers ?? 'api';
  for (const attached of ATTACHED) {
    registry.load(repository, attached.built, []);
    if (mode === 'api' || mode === 'known-subjects') continue;
    registry.load(repository, fallbackIndex(attached), [fallbackTag(attached.subject.digest)]);
  }
}

/** What a list of referrers shows of one. */
export interface ListedReferrer {
  readonly digest: string;
  readonly artifactType?: string;
}

interface Listed {
  readonly manifests?: readonly ListedReferrer[];
}

async function readFallback({ registry, repository }: Spot, subject: string): Promise<readonly ListedReferrer[]> {
  const path = `/v2/${repository}/manifests/${fallbackTag(subject)}`;
  const headers = { Accept: IMAGE_MEDIA_TYPES.oci.index };
  const { status, json } = await callAs(registry.user, registry.host, { path, headers });
  return status === 200 ? ((json as Listed).manifests ?? []) : [];
}

/** Lists what refers to a digest as a client would find it: by the API, and by the fallback tag once it lags no more. */
export async function listReferrers(spot: Spot, subject: string): Promise<readonly ListedReferrer[]> {
  const { registry, repository } = spot;
  const { status, json } = await callAs(registry.user, registry.host, {
    path: `/v2/${repository}/referrers/${subject}`,
  });
  const fromApi = status === 200 ? ((json as Listed).manifests ?? []) : [];
  const { fallbackLag = 0 } = registry.options;
  for (let reads = 0; reads < Math.min(fallbackLag, MAX_READS); reads++) await readFallback(spot, subject);
  return [...fromApi, ...(await readFallback(spot, subject))];
}
