import type { Digest } from '../oci/digest.ts';

/** Something with a name that is there on one side alone, or is another on each. */
export interface ValueChange {
  readonly name: string;
  /** Null where it is not there. */
  readonly left: string | null;
  /** Null where it is not there. */
  readonly right: string | null;
  /** The platforms that it is so on. */
  readonly platforms: readonly string[];
}

/** A variable of the environment that differs; its values are left out, because they may be secrets. */
export interface EnvChange {
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** The platforms that it is so on. */
  readonly platforms: readonly string[];
}

/** What an image says that it was built on. */
export interface NamedBase {
  readonly name: string | null;
  readonly digest: string | null;
}

/**
 * How the layers of two images lie to each other, by their content and not by its compression:
 * `same`; `right-extends-left` and `left-extends-right`, where one begins with all layers of the other; `same-base`,
 * where both begin with the same layers and go on with others; `other-base`, where not even the first is the same;
 * `unknown` without configs.
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
  /** How many of those that were added hold what the left image has, too, compressed otherwise. */
  readonly recompressed: number;
}

/** What differs on a platform that both images have. */
export interface PlatformDiff {
  readonly platform: string;
  /** Sizes are compressed, with the config (bytes). */
  readonly left: { readonly digest: Digest; readonly size: number };
  readonly right: { readonly digest: Digest; readonly size: number };
  /** Of the right, less that of the left (bytes). */
  readonly difference: number;
  readonly layers: LayersDiff;
}

/** A platform that one image has and the other does not. */
export interface LonePlatform {
  readonly platform: string;
  readonly digest: Digest;
  /** Compressed, with the config (bytes). */
  readonly size: number;
}

/** What differs between two images, the right one seen from the left; plain data that can be written as JSON. */
export interface ImageDiff {
  readonly left: Digest;
  readonly right: Digest;
  /** `same` digest; `same-platforms`, where only what stands around them in the index differs; or `different`. */
  readonly result: 'same' | 'same-platforms' | 'different';
  /** What the images say of their bases; null if both say nothing. */
  readonly base: { readonly left: NamedBase; readonly right: NamedBase; readonly isSame: boolean } | null;
  readonly platforms: {
    readonly both: readonly PlatformDiff[];
    readonly added: readonly LonePlatform[];
    readonly removed: readonly LonePlatform[];
  };
  /** The repository that both images say they were built from, and their commits; null if they do not both say so. */
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
  /**
   * The variables with their values, which may be secrets: they are compared, and neither shown nor written anywhere.
   * As a map it does not get into JSON by accident.
   */
  readonly env: ReadonlyMap<string, string>;
  /** The digests of the layers unpacked, from the base upwards. */
  readonly diffIds: readonly string[];
}

/** One platform of an image. */
export interface PlatformFacts {
  /** `os/architecture[/variant]`, with Windows' build behind it where an image has several. */
  readonly platform: string;
  /** The digest of its manifest. */
  readonly digest: Digest;
  /** Config and layers as they lie in the registry (bytes). */
  readonly size: number;
  readonly layers: readonly LayerFacts[];
  /** Of the index, and of the manifest where the index does not have them. */
  readonly annotations: ReadonlyMap<string, string>;
  /** Undefined for what has no image config, such as a Helm chart. */
  readonly config: ConfigFacts | undefined;
}

/** What manifests and configs say of an image; no layer is read for it. */
export interface ImageFacts {
  readonly digest: Digest;
  /** In the order of the index; attestations are none. */
  readonly platforms: readonly PlatformFacts[];
}
