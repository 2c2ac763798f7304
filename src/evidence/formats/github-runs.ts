import {
  FormatError,
  isJsonObject,
  type JsonObject,
  objectProperty,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { objectList, timeProperty } from './document.ts';

/** A check run, as `GET /repos/{owner}/{repo}/commits/{sha}/check-runs` lists it. */
export interface CheckRun {
  readonly id: number;
  readonly name: string;
  /** The slug of the app; of a commit's status, `status:` and the login of who set it. */
  readonly app: string;
  readonly commit: string;
  readonly status: string;
  readonly conclusion: string | undefined;
  readonly completed: Date | undefined;
}

/** A run of a workflow, as `GET /repos/{owner}/{repo}/actions/workflows/{file}/runs` lists it. */
export interface WorkflowRun {
  readonly id: number;
  /** The name of its file, as it was asked for. */
  readonly workflow: string;
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

/** What the app of a status begins with: a user's login must not pass for an app's slug. */
export const STATUS_APP = 'status:';

function text(object: JsonObject, key: string): string {
  const value = stringProperty(object, key);
  if (value === undefined) throw new FormatError(`GitHub's answer has a run without ${key}`);
  return value;
}

/** Reads a number that orders runs; GitHub's are below 2^53, and larger ones come as bigint. */
function number(object: JsonObject, key: string): number {
  const value = property(object, key);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'number') throw new FormatError(`GitHub's answer has a run without ${key}`);
  return value;
}

function listIn(answer: unknown, key: string): readonly JsonObject[] {
  if (!isJsonObject(answer) || !Array.isArray(property(answer, key))) {
    throw new FormatError(`GitHub's answer has no list of ${key}`);
  }
  return objectList(answer, key);
}

/** @throws {FormatError} if it is not a list of check runs. */
export function parseCheckRuns(answer: unknown): readonly CheckRun[] {
  return listIn(answer, 'check_runs').map((run) => ({
    id: number(run, 'id'),
    name: text(run, 'name'),
    app: stringProperty(objectProperty(run, 'app') ?? {}, 'slug') ?? '',
    commit: text(run, 'head_sha'),
    status: text(run, 'status'),
    conclusion: stringProperty(run, 'conclusion'),
    completed: timeProperty(run, 'completed_at'),
  }));
}

/**
 * Reads the statuses of a commit (`GET /repos/{owner}/{repo}/commits/{sha}/statuses`) as check runs.
 *
 * @throws {FormatError} if it is no list of statuses.
 */
export function parseStatuses(answer: unknown, commit: string): readonly CheckRun[] {
  return listIn({ statuses: answer }, 'statuses').map((status) => {
    const state = text(status, 'state');
    return {
      id: number(status, 'id'),
      name: text(status, 'context'),
      app: STATUS_APP + (stringProperty(objectProperty(status, 'creator') ?? {}, 'login') ?? ''),
      commit,
      status: state === 'pending' ? 'pending' : 'completed',
      conclusion: state,
      completed: timeProperty(status, 'updated_at') ?? timeProperty(status, 'created_at'),
    };
  });
}

/** @throws {FormatError} if it is not a list of runs of a workflow. */
export function parseWorkflowRuns(answer: unknown, workflow: string): readonly WorkflowRun[] {
  return listIn(answer, 'workflow_runs').map((run) => {
    const [own, head] = ['repository', 'head_repository'].map((key) => property(objectProperty(run, key) ?? {}, 'id'));
    return {
      id: number(run, 'id'),
      workflow,
      attempt: number(run, 'run_attempt'),
      commit: text(run, 'head_sha'),
      event: text(run, 'event'),
      branch: stringProperty(run, 'head_branch'),
      status: text(run, 'status'),
      conclusion: stringProperty(run, 'conclusion'),
      completed: timeProperty(run, 'updated_at'),
      // Whose repository is gone was a fork, or may have been one.
      isFork: head === undefined || head !== own,
    };
  });
}
