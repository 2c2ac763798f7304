import { type Digest, digestAlgorithm, digestHex } from '../../oci/digest.ts';

/** The type of the statement's predicate: a promotion, as Sealift describes it. */
export const PROMOTION_PREDICATE = 'https://sealift.github.io/promotion/v1';

/** The media type of an in-toto statement (in-toto attestation framework, v1). */
export const IN_TOTO = 'application/vnd.in-toto+json';

/** Where a promotion ran and who started it. */
export interface RunFacts {
  /** The address of the run and its attempt; undefined outside of GitHub. */
  readonly invocationId?: string;
  /** The workflow's file and ref, such as `acme/app/.github/workflows/promote.yml@refs/heads/main`. */
  readonly workflow?: string;
  readonly event?: string;
  readonly ref?: string;
  /** GitHub's name of the environment that the job runs in. */
  readonly environment?: string;
  readonly actor?: { readonly login: string; readonly id?: string; readonly triggeringLogin?: string };
  /** Whether this is what GitHub's identity token says; otherwise it is what the runner's variables say: a claim. */
  readonly isFromToken?: boolean;
}

/** Somebody's answer to a request for approval of the run (GitHub, "Get the review history for a workflow run"). */
export interface Approval {
  readonly login: string;
  readonly state: 'approved' | 'rejected' | 'pending';
  readonly environments: readonly string[];
  readonly comment: string | undefined;
}

/** The way by which an image enters an environment. */
export interface RouteTaken {
  readonly kind: 'regular' | 'hotfix';
  /** The name of a hotfix route in the pipeline file. */
  readonly name?: string;
}

/** A manifest that a promotion speaks of. */
interface Subject {
  readonly digest: Digest;
  readonly platform?: string;
}

/** Everything that a record says of one promotion to one repository. */
export interface Promotion {
  /** The image, then the manifests of its platforms. */
  readonly subjects: readonly [Subject, ...Subject[]];
  readonly time: Date;
  readonly source: { readonly uri: string; readonly tag?: string; readonly environment?: string };
  readonly destination: {
    readonly uri: string;
    readonly environment?: string;
    readonly tags: readonly string[];
    /** What each tag that moves pointed at before. */
    readonly replaced: ReadonlyMap<string, Digest>;
  };
  /** The route of the pipeline file; undefined if the destination is in no environment. */
  readonly route?: RouteTaken;
  /** The pipeline file that allowed it. */
  readonly policy?: { readonly uri: string; readonly digest: Digest };
  /** The record of the environment before that allowed it. */
  readonly evidence?: Digest;
  /** The approvals of the run; undefined if GitHub did not tell. */
  readonly approvals?: readonly Approval[];
  /** What the destination's highest moving tag pointed at before, where it did. */
  readonly previousDigest?: Digest;
  readonly bytesUploaded: number;
  readonly blobsMounted: number;
  readonly reason?: string;
  /**
   * The statements (by the digest of their bytes, as they are signed) that the same run made before of the same
   * promotion, and that do not hold: its tags came out otherwise. Empty or missing in a first record.
   */
  readonly corrects?: readonly Digest[];
  readonly run: RunFacts;
  readonly toolVersion: string;
}

/** Writes a digest as the digest set of a statement. */
function digestSet(digest: Digest): Readonly<Record<string, string>> {
  return { [digestAlgorithm(digest)]: digestHex(digest) };
}

/** Describes the run and who started it. */
function describeRun({ actor, isFromToken, ...run }: RunFacts): object {
  return {
    run: { ...run, claims: isFromToken === true ? 'identity-token' : 'environment' },
    ...(actor === undefined ? {} : { actor }),
  };
}

/** Describes what allowed the promotion. */
function describePolicy({ route, policy, evidence, approvals }: Promotion): object {
  return {
    ...(route === undefined ? {} : { route }),
    ...(policy === undefined ? {} : { policy: { uri: policy.uri, digest: digestSet(policy.digest) } }),
    ...(evidence === undefined
      ? {}
      : { checks: [{ id: 'came-from', result: 'pass', evidence: [{ digest: digestSet(evidence) }] }] }),
    ...(approvals === undefined ? {} : { approvals }),
  };
}

/**
 * Builds the in-toto Statement v1 of a promotion.
 *
 * The image is the first subject. It is named by its destination, because a verifier has nothing else that names the
 * repository; its platforms have their digests beside that, since names of subjects should be unique.
 */
export function buildStatement(promotion: Promotion): object {
  const { source, destination, corrects = [] } = promotion;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: promotion.subjects.map(({ digest, platform }, index) => ({
      name: index === 0 ? destination.uri : `${destination.uri}@${digest}`,
      digest: digestSet(digest),
      ...(platform === undefined ? {} : { annotations: { platform } }),
    })),
    predicateType: PROMOTION_PREDICATE,
    predicate: {
      action: 'promote',
      time: promotion.time.toISOString(),
      source: {
        environment: source.environment,
        uri: source.uri,
        tags: source.tag === undefined ? [] : [source.tag],
      },
      destination: {
        environment: destination.environment,
        uri: destination.uri,
        tags: destination.tags,
        replaced: Object.fromEntries(destination.replaced),
      },
      ...describePolicy(promotion),
      copied: { bytesUploaded: promotion.bytesUploaded, mounted: promotion.blobsMounted },
      ...describeRun(promotion.run),
      ...(promotion.reason === undefined ? {} : { change: { reason: promotion.reason } }),
      ...(corrects.length === 0 ? {} : { corrects: corrects.map((digest) => ({ digest: digestSet(digest) })) }),
      tool: { name: 'sealift', version: promotion.toolVersion },
    },
  };
}

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
