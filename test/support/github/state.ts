/** A status of a deployment, as GitHub keeps it. */
export interface DeploymentStatus {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly log_url: string;
  readonly auto_inactive: boolean;
}

/** A deployment, as GitHub keeps it. */
export interface Deployment {
  readonly id: number;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string;
  readonly payload: Readonly<Record<string, unknown>> | string;
  readonly transient_environment: boolean;
  readonly production_environment: boolean;
  /** In the order in which they were set. */
  readonly statuses: DeploymentStatus[];
}

/** An attestation, as GitHub keeps it. */
export interface Attestation {
  readonly id: number;
  /** The digests of its subjects, such as `sha256:…`. */
  readonly subjects: readonly string[];
  readonly predicateType: string;
  readonly bundle: Readonly<Record<string, unknown>>;
}

/** What an organisation knows of where an image is stored. */
export interface StorageRecord {
  readonly id: number;
  readonly org: string;
  readonly [field: string]: unknown;
}

/** Somebody's answer to a request for approval, as GitHub sends it. */
export interface Review {
  readonly state: 'approved' | 'rejected' | 'pending';
  readonly comment: string;
  readonly user: { readonly login: string; readonly id: number } | null;
  readonly environments: readonly { readonly id: number; readonly name: string }[];
}

/** A commit of the repository, whose history is a line. */
export interface HeldCommit {
  readonly sha: string;
  readonly message: string;
  /** Null for somebody whom GitHub does not know. */
  readonly login: string | null;
}

/** Everything that the stand-in remembers. */
export interface GitHubState {
  readonly deployments: Deployment[];
  readonly attestations: Attestation[];
  readonly storageRecords: StorageRecord[];
  /** The reviews of the run, which a test may change. */
  readonly reviews: Review[];
  /** The commits, oldest first, which a test may change. */
  readonly commits: HeldCommit[];
  /** The next id of anything. */
  nextId: number;
}

/** Returns the state that a deployment is in: GitHub calls one without status pending. */
export function stateOf({ statuses }: Deployment): string {
  return statuses.at(-1)?.state ?? 'pending';
}
