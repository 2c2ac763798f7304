import { type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';

/** The environment of the process: passed in, so that tests say what it holds. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What the runner hands over of an event, before it is made sense of. */
export interface EventSource {
  readonly environment: Env;
  /** The webhook's payload; empty if there is none. */
  readonly payload: JsonObject;
  /** GITHUB_EVENT_NAME; empty outside of GitHub. */
  readonly name: string;
  /** Such as `closed`. */
  readonly action: string | undefined;
  /** GITHUB_REF as it is; empty for a deployment of a commit. */
  readonly ref: string;
}

/** Gathers what the runner says of an event. */
export function readEventSource(environment: Env, payload: JsonObject): EventSource {
  return {
    environment,
    payload,
    name: environment['GITHUB_EVENT_NAME'] ?? '',
    action: stringProperty(payload, 'action'),
    ref: environment['GITHUB_REF'] ?? '',
  };
}

/** The events of a pull request itself; comments on one are `issue_comment`, which runs on the default branch. */
const PULL_REQUEST_EVENTS: ReadonlySet<string> = new Set([
  'pull_request',
  'pull_request_target',
  'pull_request_review',
  'pull_request_review_comment',
]);

/** Whether an event, or the event of a run, is that of a pull request. */
export function isPullRequestEvent(name: string): boolean {
  return PULL_REQUEST_EVENTS.has(name);
}

/** Reads an object at a path of property names; empty if any of them is missing. */
export function objectAt(object: JsonObject, ...path: readonly string[]): JsonObject {
  return path.reduce<JsonObject>((inner, key) => objectProperty(inner, key) ?? {}, object);
}

/** Reads a positive whole number, such as that of a pull request. */
export function numberProperty(object: JsonObject, key: string): number | undefined {
  const value = property(object, key);
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
