import type { Context } from './context.ts';
import { readDocument } from './document.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { hasDigest } from './grammar.ts';
import type { RepositoryStore } from './store.ts';

/** Tells whether a manifest of the repository refers to a blob. */
export function isCommitted(repository: RepositoryStore, digest: string): boolean {
  return [...repository.manifests.values()].some(({ bytes }) => {
    const { config, layers = [] } = readDocument(bytes);
    return config?.digest === digest || layers.some((layer) => layer.digest === digest);
  });
}

/** Keeps a blob if it is what its digest says, and answers where it is. */
export function commitBlob(
  { store, options }: Context,
  blob: { readonly name: string; readonly digest: string; readonly bytes: Uint8Array },
): Answer {
  const { name, digest, bytes } = blob;
  if (!hasDigest(bytes, digest)) {
    if (options.upload?.wrongDigest === 500) throw new RegistryFault('UNKNOWN', 'The digest did not match');
    throw new RegistryFault('DIGEST_INVALID', 'the provided digest does not match the uploaded content', {
      detail: { digest, size: bytes.length },
    });
  }
  const { blobs } = store.open(name);
  if (options.upload?.again === 'refuse' && blobs.has(digest)) {
    throw new RegistryFault('BLOB_UPLOAD_INVALID', `Asset v2/-/blobs/${digest} cannot be updated`);
  }
  blobs.set(digest, bytes);
  return {
    status: 201,
    headers: { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest },
  };
}
