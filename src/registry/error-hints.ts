import type { RegistryErrorCode } from '../errors.ts';

interface Hint {
  readonly host?: RegExp;
  readonly status?: readonly number[];
  readonly code?: string;
  /** Matches message and detail together. */
  readonly message?: RegExp;
  /** Whether it is for tags that may not be overwritten, which get no other hint. */
  readonly immutable?: true;
  /** The meaning, if the status says something else. */
  readonly means?: RegistryErrorCode;
  /** A clause without a semicolon. */
  readonly remedy: string;
}

const GHCR = /^ghcr\.io$/;

const DOCKER_HUB = /^docker\.io$/;

const ECR = /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;

const ECR_PUBLIC = /^public\.ecr\.aws$/;

const GOOGLE = /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/;

const AZURE = /\.azurecr\.(?:io|cn|us)$/;

const GITLAB = /^registry\.gitlab\.com$/;

const QUAY = /^quay\.io$/;

const ARTIFACTORY = /\.jfrog\.io$/;

const GHCR_ACCESS =
  'under "Package settings", "Manage Actions access" of the package, add this repository with the role';

const IMMUTABLE: readonly Hint[] = [
  {
    code: 'REGISTRY_DISALLOWED_OPERATION',
    remedy: 'unlock it with "az acr repository update --write-enabled true", or choose another tag',
  },
  {
    message: /operation is disallowed on this registry/i,
    remedy: 'unlock it with "az acr repository update --write-enabled true", or choose another tag',
  },
  {
    message: /enabled tag immutability/i,
    remedy: 'choose another tag, or switch tag immutability off in the settings of the Artifact Registry repository',
  },
  {
    host: ECR,
    remedy:
      'choose another tag, or exclude the tags that move from the immutability of the ECR repository ("aws ecr put-image-tag-mutability" with exclusion filters)',
  },
  {
    message: /configured as immutable/i,
    remedy:
      'choose another tag, or exclude the tags that move from the rules under "Policy", "Tag Immutability" of the Harbor project',
  },
  {
    message: /does not allow updating assets/i,
    remedy:
      'set the deployment policy of the Nexus repository to "Allow redeploy" (Nexus wants that for a new tag on an image that it has, too)',
  },
  {
    host: DOCKER_HUB,
    remedy:
      'choose another tag, or change the rule for immutable tags in the settings of the Docker Hub repository, which for all tags includes "latest"',
  },
  {
    host: GITLAB,
    remedy:
      'choose another tag, or change the rules under "Settings", "Packages and registries", "Protected container image tags" of the GitLab project',
  },
  {
    message: /delete\/overwrite|overwrite.{0,80}permission|permission.{0,80}overwrite/i,
    remedy: 'give the user the Artifactory permission "Delete/Overwrite" on the repository, or choose another tag',
  },
];

/** Specific ones first; without hosts if people run the registry themselves. */
const OTHERS: readonly Hint[] = [
  {
    message: /installation not allowed to (?:write|create) organization package/i,
    remedy: `give the job "permissions: packages: write" (where it has that, ${GHCR_ACCESS} "Write", and let the organization's settings allow members to create packages)`,
  },
  {
    message: /permission_denied: *write_package/i,
    remedy: `${GHCR_ACCESS} "Write", and give the job "permissions: packages: write" (a package of another owner needs a personal access token with "write:packages")`,
  },
  {
    message: /permission_denied: *read_package/i,
    remedy: `${GHCR_ACCESS} "Read", and give the job "permissions: packages: read" (a package of another owner needs a personal access token with "read:packages")`,
  },
  {
    host: GHCR,
    status: [401, 403],
    remedy: `give the job "permissions: packages: write" and, ${GHCR_ACCESS} "Write"`,
  },
  {
    host: ECR,
    status: [400, 401, 403],
    message: /authorization token has expired/i,
    means: 'unauthorized',
    remedy: 'log in to ECR again in this job, right before this step: a login lasts twelve hours',
  },
  {
    host: ECR,
    status: [404],
    code: 'NAME_UNKNOWN',
    remedy:
      'create the repository, for example with "aws ecr create-repository", or a repository creation template: ECR makes none when an image is pushed',
  },
  {
    host: ECR,
    status: [403],
    remedy:
      'allow the role that the job logs in with to push and pull here, in its own policy and in that of the repository',
  },
  {
    host: ECR_PUBLIC,
    status: [404],
    code: 'NAME_UNKNOWN',
    remedy:
      'create the repository with "aws ecr-public create-repository" in us-east-1: ECR Public makes none when an image is pushed',
  },
  {
    host: ECR_PUBLIC,
    message: /expired/i,
    status: [400, 401, 403],
    means: 'unauthorized',
    remedy: 'log in to public.ecr.aws again in this job, right before this step',
  },
  {
    host: ECR_PUBLIC,
    status: [401, 403],
    remedy:
      'log in to public.ecr.aws with a role that may "ecr-public:GetAuthorizationToken" and "sts:GetServiceBearerToken" in us-east-1, and push here',
  },
  {
    message: /pull rate limit/i,
    status: [429],
    remedy:
      'log in to Docker Hub, also where the image is public, or wait some hours: pulls are counted by account, and without one by address, which runners share',
  },
  {
    host: DOCKER_HUB,
    status: [401, 403],
    remedy:
      'check that the repository exists or may be created by this account, and that its access token may read and write',
  },
  {
    status: [412],
    code: 'PROJECTPOLICYVIOLATION',
    remedy:
      "meet the policy of the Harbor project, which wants the image scanned or signed before it may be pulled, or have the project's administrators exempt it",
  },
  {
    status: [412],
    code: 'PRECONDITION',
    remedy: 'ask the administrators of the Harbor project which of its rules forbids this',
  },
  {
    message: /quota.{0,80}exceeded|exceed.{0,80}(?:quota|upper limit)/i,
    remedy: 'delete images that are no longer needed, or have the quota of the project or namespace raised',
  },
  {
    status: [404],
    message: /\bproject .{0,200}\bnot found/i,
    remedy:
      'create the Harbor project, whose name is the first part of the repository, and make the robot account a member of it',
  },
  {
    status: [401, 403],
    message: /unauthorized to access repository: .{0,300}, action: /i,
    remedy:
      'give the robot account of the Harbor project "Push Repository" and "Pull Repository", and check that the project exists',
  },
  {
    host: AZURE,
    status: [401, 403],
    remedy:
      'give the identity that the job logs in with the role "AcrPush" on the registry, and check that its network rules admit the runner',
  },
  {
    host: GOOGLE,
    status: [404],
    code: 'NAME_UNKNOWN',
    remedy:
      'create the Artifact Registry repository, whose name is the part after the project (images below it need not exist)',
  },
  {
    host: GOOGLE,
    status: [401, 403],
    remedy: 'give the account that the job logs in with the role "Artifact Registry Writer" on the repository',
  },
  {
    host: GITLAB,
    status: [401, 403],
    remedy:
      'use a deploy token or an access token with "read_registry" and "write_registry": a job\'s own token only writes to its own project',
  },
  {
    host: QUAY,
    status: [401, 403],
    remedy:
      'give the robot account the permission "Write" on the repository, or "Creator" in its organization\'s team where the repository does not exist yet',
  },
  {
    message: /read-only|is_readonly/i,
    status: [405],
    code: 'DENIED',
    remedy: 'wait until the registry leaves its read-only mode, which its administrators have put it into',
  },
  {
    host: ARTIFACTORY,
    status: [401, 403],
    remedy:
      'give the user the Artifactory permissions "Read" and "Deploy/Cache" on the repository, whose key is the first part of the name or of the host',
  },
  {
    status: [415],
    code: 'MANIFEST_INVALID',
    remedy:
      'let the registry take Docker\'s media types (zot: "http": {"compat": ["docker2s2"]}), or build the image with OCI media types',
  },
  {
    message: /manifest.{0,80}(?:exceed|too large|larger than)|payload.{0,40}limit/i,
    status: [400],
    code: 'MANIFEST_INVALID',
    remedy: 'build the image with fewer platforms or annotations: registries take manifests of up to 4 MiB',
  },
  {
    code: 'PAGINATION_NUMBER_INVALID',
    remedy: 'raise "catalog" and "tags" limits ("maxentries") in the configuration of the registry',
  },
  {
    status: [405],
    code: 'UNSUPPORTED',
    remedy: 'check that the registry allows this: a pull-through cache or a mirror takes no images',
  },
];

export const HINTS: readonly Hint[] = [...IMMUTABLE.map((hint): Hint => ({ ...hint, immutable: true })), ...OTHERS];
