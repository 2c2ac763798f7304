import type { Stack } from '../history/stack.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';

/** What is known of an image that no rule of its environment keeps by its tags, or by what ran. */
export interface ImageDetails {
  /** When its newest record was made, as lists say it (ms): it may only make an image younger. */
  readonly recordedAt: number | undefined;
  /** Tags that a record gave it, and that its repository does not have: a promotion is under way, or was cut off. */
  readonly missingTags: readonly string[];
  /** Clauses that say who holds it, or a part of it. */
  readonly holds: readonly string[];
  /** Undefined if it is not retired. */
  readonly retirement: Retirement | undefined;
  /** Whether a record proves that it was archived, with all that lists show of it now. */
  readonly isArchived?: boolean | undefined;
}

/** That an image is retired, as a record proves it. */
export interface Retirement {
  /** When (ms). */
  readonly at: number;
  /** All tags that it had. */
  readonly tags: readonly Tag[];
}

/** An image that has tags in a repository. */
export interface RetainedImage {
  readonly digest: Digest;
  /** The most telling one first; none of an image that is retired. */
  readonly tags: readonly Tag[];
  /** The tag that marks it as retired. */
  readonly mark: Tag | undefined;
  /** Its manifests below the root, and its configs, as far as they were read: runtimes may name any of them. */
  readonly parts: readonly Digest[];
  /** Otherwise it is a chart, a cache or something else that no rule was made for. */
  readonly isImage: boolean;
  /** Why it cannot be read whole, as a clause; undefined if it can, or was not looked at closely. */
  readonly unread?: string | undefined;
  /** Undefined as long as it was not looked at closely. */
  readonly details: ImageDetails | undefined;
}

/** What ran in a repository, as its records tell. */
export interface WhatRan {
  readonly stack: Stack;
  /** Whether nothing ran before the lowest. */
  readonly isComplete: boolean;
  /** Those that are held: one cannot roll back to them. */
  readonly held: ReadonlySet<Digest>;
  /** By verified records (ms). */
  readonly placedAt: ReadonlyMap<Digest, number>;
}

/** A repository of an environment, and what it holds. */
export interface RetainedLocation {
  readonly environment: Pick<Environment, 'name' | 'tag' | 'retention'>;
  /** The name of the image in the pipeline. */
  readonly image: string;
  /** `registry/name`. */
  readonly uri: string;
  /** All tags that it has, marks and those of tools left out. */
  readonly names: ReadonlySet<string>;
  readonly images: readonly RetainedImage[];
  /** Undefined where no records tell. */
  readonly ran: WhatRan | undefined;
}

/** What is known beside a location. */
export interface KeepContext {
  readonly now: number;
  /** Digests that lists of clusters name. */
  readonly inUse: ReadonlyMap<Digest, string>;
  /** What later environments need, by digest: clauses. */
  readonly downstream: ReadonlyMap<Digest, string>;
}
