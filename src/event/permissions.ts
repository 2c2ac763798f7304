import { readFileSync } from 'node:fs';
import { type JsonObject, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import { quote } from '../util/safe-text.ts';
import { type Env, type EventSource, isPullRequestEvent, objectAt } from './payload.ts';
import { isRunOfFork } from './ref.ts';

/** Whether an event may do something, and why not: a clause for a note. */
export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const ALLOWED: Permission = { allowed: true };

function deny(reason: string): Permission {
  return { allowed: false, reason };
}

function nameOfRef(ref: string): string {
  const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  return `the ${kind === 'tags' ? 'git tag' : 'branch'} ${quote(name ?? ref)}`;
}

/** Whether an event gives any tag: what is deleted or withdrawn has none. */
export function evaluateTags({ name, payload, ref }: EventSource): Permission {
  if (name === 'delete') {
    const kind = stringProperty(payload, 'ref_type') === 'tag' ? 'tags' : 'heads';
    return deny(`${nameOfRef(`refs/${kind}/${stringProperty(payload, 'ref') ?? ''}`)} was deleted`);
  }
  const action = stringProperty(payload, 'action') ?? '';
  if (name === 'release' && (action === 'deleted' || action === 'unpublished'))
    return deny(`the release was ${action}`);
  const isDeletion = property(payload, 'deleted') === true || /^0+$/.test(stringProperty(payload, 'after') ?? '');
  if (name === 'push' && isDeletion) return deny(`${nameOfRef(stringProperty(payload, 'ref') ?? ref)} was deleted`);
  return ALLOWED;
}

/** Whether an event may move `latest` and the tags of branches (rule R11). */
export function evaluateMoves(source: EventSource): Permission {
  const { name, action, payload, ref } = source;
  const tags = evaluateTags(source);
  if (!tags.allowed) return tags;
  if (name === 'workflow_run') {
    return deny('a workflow_run is about an earlier commit, and the branch may have moved on');
  }
  if (isPullRequestEvent(name)) {
    const request = objectAt(payload, 'pull_request');
    // A merged pull request runs on its base branch, and by the documentation its payload may be empty.
    const isMerged = ref.startsWith('refs/heads/') && name !== 'pull_request_target';
    if (action === 'closed' || stringProperty(request, 'state') === 'closed' || isMerged) {
      return deny('the pull request is closed, and what it merged is tagged by the push to its base branch');
    }
  }
  return ALLOWED;
}

/** Says what is risky about an event: sentences for warnings. */
export function warnOfEvent(source: EventSource): readonly string[] {
  if (source.name === 'pull_request_target') {
    return [
      'The event "pull_request_target" runs with this repository\'s secrets: the code of its pull request is not to be trusted; build it under "pull_request", or check it out and run it nowhere',
    ];
  }
  if (source.name === 'workflow_run' && isRunOfFork(source)) {
    return [
      'The event "workflow_run" follows a run for a fork and has this repository\'s secrets: what that run built is not to be trusted; do not build or promote it here',
    ];
  }
  return [];
}

/** Undefined for a release whose payload does not say. */
export function readPreRelease({ name, payload }: EventSource): boolean | undefined {
  const value = property(objectAt(payload, 'release'), 'prerelease');
  if (value === true) return true;
  return value === false || name !== 'release' ? false : undefined;
}

/** Whether a release is to be the latest; undefined if it does not say. */
export function readMakeLatest({ payload }: EventSource): boolean | undefined {
  const value = String(property(objectAt(payload, 'release'), 'make_latest'));
  // The third value of GitHub's API, `legacy`, leaves it to dates and versions.
  return value === 'true' ? true : value === 'false' ? false : undefined;
}

/** GitHub gives these no secrets if the branch is a fork's. */
const WITHOUT_SECRETS: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
]);

function readPayload(path: string): JsonObject {
  try {
    return parseJsonObject(readFileSync(path));
  } catch {
    // Whoever loads the event says that it cannot be read; here it only means less advice.
    return {};
  }
}

/** Pull requests from forks have no secrets. Reads the event's payload: ask only if it matters. */
export function isForkRun(environment: Env): boolean {
  if (!WITHOUT_SECRETS.has(environment['GITHUB_EVENT_NAME'] ?? '')) return false;
  const payload = readPayload(environment['GITHUB_EVENT_PATH'] ?? '');
  const [head, base] = ['head', 'base'].map((side) =>
    stringProperty(objectAt(payload, 'pull_request', side, 'repo'), 'full_name'),
  );
  // The repository of a fork that was deleted is not named any more.
  return base !== undefined && head !== base;
}
