import type { RouteTaken } from '../attestation/predicates/promotion.ts';
import type { SigstoreRequest } from '../attestation/sign/endpoints.ts';
import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import type { SourcePosition } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { parseRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { TagRule } from '../tags/rule.ts';
import type { ApprovalRule } from './approvals.ts';
import type { GateId } from './gate-id.ts';
import type { GateSettings } from './gates/gates.ts';

/** How a promotion is recorded. */
export type RecordForm = 'signed' | 'unsigned' | 'off';

/** How the promotions into an environment are recorded; `auto` signs where that can be done. */
export type RecordPolicy = 'auto' | 'signed' | 'unsigned';

/** What the record of the environment that an image comes from must say. */
export interface Requirements {
  /** Whether that record must be signed, whatever its own environment asks for. */
  readonly signed: boolean;
  /** How many approvals of its run it must name, at least. */
  readonly approvals: number;
  /** How old it must be at least, in milliseconds: how long the image has been there. */
  readonly age: number;
  /** Whether somebody else must have promoted the image into that environment than promotes it on (four eyes). */
  readonly anotherActor: boolean;
}

/** A named place of the pipeline: repositories, and what may enter them. */
export interface Environment {
  readonly name: string;
  /** The names that it had before: records of these are records of this environment. */
  readonly formerNames: readonly string[];
  /** Where its images were before: records of promotions to there count in each of its repositories. */
  readonly formerRepositories: readonly RepositoryTemplate[];
  readonly repositories: readonly [RepositoryTemplate, ...RepositoryTemplate[]];
  /** The environments that an image may come from; empty if images are built. */
  readonly from: readonly string[];
  /** The moving tag that marks what is in this environment: needed where several share a repository. */
  readonly tag: Tag | undefined;
  /** The tag rules for what enters; undefined if the input `tags` has them. */
  readonly rules: readonly TagRule[] | undefined;
  /** The platforms that an image must have, such as `linux/amd64`. */
  readonly platforms: readonly string[];
  readonly record: RecordPolicy;
  readonly requires: Requirements;
  /** Who may sign the records of this environment. */
  readonly signers: readonly TrustedSigner[];
  /** What an image must pass before it may enter. */
  readonly gates: GateSettings;
  /** Whether promotions write statements by which admission controllers let images run. */
  readonly admission: boolean;
  /** The environment of GitHub that a job must run in to promote into this one, as its identity token says. */
  readonly gitHubEnvironment: string | undefined;
}

/** A way around the regular routes, for emergencies: it needs a reason, and the record says that it was used. */
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

/** A file that says whom to trust (JSON, or JSON lines), and the place of the pipeline file that names it. */
interface TrustedRootFile {
  /** As the pipeline file has it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly place: SourcePosition;
}

/** How records are signed, and how signatures are checked. */
export interface SigningPolicy {
  readonly sigstore: SigstoreRequest;
  /** Whom identity tokens are for that a Sigstore gets which is not built in; by default, its own address. */
  readonly audience?: string | undefined;
  /** Files of trusted roots; none where the public-good instance's is fetched. */
  readonly trustedRoots: readonly TrustedRootFile[];
}

/** What becomes of a promotion into a repository that no environment has: no route and no signer is asked for there. */
type UngovernedPolicy = 'allow' | 'warn' | 'refuse';

/** Whether a place at GitHub is used: `required` makes its failure the run's. */
export type PublishUse = 'off' | 'on' | 'required';

/** The places at GitHub that hear of promotions. */
export interface GitHubIntegrations {
  readonly deployments: PublishUse;
  readonly attestations: PublishUse;
  readonly storageRecords: PublishUse;
}

/** A pipeline file, read and checked. */
export interface Pipeline {
  /** Its path as it was given, such as `.github/sealift.yml`. */
  readonly path: string;
  /** The digest of its bytes: records name it. */
  readonly digest: Digest;
  /** In order of promotion. */
  readonly environments: readonly [Environment, ...Environment[]];
  readonly hotfixRoutes: readonly HotfixRoute[];
  /** Who signs what others say of images, by the names that gates use. */
  readonly evidence: ReadonlyMap<string, TrustedSigner>;
  /** The repository of the ledger of bases; undefined if there is none. */
  readonly baseLedger: string | undefined;
  /** The images that `history` shows where none is asked for. */
  readonly images: readonly string[];
  readonly signing: SigningPolicy;
  readonly gitHub: GitHubIntegrations;
  /** What is no error and should be looked at, as sentences; undefined if there is nothing. */
  readonly warnings?: readonly string[];
  /** What becomes of promotions into repositories that belong to no environment. */
  readonly ungoverned: UngovernedPolicy;
}

/**
 * Finds the route by which an image may go from one environment into another; a regular one goes before a hotfix route.
 *
 * @returns undefined if the pipeline file allows none.
 */
export function findRoute(
  { hotfixRoutes }: Pipeline,
  { from, to }: { readonly from: string; readonly to: Environment },
): RouteTaken | undefined {
  if (to.from.includes(from)) return { kind: 'regular' };
  const hotfix = hotfixRoutes.find((route) => route.from === from && route.to === to.name);
  return hotfix === undefined ? undefined : { kind: 'hotfix', name: hotfix.name };
}

/** What stands for an image's name. */
export const IMAGE_PLACEHOLDER = '{image}';

/** A repository with a place for an image's name, such as `registry.example.com/p/{image}` or `…/p-{image}`. */
export interface RepositoryTemplate {
  readonly text: string;
  /** Whether it has the placeholder; where not, it is one repository. */
  readonly hasPlaceholder: boolean;
}

/**
 * Puts an image's name into a template.
 *
 * @throws {InputError} if the result is no repository.
 */
export function expandTemplate({ text }: RepositoryTemplate, image: string): Repository {
  return parseRepository(text.replaceAll(IMAGE_PLACEHOLDER, () => image));
}
