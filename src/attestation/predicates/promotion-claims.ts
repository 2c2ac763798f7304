import type { Digest } from '../../oci/digest.ts';
import type { Approval, RouteTaken, RunFacts } from './promotion.ts';

/** What the statement of a promotion claims (`buildStatement` writes it). */
export interface PromotionClaims {
  readonly subjects: readonly Digest[];
  readonly time: Date;
  readonly source: { readonly uri: string; readonly tags: readonly string[]; readonly environment: string | undefined };
  readonly destination: {
    readonly uri: string;
    readonly environment: string | undefined;
    readonly tags: readonly string[];
    readonly replaced: ReadonlyMap<string, Digest>;
  };
  readonly route: RouteTaken | undefined;
  readonly policyDigest: Digest | undefined;
  readonly evidence: Digest | undefined;
  readonly approvals: readonly Approval[] | undefined;
  readonly reason: string | undefined;
  /** The statements of the same run that this one replaces, by the digest of their bytes. */
  readonly corrects?: readonly Digest[] | undefined;
  readonly run: RunFacts;
}
