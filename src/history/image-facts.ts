import type { Digest } from '../oci/digest.ts';

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
