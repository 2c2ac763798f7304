import type { RepositoryStore } from './store.ts';

/** Content that refers to itself alone, or to what a repository has already. */
export interface Loadable {
  /** The manifest that tags are put on. */
  readonly index: { readonly digest: string };
  readonly manifests: ReadonlyMap<string, { readonly mediaType: string; readonly bytes: Uint8Array }>;
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

/** Puts content into a repository, with tags on its outermost manifest; nothing lags. */
export function loadContent(repository: RepositoryStore, content: Loadable, tags: readonly string[]): void {
  for (const [digest, bytes] of content.blobs) repository.blobs.set(digest, bytes);
  for (const [digest, { mediaType, bytes }] of content.manifests) {
    repository.putManifest({ mediaType, bytes, digest }, []);
  }
  for (const tag of tags) repository.tags.set(tag, content.index.digest);
}
