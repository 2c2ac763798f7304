import type { UploadSession } from './upload-session.ts';

/** A manifest as it was pushed, byte for byte. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** The content of one repository. */
export class RepositoryStore {
  readonly blobs = new Map<string, Uint8Array>();
  readonly manifests = new Map<string, StoredManifest>();
  readonly tags = new Map<string, string>();
  /** Whether a manifest was ever pushed: from then on the registry knows the repository's name. */
  known = false;

  /** Returns the manifest that a tag or digest names. */
  resolve(reference: string): StoredManifest | undefined {
    return this.manifests.get(this.tags.get(reference) ?? reference);
  }

  /** Keeps a manifest and points tags at it, in one step. */
  putManifest(manifest: StoredManifest, tags: readonly string[]): void {
    this.known = true;
    this.manifests.set(manifest.digest, manifest);
    for (const tag of tags) this.tags.set(tag, manifest.digest);
  }

  /** Removes a manifest and every tag that points at it; tells whether it was there. */
  deleteManifest(digest: string): boolean {
    for (const [tag, target] of this.tags) if (target === digest) this.tags.delete(tag);
    return this.manifests.delete(digest);
  }
}

/** Everything that a registry holds, in memory. */
export class Store {
  readonly #repositories = new Map<string, RepositoryStore>();
  /** The open upload sessions, by their id. */
  readonly sessions = new Map<string, UploadSession>();

  /** Returns a repository that something was pushed to. */
  find(name: string): RepositoryStore | undefined {
    return this.#repositories.get(name);
  }

  /** Returns a repository to push to. */
  open(name: string): RepositoryStore {
    const found = this.#repositories.get(name) ?? new RepositoryStore();
    this.#repositories.set(name, found);
    return found;
  }
}
