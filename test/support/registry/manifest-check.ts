import type { ManifestOptions } from './content-options.ts';
import type { Descriptor, ManifestDocument } from './document.ts';
import { RegistryFault } from './errors.ts';
import { FOREIGN_LAYERS, MANIFEST_KINDS } from './media-types.ts';
import type { RepositoryStore } from './store.ts';

function invalid(reason: string): never {
  throw new RegistryFault('MANIFEST_INVALID', reason);
}

/**
 * Refuses a manifest whose type and shape disagree.
 *
 * A document that is both a manifest and an index means two things to two clients (CVE-2021-41190).
 *
 * @throws {RegistryFault} MANIFEST_INVALID.
 */
export function checkShape(document: ManifestDocument, mediaType: string): void {
  const kind = MANIFEST_KINDS.get(mediaType);
  if (kind === undefined) invalid(`the content type ${mediaType} is none of a manifest`);
  if (document.mediaType !== undefined && document.mediaType !== mediaType) {
    invalid(`the content type is ${mediaType}, the manifest's media type is ${document.mediaType}`);
  }
  if (document.mediaType === undefined && mediaType.includes('.docker.')) invalid('the manifest has no media type');
  if (document.manifests !== undefined && (document.layers !== undefined || document.config !== undefined)) {
    invalid('the document is both a manifest and an index');
  }
  if (kind === 'index' && document.manifests === undefined) invalid('the index has no manifests');
  if (kind === 'manifest' && (document.config === undefined || document.layers === undefined)) {
    invalid('the manifest lacks its config or its layers');
  }
}

/** What a descriptor must lead to, and how many bytes of it the repository has. */
interface Needed {
  readonly descriptor: Descriptor;
  readonly found: number | undefined;
}

function needed(document: ManifestDocument, repository: RepositoryStore): readonly Needed[] {
  const layers = (document.layers ?? []).filter(({ mediaType }) => !FOREIGN_LAYERS.has(mediaType));
  const blobs = document.config === undefined ? layers : [document.config, ...layers];
  return [
    ...blobs.map((descriptor) => ({ descriptor, found: repository.blobs.get(descriptor.digest)?.length })),
    ...(document.manifests ?? []).map((descriptor) => ({
      descriptor,
      found: repository.manifests.get(descriptor.digest)?.bytes.length,
    })),
  ];
}

/**
 * Refuses a manifest whose content is not there, whole, in the same repository; a subject may be missing.
 *
 * @throws {RegistryFault} MANIFEST_BLOB_UNKNOWN or SIZE_INVALID; MANIFEST_INVALID for an index in an index, where none is taken.
 */
export function checkContent(
  document: ManifestDocument,
  repository: RepositoryStore,
  { missing: status, nested, children = 'checked' }: ManifestOptions = {},
): void {
  const isNested = document.manifests?.some(({ mediaType }) => MANIFEST_KINDS.get(mediaType) === 'index') === true;
  if (nested === 'refuse' && isNested) invalid('an index lists an index');
  const isUnchecked = children === 'unchecked' && document.manifests !== undefined;
  const all = isUnchecked ? [] : needed(document, repository);
  const missing = all.filter(({ found }) => found === undefined).map(({ descriptor }) => descriptor.digest);
  if (missing.length > 0) {
    if (status === 500) throw new RegistryFault('UNKNOWN', 'Server Error (500)');
    throw new RegistryFault('MANIFEST_BLOB_UNKNOWN', 'the manifest refers to content that is unknown', {
      detail: { missing },
      ...(status === undefined ? {} : { status }),
    });
  }
  const wrong = all.find(({ descriptor, found }) => descriptor.size !== found);
  if (wrong === undefined) return;
  throw new RegistryFault('SIZE_INVALID', 'a descriptor does not have the size of its content', { detail: wrong });
}
