import type { Approval } from '../attestation/predicates/promotion.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository, Tag } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import type { PolicyContext, RunContext } from '../promotion/request.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { NonEmpty } from '../util/non-empty.ts';

/** An image that is rolled back: to what ran before, unless a tag or a digest is given. */
export interface ImageWish {
  /** Its name in the pipeline, such as `shop/app`. */
  readonly name: string;
  readonly tag: Tag | undefined;
  readonly digest: Digest | undefined;
  /** What must run now. */
  readonly expected: Digest | undefined;
}

/** What a rollback is asked for, checked and typed. */
export interface RollbackRequest {
  readonly pipeline: Pipeline;
  readonly environment: Environment;
  readonly images: NonEmpty<ImageWish>;
  /** The moving tag whose line is rolled back: that of the environment, by default. */
  readonly marker: Tag;
  /** Whether what runs now is held. */
  readonly hold: boolean;
  /** Whether it goes on where some repositories do not answer. */
  readonly allowPartial: boolean;
  /** Whether all images that came with the first one are rolled back. */
  readonly wholeSet: boolean;
  /** Whether nothing will be written. */
  readonly isDrill: boolean;
  readonly reason: string;
  /** The zone of the days of daily build numbers. */
  readonly timeZone: string;
  readonly record: 'signed' | 'unsigned';
  readonly run: RunContext;
  readonly approvals: Promise<readonly Approval[] | undefined> | undefined;
  readonly openVerifier: () => Promise<BundleVerifier>;
  /** Reads the holds that GitHub keeps; undefined if it keeps none. */
  readonly readKeptHolds: PolicyContext['readKeptHolds'];
  /** A client that may write to a repository of the pipeline. */
  readonly clientOf: (repository: Repository) => Promise<RegistryClient>;
}
