import type { Approval, RecordedSet, RunFacts } from '../attestation/predicates/promotion.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import type { Reference, Repository } from '../oci/reference.ts';
import type { Pipeline, RecordForm } from '../pipeline/pipeline.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { BlobTracker } from '../registry/blobs/tracker.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { TagContext } from '../tags/context.ts';
import type { GitTag } from '../tags/find-version.ts';
import type { TagRule } from '../tags/rule.ts';
import type { Version } from '../tags/version.ts';
import type { NonEmpty } from '../util/non-empty.ts';

/** What decides the tags of an image in one destination, beside the image itself and the tags that exist. */
export interface TagPolicy {
  /** Those of the environment and the one for its marker tag; otherwise those of the input. */
  readonly rules: readonly TagRule[];
  /** The input `version`; undefined if it is to be found. */
  readonly version: string | undefined;
  /** The full git SHA of the input `revision`; undefined if it is to be found. */
  readonly revision: string | undefined;
  readonly ifTagExists: 'fail' | 'skip';
  readonly event: Pick<TagContext, 'preRelease' | 'makeLatest' | 'notes'> & {
    readonly gitTag: GitTag | undefined;
    /** The page of the repository that runs Sealift; undefined outside of GitHub. */
    readonly repositoryUrl: string | undefined;
  };
  readonly naming: Pick<TagContext, 'flavor' | 'timeZone' | 'shortShaLength'> & {
    /** What git tags of this image begin with, literally. */
    readonly tagPrefix: string;
  };
  readonly existing: {
    /** Where existing versions are read: the destination, the repository's git tags, or nowhere. */
    readonly from: 'registry' | 'git' | 'none';
    /** The versions of git tags; empty unless they are read. */
    readonly versions: readonly Version[];
  };
  /** The instant of the run, taken once: all dates come from it. */
  readonly now: Date;
}

export interface Destination {
  readonly repository: Repository;
  /** The route by which the image enters the environment of the repository; undefined if it is in none. */
  readonly route?: ResolvedRoute | undefined;
  readonly record: RecordForm;
  readonly tagPolicy: TagPolicy;
}

/** Opens once for a run; what signs is loaded only if a record is signed. */
export interface RequestSigner {
  /** @throws {InputError} if key or token cannot be used: better before anything is written. */
  open(): Promise<RecordSigner>;
}

/** How long to wait for an image that is not there yet, such as one that is still being built. */
export interface SourceWait {
  readonly milliseconds: number;
  /** Receives what is waited for, now and then. */
  readonly tell: (sentence: string) => void;
}

export interface RunContext {
  readonly facts: RunFacts;
  /** Undefined if there is nothing to sign with. */
  readonly signer?: RequestSigner | undefined;
  readonly reason: string | undefined;
  /** Undefined if a source that is not there ends the run at once. */
  readonly wait?: SourceWait | undefined;
  /** The instant of the run; in a part of a plan that of the plan. */
  readonly now: Date;
  /**
   * Whether the run is part of a plan that several jobs carry out: the tag of the source is not resolved again, and
   * other jobs may have pushed the image to a repository where no tag shows it.
   */
  readonly isPlanned?: boolean;
  /** The set that several jobs promote together, as records name it. */
  readonly set?: RecordedSet | undefined;
}

/** What a pipeline file adds to the promotion of an image into its environments. */
export interface PolicyContext {
  readonly pipeline: Pipeline;
  /** The verifier is loaded, and its trust roots read, only if there are signatures. */
  readonly openVerifier: () => Promise<BundleVerifier>;
  /** Reads the holds of manifests that GitHub keeps; undefined if it keeps none. */
  readonly readKeptHolds?: ((digests: ReadonlySet<Digest>) => Promise<readonly StoredRecord[]>) | undefined;
  /** The approvals of this run, for records; undefined if GitHub does not tell. It never rejects. */
  readonly approvals: Promise<readonly Approval[] | undefined> | undefined;
}

/** The promotion of one image, checked and typed. */
export interface PromotionRequest {
  readonly from: Reference;
  readonly expectedDigest: Digest | undefined;
  readonly destinations: NonEmpty<Destination>;
  /** Whether signatures, SBOMs and attestations are copied too. */
  readonly copyAttachments: boolean;
  /** Undefined if there is no pipeline file, or the image goes to no environment of it. */
  readonly policy?: PolicyContext | undefined;
  readonly run: RunContext;
}

/** The clients of a run: source and destinations may have different credentials at one registry. */
export interface PromotionClients {
  readonly source: RegistryClient;
  destination(repository: Repository): RegistryClient;
  /** Opens a client that may delete there, too: registries may refuse a token for that to who may push. */
  readonly deleting?: (repository: Repository) => Promise<RegistryClient>;
  /** Opens a client that only reads, such as that of a ledger; undefined if there is none to read. */
  readonly reading?: (repository: Repository) => Promise<RegistryClient>;
  /** What the run knows of blobs; its own for each image by default. */
  readonly tracker?: BlobTracker;
}

export function isRecorded({ destinations }: PromotionRequest): boolean {
  return destinations.some(({ record }) => record !== 'off');
}
