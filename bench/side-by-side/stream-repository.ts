import { sha256 } from '../../test/support/image/content.ts';
import type { BlobSink } from './discarding-uploads.ts';
import { type Layer, makeImage } from './made-image.ts';

/** Repositories of this name seem to hold an image of so many megabytes. */
const SOURCE = /^d\/memory-(\d+)$/;

/** A manifest, byte for byte. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** A repository that keeps manifests, and of blobs hardly more than their digests. */
export class StreamRepository implements BlobSink {
  readonly blobs = new Map<string, number>();
  /** Blobs that can be read: small ones as bytes, and layers as what they are made from. */
  readonly readable = new Map<string, Uint8Array | Layer>();
  readonly #manifests = new Map<string, StoredManifest>();
  readonly name: string;

  /** Makes an empty repository, or one that seems to hold an image; the digests of a large one take seconds to make. */
  constructor(name: string) {
    this.name = name;
    const [, megabytes] = SOURCE.exec(name) ?? [];
    if (megabytes === undefined) return;
    const { manifests, blobs, layers } = makeImage(Number(megabytes));
    for (const [digest, content] of [...blobs, ...layers]) {
      this.readable.set(digest, content);
      this.blobs.set(digest, content instanceof Uint8Array ? content.length : content.size);
    }
    // The outermost index comes last, and is what the tag names in the end.
    for (const { mediaType, bytes } of manifests.values()) this.#store('v1', { mediaType, bytes });
  }

  /** Finds a manifest by its tag or digest. */
  find(reference: string): StoredManifest | undefined {
    return this.#manifests.get(reference);
  }

  /** Stores a manifest; undefined where what it refers to is not all here. */
  put(reference: string, manifest: Pick<StoredManifest, 'mediaType' | 'bytes'>): StoredManifest | undefined {
    const { config, layers = [], manifests = [] } = JSON.parse(Buffer.from(manifest.bytes).toString('utf8'));
    const blobs: readonly { readonly digest: string }[] = config === undefined ? layers : [config, ...layers];
    const children: readonly { readonly digest: string }[] = manifests;
    const isComplete =
      blobs.every(({ digest }) => this.blobs.has(digest)) &&
      children.every(({ digest }) => this.#manifests.has(digest));
    return isComplete ? this.#store(reference, manifest) : undefined;
  }

  #store(reference: string, { mediaType, bytes }: Pick<StoredManifest, 'mediaType' | 'bytes'>): StoredManifest {
    const stored = { mediaType, bytes, digest: sha256(bytes) };
    this.#manifests.set(stored.digest, stored).set(reference, stored);
    return stored;
  }
}
