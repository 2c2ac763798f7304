import { type Digest, digestAlgorithm, digestHex } from '../oci/digest.ts';

/** The type of the statement's predicate: a promotion, as Sealift describes it. */
export const PROMOTION_PREDICATE = 'https://sealift.github.io/promotion/v1';
/** The media type of an in-toto statement (in-toto attestation framework, v1). */
export const IN_TOTO = 'application/vnd.in-toto+json';

/** Where a promotion ran: what the runner says of itself. Unsigned, so it is a claim and no proof. */
export interface RunFacts {
  /** The address of the run and its attempt; undefined outside of GitHub. */
  readonly invocationId?: string;
  readonly workflow?: string;
  readonly event?: string;
  readonly actor?: { readonly login: string; readonly id?: string; readonly triggeringLogin?: string };
}

/** A manifest that a promotion speaks of. */
export interface Subject {
  readonly digest: Digest;
  readonly platform?: string;
}

/** Everything that a record says of one promotion to one repository. */
export interface Promotion {
  /** The image, then the manifests of its platforms. */
  readonly subjects: readonly [Subject, ...Subject[]];
  readonly time: Date;
  readonly source: { readonly uri: string; readonly tag?: string };
  readonly destination: {
    readonly uri: string;
    readonly tags: readonly string[];
    /** What each tag that moves pointed at before. */
    readonly replaced: ReadonlyMap<string, Digest>;
  };
  /** What the destination's highest moving tag pointed at before, where it did. */
  readonly previousDigest?: Digest;
  readonly bytesUploaded: number;
  readonly blobsMounted: number;
  readonly reason?: string;
  readonly run: RunFacts;
  readonly toolVersion: string;
}

/** Writes a digest as the digest set of a statement. */
function digestSet(digest: Digest): Readonly<Record<string, string>> {
  return { [digestAlgorithm(digest)]: digestHex(digest) };
}

/**
 * Builds the in-toto Statement v1 of a promotion.
 *
 * The subject is named by its destination, because a verifier has nothing else that names the repository.
 */
export function buildStatement(promotion: Promotion): object {
  const { source, destination, run } = promotion;
  const { actor } = run;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: promotion.subjects.map(({ digest, platform }) => ({
      name: destination.uri,
      digest: digestSet(digest),
      ...(platform === undefined ? {} : { annotations: { platform } }),
    })),
    predicateType: PROMOTION_PREDICATE,
    predicate: {
      action: 'promote',
      time: promotion.time.toISOString(),
      source: { uri: source.uri, tags: source.tag === undefined ? [] : [source.tag] },
      destination: {
        uri: destination.uri,
        tags: destination.tags,
        replaced: Object.fromEntries(destination.replaced),
      },
      copied: { bytesUploaded: promotion.bytesUploaded, mounted: promotion.blobsMounted },
      run: { invocationId: run.invocationId, workflow: run.workflow, event: run.event },
      ...(actor === undefined
        ? {}
        : { actor: { login: actor.login, id: actor.id, triggeringLogin: actor.triggeringLogin } }),
      ...(promotion.reason === undefined ? {} : { change: { reason: promotion.reason } }),
      tool: { name: 'sealift', version: promotion.toolVersion },
    },
  };
}
