import { type FaultCode, RegistryFault } from './errors.ts';

/** Whose words say that a tag may not be overwritten. */
export type ImmutabilityStyle =
  | 'ecr'
  | 'gar'
  | 'harbor'
  | 'quay'
  | 'acr-lock'
  | 'nexus'
  | 'hub'
  | 'gitlab'
  | 'artifactory';

/** Which tags may not be overwritten, and how that is said. */
export interface Immutability {
  readonly style: ImmutabilityStyle;
  /** The tags that are immutable; all by default. */
  readonly only?: RegExp;
}

/** A registry's way to keep tags. */
interface Rule {
  readonly code: FaultCode;
  readonly status: number;
  readonly say: (tag: string, repository: string) => string;
  /** Whether even the digest that the tag has is refused. */
  readonly sameDigest: boolean;
  /** Whether a new tag is refused where the manifest is there already. */
  readonly newTag?: true;
  /** Whether the tag is kept from being deleted too. */
  readonly keeps?: true;
}

/** By vendor; the words of Docker Hub, GitLab and Artifactory are not documented and only likely. */
const RULES: Readonly<Record<ImmutabilityStyle, Rule>> = {
  /** AWS containers-roadmap #2380 and #2179: the same digest is refused too. */
  ecr: {
    code: 'TAG_INVALID',
    status: 400,
    say: (tag, repository) =>
      `The image tag '${tag}' already exists in the '${repository}' repository and cannot be overwritten because the repository is immutable.`,
    sameDigest: true,
  },
  gar: {
    code: 'MANIFEST_INVALID',
    status: 400,
    say: (tag) => `manifest invalid: cannot update tag ${tag}. The repository has enabled tag immutability`,
    sameDigest: false,
  },
  /** goharbor/harbor, src/server/middleware/immutable: it asks for the tag alone, and not for its digest. */
  harbor: {
    code: 'PRECONDITION',
    status: 412,
    say: (tag, repository) => `Failed to process request due to '${repository}:${tag}' configured as immutable.`,
    sameDigest: true,
  },
  quay: {
    code: 'TAG_IMMUTABLE',
    status: 409,
    say: () => 'tag is immutable and cannot be overwritten',
    sameDigest: false,
    keeps: true,
  },
  /** A lock (`az acr repository update --write-enabled false`): Azure has no rule that tags are written once (acr #890). */
  'acr-lock': {
    code: 'REGISTRY_DISALLOWED_OPERATION',
    status: 405,
    say: () => 'The operation is disallowed on this registry, repository or image. View troubleshooting steps.',
    sameDigest: true,
    keeps: true,
  },
  /** "Disable redeploy": a tag is an asset of its manifest's, which a new tag would update too. */
  nexus: {
    code: 'BLOB_UPLOAD_INVALID',
    status: 400,
    say: (tag, repository) => `Repository does not allow updating assets: v2/${repository}/manifests/${tag}`,
    sameDigest: true,
    newTag: true,
  },
  /** The status is that of docker/hub-feedback#2466. */
  hub: { code: 'DENIED', status: 403, say: (tag) => `denied: tag ${tag} is immutable`, sameDigest: false },
  gitlab: { code: 'DENIED', status: 403, say: (tag) => `push denied: tag ${tag} is protected`, sameDigest: false },
  artifactory: {
    code: 'DENIED',
    status: 403,
    say: (tag, repository) =>
      `not enough permissions to delete/overwrite artifact '${repository}/${tag}/manifest.json'`,
    sameDigest: false,
  },
};

/** What is asked of a tag. */
export interface TagWrite {
  readonly repository: string;
  readonly tag: string;
  /** What the tag holds now; undefined where it does not exist. */
  readonly before: string | undefined;
  /** What it is to hold; undefined where it is to be deleted. */
  readonly after: string | undefined;
  /** Whether the repository has the manifest already. */
  readonly known: boolean;
}

/** Tells whether a tag is kept, by its vendor's rule. */
function isKept(rule: Rule, { before, after, known }: TagWrite): boolean {
  if (before === undefined) return rule.newTag === true && known;
  if (after === undefined) return rule.keeps === true;
  return before !== after || rule.sameDigest;
}

/**
 * Refuses a write to a tag that is kept.
 *
 * @throws {RegistryFault} in the words of the vendor.
 */
export function checkTagWrite(immutability: Immutability | undefined, write: TagWrite): void {
  if (immutability === undefined || immutability.only?.test(write.tag) === false) return;
  const rule = RULES[immutability.style];
  if (!isKept(rule, write)) return;
  throw new RegistryFault(rule.code, rule.say(write.tag, write.repository), { status: rule.status });
}
