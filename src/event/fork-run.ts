import { readFileSync } from 'node:fs';
import { type JsonObject, parseJsonObject, stringProperty } from '../oci/json.ts';
import { type Env, objectAt } from './payload.ts';

/** The events of a pull request to which GitHub gives no secrets where its branch is a fork's. */
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

/**
 * Tells whether the run is that of a pull request from a fork, which has no secrets.
 *
 * Reads the event's payload; ask only where it matters.
 */
export function isForkRun(environment: Env): boolean {
  if (!WITHOUT_SECRETS.has(environment['GITHUB_EVENT_NAME'] ?? '')) return false;
  const payload = readPayload(environment['GITHUB_EVENT_PATH'] ?? '');
  const [head, base] = ['head', 'base'].map((side) =>
    stringProperty(objectAt(payload, 'pull_request', side, 'repo'), 'full_name'),
  );
  // The repository of a fork that was deleted is not named any more.
  return base !== undefined && head !== base;
}
