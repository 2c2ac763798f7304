import type { HoldEffect } from '../attestation/predicates/hold.ts';
import type { RouteTaken } from '../attestation/predicates/promotion.ts';
import type { SigstoreRequest } from '../attestation/sign/endpoints.ts';
import type { TrustFile } from '../attestation/verify/trusted-root.ts';
import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { parseRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { TagRule } from '../tags/rule.ts';
import type { ApprovalRule } from './approvals.ts';
import type { GateId } from './gate-id.ts';
import type { GateSettings } from './gates/gates.ts';
import type { RetentionPolicy, RetentionRules } from './retention.ts';
import type { RollbackRules } from './rollback.ts';

/** How a promotion is recorded. */
export type RecordForm = 'signed' | 'unsigned' | 'off';

/** How promotions into an environment are recorded; `auto` signs if it can. */
export type RecordPolicy = 'auto' | 'signed' | 'unsigned';

/** The requirements for the record of the environment that an image comes from. */
export interface Requirements {
  /** Whatever its own environment asks for. */
  readonly signed: boolean;
  readonly approvals: number;
  /** The least age, in milliseconds: how long the image has been there. */
  readonly age: number;
  /** Whether promoting the image into that environment and on requires different people (four eyes). */
  readonly anotherActor: boolean;
}

/** Repositories, and what may enter them. */
export interface Environment {
  readonly name: string;
  /** Records of these are records of this environment. */
  readonly formerNames: readonly string[];
  /** Records of promotions to there count in each of its repositories. */
  readonly formerRepositories: readonly RepositoryTemplate[];
  readonly repositories: readonly [RepositoryTemplate, ...RepositoryTemplate[]];
  /** Environments that an image may come from; empty if images are built. */
  readonly from: readonly string[];
  /** The moving tag that marks its images: needed if several share a repository. */
  readonly tag: Tag | undefined;
  /** Undefined if the input `tags` has them. */
  readonly rules: readonly TagRule[] | undefined;
  readonly platforms: readonly string[];
  readonly record: RecordPolicy;
  readonly requires: Requirements;
  readonly signers: readonly TrustedSigner[];
  /** What an image must pass before it may enter. */
  readonly gates: GateSettings;
  /** Whether promotions write statements by which admission controllers let images run. */
  readonly admission: boolean;
  /** The environment of GitHub that a job must run in to promote into this one, by its identity token. */
  readonly gitHubEnvironment: string | undefined;
  /** What a rollback needs, and how far it may go. */
  readonly rollback: RollbackRules;
  /** Which images are kept; undefined: nothing here ever goes. */
  readonly retention?: RetentionRules | undefined;
}

/** An emergency route: it needs a reason, and the record says that it was used. */
export interface HotfixRoute {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** The gates of its destination that it bypasses; they are judged and recorded all the same. */
  readonly skips: readonly GateId[];
  /** The approvals that it needs; undefined if it needs none of its own. */
  readonly needs: ApprovalRule | undefined;
  /** How long its records count unless a regular promotion of the same digest follows, in milliseconds; undefined: always. */
  readonly expires: number | undefined;
}

/** A hold that stands in the pipeline file: no record ends it. */
export interface FileHold {
  /** The image by its digest, or all images that say that they were built from a commit. */
  readonly of: { readonly digest: Digest; readonly name: string } | { readonly revision: string };
  readonly effect: HoldEffect;
  /** Names; undefined: all. */
  readonly environments: readonly string[] | undefined;
  readonly reason: string;
  /** Undefined if it does not end by itself. */
  readonly until: Date | undefined;
  /** Its line in the file. */
  readonly line: number;
}

/** How records are signed, and how signatures are checked. */
export interface SigningPolicy {
  readonly sigstore: SigstoreRequest;
  /** The audience of identity tokens for a Sigstore that is not built in; by default, its own address. */
  readonly audience?: string | undefined;
  /** If there are none, the public-good instance's is fetched. */
  readonly trustedRoots: readonly TrustFile[];
}

/** `required` makes a failure there the run's. */
export type PublishUse = 'off' | 'on' | 'required';

/** The places at GitHub that Sealift publishes promotions to. */
export interface GitHubIntegrations {
  readonly deployments: PublishUse;
  readonly attestations: PublishUse;
  readonly storageRecords: PublishUse;
}

/** A pipeline file, read and checked. */
export interface Pipeline {
  /** As given, such as `.github/sealift.yml`. */
  readonly path: string;
  /** Of its bytes: records name it. */
  readonly digest: Digest;
  /** In order of promotion. */
  readonly environments: readonly [Environment, ...Environment[]];
  readonly hotfixRoutes: readonly HotfixRoute[];
  /** What the file itself holds. */
  readonly holds: readonly FileHold[];
  /** Who signs evidence, by the names that gates use. */
  readonly evidence: ReadonlyMap<string, TrustedSigner>;
  /** The repository of the ledger of bases; undefined if there is none. */
  readonly baseLedger: string | undefined;
  /** Where images that are gone can be asked for: a template; undefined if there is none. */
  readonly ledger?: string | undefined;
  /** What holds for the retention of all environments. */
  readonly retention: RetentionPolicy;
  /** The images that `history` shows unless others are requested. */
  readonly images: readonly string[];
  readonly signing: SigningPolicy;
  readonly gitHub: GitHubIntegrations;
  /** Sentences; undefined if there are none. */
  readonly warnings?: readonly string[];
  /** The policy for repositories without environment, for which no route and no signer is required. */
  readonly ungoverned: 'allow' | 'warn' | 'refuse';
}

/** Finds the route from one environment into another, a regular one first; undefined if the file allows none. */
export function findRoute(
  { hotfixRoutes }: Pipeline,
  { from, to }: { readonly from: string; readonly to: Environment },
): RouteTaken | undefined {
  if (to.from.includes(from)) return { kind: 'regular' };
  const hotfix = hotfixRoutes.find((route) => route.from === from && route.to === to.name);
  return hotfix === undefined ? undefined : { kind: 'hotfix', name: hotfix.name };
}

/** The placeholder of an image's name. */
export const IMAGE_PLACEHOLDER = '{image}';

/** A repository with an image's name, such as `registry.example.com/p/{image}` or `…/p-{image}`. */
export interface RepositoryTemplate {
  readonly text: string;
  /** Otherwise it is one repository. */
  readonly hasPlaceholder: boolean;
}

/** Puts an image's name into a template. @throws {InputError} if the result is not a repository. */
export function expandTemplate({ text }: RepositoryTemplate, image: string): Repository {
  return parseRepository(text.replaceAll(IMAGE_PLACEHOLDER, () => image));
}

/** The repository of the ledger for an image; undefined if the file names none. */
export function ledgerOf({ ledger }: Pick<Pipeline, 'ledger'>, image: string): Repository | undefined {
  return ledger === undefined ? undefined : expandTemplate({ text: ledger, hasPlaceholder: true }, image);
}
