import type { Approval, RunFacts } from '../attestation/predicates/promotion.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Reference, type Repository } from '../oci/reference.ts';
import type { Pipeline, RecordForm } from '../pipeline/pipeline.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { BlobTracker } from '../registry/blobs/tracker.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { GitTag } from '../tags/find-version.ts';
import type { Flavor } from '../tags/flavor.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import type { TagRule } from '../tags/rule.ts';
import type { Version } from '../tags/version.ts';

/** A signer that opens when it is needed: what signs is loaded for those who sign. */
interface RequestSigner {
  /**
   * Opens it, once for a run.
   *
   * @throws {InputError} if key or token cannot be used: better before anything is written.
   */
  open(): Promise<RecordSigner>;
}

/** What a pipeline file adds to the promotion of an image. */
export interface PolicyContext {
  readonly pipeline: Pipeline;
  /** By which way the image enters the environments of its destinations, by repository (`formatRepository`). */
  readonly resolvedRoutes: ReadonlyMap<string, ResolvedRoute>;
  /** The form of the record in each of these. */
  readonly records: ReadonlyMap<string, RecordForm>;
  /** Opens what checks the signatures of records: it is loaded, and its trust roots read, only where there are any. */
  readonly openVerifier: () => Promise<BundleVerifier>;
  /**
   * The approvals of this run, which GitHub is asked for meanwhile: records alone need them. Undefined if GitHub does
   * not tell; it never fails.
   */
  readonly approvals: Promise<readonly Approval[] | undefined> | undefined;
}

/** What a user asks to be promoted, checked and typed. */
export interface PromotionRequest {
  readonly from: Reference;
  readonly to: readonly [Repository, ...Repository[]];
  readonly rules: readonly TagRule[];
  /** The input `version`; undefined if it is to be found. */
  readonly version: string | undefined;
  /** The full git SHA of the input `revision`; undefined if it is to be found. */
  readonly revision: string | undefined;
  /** The git tag of the event that runs Sealift, if it is one. */
  readonly gitTag: GitTag | undefined;
  /** The page of the repository that runs Sealift; undefined outside of GitHub. */
  readonly repositoryUrl: string | undefined;
  /** Whether GitHub marks the event's release as a pre-release. */
  readonly preRelease: boolean;
  readonly timeZone: string;
  /** Whether GitHub marks the event's release as the latest; undefined if it leaves that to versions, `unknown` if it did not tell. */
  readonly makeLatest: boolean | 'unknown' | undefined;
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
  /** How promotions are recorded where no environment says otherwise. */
  readonly record: RecordForm;
  /** What the pipeline file says of this image; undefined if there is none, or where it goes to no environment. */
  readonly policyContext?: PolicyContext | undefined;
  /** Signs records; undefined if there is nothing to sign with. */
  readonly signer?: RequestSigner | undefined;
  readonly reason: string | undefined;
  readonly run: RunFacts;
  readonly toolVersion: string;
  /** The instant of the run, taken once: all dates come from it. */
  readonly now: Date;
  /** What could not be found out about the event, for people: sentences. */
  readonly notes?: readonly string[];
}

/** The clients of a run: source and destinations may have different credentials at one registry. */
export interface PromotionClients {
  readonly source: RegistryClient;
  destination(repository: Repository): RegistryClient;
  /** What the run knows of blobs; its own for each image by default. */
  readonly tracker?: BlobTracker;
}

/** Finds by which way an image enters the environment of a destination; undefined if that is in none. */
export function routeTo({ policyContext }: PromotionRequest, repository: Repository): ResolvedRoute | undefined {
  return policyContext?.resolvedRoutes.get(formatRepository(repository));
}

/** Tells how the promotion to a destination is recorded. */
export function recordFormOf({ policyContext, record }: PromotionRequest, repository: Repository): RecordForm {
  return policyContext?.records.get(formatRepository(repository)) ?? record;
}

/** Whether the promotion to any destination is recorded. */
export function isRecorded(request: PromotionRequest): boolean {
  return request.to.some((repository) => recordFormOf(request, repository) !== 'off');
}

/** Makes of a request for several destinations the one for a single one: environments have tag rules of their own. */
export function requestFor(request: PromotionRequest, repository: Repository): PromotionRequest {
  const environment = routeTo(request, repository)?.destination;
  return environment === undefined ? request : { ...request, rules: rulesOf(environment, request.rules) };
}

/** Lists the rules for what enters an environment, with the one for the tag that marks what is in it. */
function rulesOf({ rules, tag }: ResolvedRoute['destination'], given: readonly TagRule[]): readonly TagRule[] {
  const own = rules ?? given;
  return tag === undefined ? own : [...own, ...parseTagRules(`type=raw,value=${tag},immutable=false`)];
}
