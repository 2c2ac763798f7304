import type { Digest } from '../oci/digest.ts';
import type { Reference } from '../oci/reference.ts';
import type { Repository } from '../oci/repository.ts';
import type { RunFacts } from '../provenance/statement.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import type { Flavor } from '../tags/language/flavor.ts';
import type { TagRule } from '../tags/language/tag-rule.ts';
import type { GitTag } from '../tags/versions/find-version.ts';
import type { Version } from '../tags/versions/version.ts';
import type { BlobLedger } from './copy/blob-ledger.ts';

/** What a user asks to be promoted, checked and typed. */
export interface PromotionRequest {
  readonly from: Reference;
  readonly to: readonly [Repository, ...Repository[]];
  readonly rules: readonly TagRule[];
  /** The input `version`; undefined where it is to be found. */
  readonly version: string | undefined;
  /** The full git SHA of the input `revision`; undefined where it is to be found. */
  readonly revision: string | undefined;
  /** The git tag of the event that runs Sealift, if it is one. */
  readonly gitTag: GitTag | undefined;
  /** Whether GitHub marks the event's release as a pre-release. */
  readonly preRelease: boolean;
  readonly timeZone: string;
  /** Whether GitHub marks the event's release as the latest; undefined where it does not say. */
  readonly makeLatest: boolean | undefined;
  readonly flavor: Flavor;
  /** What git tags of this image begin with, literally. */
  readonly tagPrefix: string;
  readonly shortShaLength: number;
  /** Where existing versions are read: the destination, the repository's git tags, or nowhere. */
  readonly existingTags: 'registry' | 'git' | 'none';
  /** The versions of git tags, for `existing-tags: git`. */
  readonly gitVersions: readonly Version[];
  readonly ifTagExists: 'fail' | 'skip';
  /** Whether signatures, SBOMs and attestations are taken along. */
  readonly referrers: boolean;
  readonly expectedDigest: Digest | undefined;
  /**
   * Whether it is part of a plan that several jobs carry out: the tag of the source is not resolved again, and other
   * jobs may have brought the image to where no tag shows it.
   */
  readonly isPlanned?: boolean;
  readonly record: 'unsigned' | 'off';
  readonly reason: string | undefined;
  readonly run: RunFacts;
  readonly toolVersion: string;
  /** The instant of the run, taken once: all dates come from it. */
  readonly now: Date;
}

/** The clients of a run: source and destinations may have different credentials at one registry. */
export interface PromotionClients {
  readonly source: RegistryClient;
  destination(repository: Repository): RegistryClient;
  /** What the run knows of blobs; its own for each image by default. */
  readonly ledger?: BlobLedger;
}
