/** A check run, as `GET /repos/{owner}/{repo}/commits/{sha}/check-runs` lists it. */
export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly app: string;
  readonly commit: string;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly completed: Date | undefined;
}

/** A run of a workflow, as `GET /repos/{owner}/{repo}/actions/workflows/{file}/runs` lists it. */
export interface WorkflowRun {
  readonly id: number;
  readonly attempt: number;
  readonly commit: string;
  readonly event: string;
  readonly branch: string | undefined;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly completed: Date | undefined;
  /** Whether the code is of a fork. */
  readonly isFork: boolean;
}
