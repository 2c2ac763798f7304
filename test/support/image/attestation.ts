import { type ContentSet, type ImageDescriptor, jsonBytes, sha256 } from './content.ts';
import { IMAGE_MEDIA_TYPES } from './media-types.ts';

const PREDICATE_TYPE = 'https://slsa.dev/provenance/v1';

/** Adds a provenance attestation of one platform's manifest, in the form that BuildKit gives it (BuildKit, "Image Attestation Storage"). */
export function addAttestation(content: ContentSet, image: ImageDescriptor, hasSubject = false): ImageDescriptor {
  const { mediaType, digest, size } = image;
  const statement = jsonBytes({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType: PREDICATE_TYPE,
    subject: [{ name: 'image', digest: { sha256: image.digest.replace('sha256:', '') } }],
    predicate: { buildDefinition: { buildType: 'https://mobyproject.org/buildkit@v1' } },
  });
  const layer = {
    ...content.addBlob('application/vnd.in-toto+json', statement),
    annotations: { 'in-toto.io/predicate-type': PREDICATE_TYPE },
  };
  const config = jsonBytes({
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: [sha256(statement)] },
  });
  const manifest = content.addManifest(IMAGE_MEDIA_TYPES.oci.manifest, {
    config: content.addBlob(IMAGE_MEDIA_TYPES.oci.config, config),
    layers: [layer],
    ...(hasSubject ? { subject: { mediaType, digest, size } } : {}),
  });
  return {
    ...manifest,
    annotations: {
      'vnd.docker.reference.digest': image.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
    platform: { architecture: 'unknown', os: 'unknown' },
  };
}
