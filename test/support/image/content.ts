import { createHash } from 'node:crypto';

/** What a manifest says about content it refers to, as the image specification spells it. */
export interface ImageDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A manifest or an index, byte for byte. */
export interface BuiltManifest {
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** Collects the content of an image while it is built; every addition returns the descriptor that leads to it. */
export class ContentSet {
  readonly blobs = new Map<string, Uint8Array>();
  /** Children before their parents, since each is added before what refers to it. */
  readonly manifests = new Map<string, BuiltManifest>();

  /** Adds a config or a layer. */
  addBlob(mediaType: string, bytes: Uint8Array): ImageDescriptor {
    const digest = sha256(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  /** Adds a manifest or an index; its media type is written into it. */
  addManifest(mediaType: string, fields: Readonly<Record<string, unknown>>): ImageDescriptor {
    const bytes = jsonBytes({ schemaVersion: 2, mediaType, ...fields });
    const digest = sha256(bytes);
    this.manifests.set(digest, { mediaType, bytes });
    return { mediaType, digest, size: bytes.length };
  }
}

/** Computes the sha256 digest of bytes. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Writes JSON as bytes. */
export function jsonBytes(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
