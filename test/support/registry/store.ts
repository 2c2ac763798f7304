import { readDocument } from './document.ts';
import { RegistryFault } from './errors.ts';
import type { UploadSession } from './upload-session.ts';

/** A manifest as it was pushed, byte for byte. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** What a tag still shows after a write, and for how many reads. */
interface Stale {
  readonly before: string | undefined;
  reads: number;
}

/** The tags that referrers are listed under where there is no API (distribution-spec, "Referrers Tag Schema"). */
const FALLBACK_TAG = /^sha(?:256|512)-[0-9a-f]{64}$/;

/** What is loaded past the API need not be a manifest that the registry would take. */
function subjectOf({ bytes }: StoredManifest): string | undefined {
  try {
    return readDocument(bytes).subject?.digest;
  } catch (error) {
    if (error instanceof RegistryFault) return undefined;
    throw error;
  }
}

/** The content of one repository. */
export class RepositoryStore {
  readonly blobs = new Map<string, Uint8Array>();
  readonly manifests = new Map<string, StoredManifest>();
  /** The tags in the order in which they were first pushed. */
  readonly tags = new Map<string, string>();
  /** Whether a manifest was ever pushed: from then on the registry knows the repository's name. */
  known = false;
  /** What refers to a digest, in the order in which it was first pushed: repositories may have many thousands. */
  readonly #referrers = new Map<string, Map<string, StoredManifest>>();
  readonly #lag: number;
  readonly #stale = new Map<string, Stale>();

  constructor(lag = 0) {
    this.#lag = lag;
  }

  /** Returns the manifest that a tag or digest names. */
  resolve(reference: string): StoredManifest | undefined {
    return this.manifests.get(this.tags.get(reference) ?? reference);
  }

  /** Returns what a client is shown: for a while, a fallback tag shows what was there before. */
  read(reference: string): StoredManifest | undefined {
    const stale = this.#stale.get(reference);
    if (stale === undefined || stale.reads === 0) return this.resolve(reference);
    stale.reads--;
    return stale.before === undefined ? undefined : this.manifests.get(stale.before);
  }

  /** Keeps a manifest and points tags at it, in one step. */
  putManifest(manifest: StoredManifest, tags: readonly string[]): void {
    this.known = true;
    this.manifests.set(manifest.digest, manifest);
    const subject = subjectOf(manifest);
    if (subject !== undefined) {
      const own = this.#referrers.get(subject) ?? new Map<string, StoredManifest>();
      this.#referrers.set(subject, own.set(manifest.digest, manifest));
    }
    for (const tag of tags) {
      this.#remember(tag, manifest.digest);
      this.tags.set(tag, manifest.digest);
    }
  }

  /** Removes a manifest and every tag that points at it; tells whether it was there. */
  deleteManifest(digest: string): boolean {
    for (const [tag, target] of this.tags) if (target === digest) this.tags.delete(tag);
    const stored = this.manifests.get(digest);
    this.#referrers.get((stored && subjectOf(stored)) ?? '')?.delete(digest);
    return this.manifests.delete(digest);
  }

  /** Returns what refers to a digest. */
  referrersOf(subject: string): readonly StoredManifest[] {
    return [...(this.#referrers.get(subject)?.values() ?? [])];
  }

  #remember(tag: string, after: string): void {
    const current = this.tags.get(tag);
    if (this.#lag === 0 || !FALLBACK_TAG.test(tag) || current === after) return;
    const stale = this.#stale.get(tag);
    const before = stale !== undefined && stale.reads > 0 ? stale.before : current;
    this.#stale.set(tag, { before, reads: this.#lag });
  }
}

/** Everything that a registry holds, in memory. */
export class Store {
  readonly #lag: number;
  readonly #repositories = new Map<string, RepositoryStore>();
  /** The open upload sessions, by their id. */
  readonly sessions = new Map<string, UploadSession>();

  /** @param options how many reads of a fallback tag lag behind a write to it. */
  constructor(options: { readonly fallbackLag: number } = { fallbackLag: 0 }) {
    this.#lag = options.fallbackLag;
  }

  /** Returns a repository that something was pushed to. */
  find(name: string): RepositoryStore | undefined {
    return this.#repositories.get(name);
  }

  /** Returns a repository to push to. */
  open(name: string): RepositoryStore {
    const found = this.#repositories.get(name) ?? new RepositoryStore(this.#lag);
    this.#repositories.set(name, found);
    return found;
  }
}
