import type { RegistryErrorCode } from '../errors.ts';

/** What a registry's refusal says, as far as hints need it. */
export interface HintSubject {
  readonly registry: string;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** Whether the refusal means that a tag may not be overwritten. */
  readonly isImmutable: boolean;
}

/** What to do about a refusal; all conditions that it names must hold. */
interface Hint {
  readonly host?: RegExp;
  readonly status?: readonly number[];
  readonly code?: string;
  readonly message?: RegExp;
  /** Set where it is about a tag that may not be overwritten; no other hint is. */
  readonly immutable?: true;
  /** What the refusal means, where its status says something else. */
  readonly means?: RegistryErrorCode;
  readonly cure: string;
}

const GHCR = /^ghcr\.io$/;
const DOCKER_HUB = /^docker\.io$/;
const ECR = /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;
const GOOGLE = /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/;
const AZURE = /\.azurecr\.(?:io|cn|us)$/;
const GITLAB = /^registry\.gitlab\.com$/;
const QUAY = /^quay\.io$/;

const GHCR_ACCESS =
  'under "Package settings", "Manage Actions access" of the package, add this repository with the role';

/** Hints by registry, the more specific ones first. Hosts are left out where people run the registry themselves. */
const HINTS: readonly Hint[] = [
  {
    message: /installation not allowed to (?:write|create) organization package/i,
    cure: `give the job "permissions: packages: write"; where it has that, ${GHCR_ACCESS} "Write", and let the organization's settings allow members to create packages`,
  },
  {
    message: /permission_denied: *write_package/i,
    cure: `${GHCR_ACCESS} "Write", and give the job "permissions: packages: write"; a package of another owner needs a personal access token with "write:packages"`,
  },
  {
    message: /permission_denied: *read_package/i,
    cure: `${GHCR_ACCESS} "Read", and give the job "permissions: packages: read"; a package of another owner needs a personal access token with "read:packages"`,
  },
  {
    host: GHCR,
    status: [401, 403],
    cure: `give the job "permissions: packages: write" and, ${GHCR_ACCESS} "Write"`,
  },
  {
    host: ECR,
    status: [400, 401, 403],
    message: /authorization token has expired/i,
    means: 'unauthorized',
    cure: 'log in to ECR again in this job, right before this step: a login lasts twelve hours',
  },
  {
    host: ECR,
    status: [404],
    code: 'NAME_UNKNOWN',
    cure: 'create the repository, for example with "aws ecr create-repository", or a repository creation template: ECR makes none when an image is pushed',
  },
  {
    host: ECR,
    status: [403],
    cure: 'allow the role that the job logs in with to push and pull here, in its own policy and in that of the repository',
  },
  {
    message: /pull rate limit/i,
    status: [429],
    cure: 'log in to Docker Hub, also where the image is public, or wait some hours: pulls are counted by account, and without one by address, which runners share',
  },
  {
    host: DOCKER_HUB,
    status: [401, 403],
    cure: 'check that the repository exists or may be created by this account, and that its access token may read and write',
  },
  {
    status: [412],
    code: 'PROJECTPOLICYVIOLATION',
    cure: "meet the policy of the Harbor project, which wants the image scanned or signed before it may be pulled, or have the project's administrators exempt it",
  },
  {
    status: [412],
    code: 'PRECONDITION',
    cure: 'ask the administrators of the Harbor project which of its rules forbids this',
  },
  {
    message: /quota.{0,80}exceeded|exceed.{0,80}(?:quota|upper limit)/i,
    cure: 'delete images that are no longer needed, or have the quota of the project or namespace raised',
  },
  {
    code: 'REGISTRY_DISALLOWED_OPERATION',
    immutable: true,
    cure: 'unlock it with "az acr repository update --write-enabled true", or choose another tag',
  },
  {
    host: AZURE,
    status: [401, 403],
    cure: 'give the identity that the job logs in with the role "AcrPush" on the registry, and check that its network rules admit the runner',
  },
  {
    message: /enabled tag immutability/i,
    immutable: true,
    cure: 'choose another tag, or switch tag immutability off in the settings of the Artifact Registry repository',
  },
  {
    host: GOOGLE,
    status: [404],
    code: 'NAME_UNKNOWN',
    cure: 'create the Artifact Registry repository, whose name is the part after the project; images below it need not exist',
  },
  {
    host: GOOGLE,
    status: [401, 403],
    cure: 'give the account that the job logs in with the role "Artifact Registry Writer" on the repository',
  },
  {
    host: GITLAB,
    status: [401, 403],
    cure: 'use a deploy token or an access token with "read_registry" and "write_registry": a job\'s own token only writes to its own project',
  },
  {
    host: QUAY,
    status: [401, 403],
    cure: 'give the robot account the permission "Write" on the repository, or "Creator" in its organization\'s team where the repository does not exist yet',
  },
];

/**
 * Finds what to do about a refusal of a registry that is known.
 *
 * @returns undefined where nothing better is known than what its status says.
 */
export function findHint({
  registry,
  status,
  code,
  message,
  isImmutable,
}: HintSubject): { readonly cure: string; readonly means?: RegistryErrorCode } | undefined {
  return HINTS.find(
    (hint) =>
      (hint.immutable ?? false) === isImmutable &&
      (hint.host?.test(registry) ?? true) &&
      (hint.status?.includes(status) ?? true) &&
      (hint.code === undefined || hint.code === code) &&
      (hint.message?.test(message) ?? true),
  );
}
