import type { Digest } from '../oci/digest.ts';

/** Something with a name that only one side has (null on the other), or that differs. */
export interface ValueChange {
  readonly name: string;
  readonly left: string | null;
  readonly right: string | null;
  /** Where it is so. */
  readonly platforms: readonly string[];
}

/** An environment variable that differs, without its values, which may be secrets. */
export interface EnvChange extends Omit<ValueChange, 'left' | 'right'> {
  readonly change: 'added' | 'removed' | 'changed';
}

/** What an image says that it was built on. */
export interface NamedBase {
  readonly name: string | null;
  readonly digest: string | null;
}

/**
 * How the layers of two images relate by their content: one may begin with all layers of the other (`…-extends-…`), or
 * both with some (`same-base`) or none (`other-base`). Unknown without configs.
 */
export type LayerRelation =
  | 'same'
  | 'right-extends-left'
  | 'left-extends-right'
  | 'same-base'
  | 'other-base'
  | 'unknown';

/** What differs between the layers of one platform. */
export interface LayersDiff {
  readonly relation: LayerRelation;
  /** How many layers both begin with. */
  readonly common: number;
  /** Layers that both have, as they are compressed. */
  readonly shared: { readonly count: number; readonly bytes: number };
  readonly added: readonly LayerFacts[];
  readonly removed: readonly LayerFacts[];
  /** How many of those added have content of the left image, but are compressed differently. */
  readonly recompressed: number;
}

/** What differs on a platform that both images have. */
export interface PlatformDiff {
  readonly platform: string;
  /** Sizes are those of the compressed layers and the config (bytes). */
  readonly left: { readonly digest: Digest; readonly size: number };
  readonly right: { readonly digest: Digest; readonly size: number };
  /** Of the right, less that of the left (bytes). */
  readonly difference: number;
  readonly layers: LayersDiff;
}

/** A platform that only one image has. */
export type LonePlatform = Pick<PlatformFacts, 'platform' | 'digest' | 'size'>;

/** What differs between two images, the right one seen from the left; plain data for JSON. */
export interface ImageDiff {
  readonly left: Digest;
  readonly right: Digest;
  /** `same-platforms`: only what is around them in the index differs. */
  readonly result: 'same' | 'same-platforms' | 'different';
  /** What the images say of their bases; null if both say nothing. */
  readonly base: { readonly left: NamedBase; readonly right: NamedBase; readonly isSame: boolean } | null;
  readonly platforms: {
    readonly both: readonly PlatformDiff[];
    readonly added: readonly LonePlatform[];
    readonly removed: readonly LonePlatform[];
  };
  /** The repository from which both say that they were built, and their commits; null if not both do. */
  readonly built: { readonly source: string; readonly left: string; readonly right: string } | null;
  readonly labels: readonly ValueChange[];
  readonly annotations: readonly ValueChange[];
  /** `created`, `user`, `workingDir`, `entrypoint` and `cmd`; the last two as JSON. */
  readonly settings: readonly ValueChange[];
  readonly env: readonly EnvChange[];
}

/** A layer as a manifest lists it: compressed. */
export interface LayerFacts {
  readonly digest: Digest;
  /** In bytes. */
  readonly size: number;
}

/** What an image's config says of how it runs (image-spec, config.md). */
export interface ConfigFacts {
  readonly labels: ReadonlyMap<string, string>;
  readonly created: string | undefined;
  readonly user: string | undefined;
  readonly workingDir: string | undefined;
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  /** The values may be secrets: compared, never shown or written; as a map they do not get into JSON by accident. */
  readonly env: ReadonlyMap<string, string>;
  /** The digests of the layers unpacked, from the base upwards. */
  readonly diffIds: readonly string[];
}

/** One platform of an image. */
export interface PlatformFacts {
  /** `os/architecture[/variant]`, with Windows' build behind it where an image has several. */
  readonly platform: string;
  readonly digest: Digest;
  /** Of the config and the compressed layers (bytes). */
  readonly size: number;
  readonly layers: readonly LayerFacts[];
  /** Of the index, else of the manifest. */
  readonly annotations: ReadonlyMap<string, string>;
  /** Undefined for what has no image config, such as a Helm chart. */
  readonly config: ConfigFacts | undefined;
}

/** What manifests and configs say of an image; no layer is read for it. */
export interface ImageFacts {
  readonly digest: Digest;
  /** In the order of the index, without attestations. */
  readonly platforms: readonly PlatformFacts[];
}
