import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJsonObject, type JsonObject, objectProperty, parseJsonObject, stringMap } from '../../src/oci/json.ts';
import type { RunnerEvent } from './runner-environment.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/events', import.meta.url));

/** An event as it is kept: what the runner sets, and what GITHUB_EVENT_PATH holds. */
export interface RecordedEvent {
  readonly environment: Readonly<Record<string, string>>;
  readonly payload: JsonObject;
}

/** How to run the action on a recorded event: `runAction({ inputs, ...readEventFixture('push-tag') })`. */
export interface EventFixture {
  readonly event: RunnerEvent;
  /** The variables of the event, which differ from those of a push to main. */
  readonly env: Readonly<Record<string, string>>;
}

/** The names of all recorded events. */
export const EVENT_FIXTURES: readonly string[] = readdirSync(FOLDER)
  .map((file) => basename(file, '.json'))
  .sort();

/** Reads a recorded event. @example readRecordedEvent('push-tag').environment['GITHUB_REF'] // 'refs/tags/v1.2.3' */
export function readRecordedEvent(name: string): RecordedEvent {
  const document = parseJsonObject(readFileSync(join(FOLDER, `${name}.json`)));
  const payload = objectProperty(document, 'payload');
  if (!isJsonObject(payload)) throw new Error(`the recorded event ${name} has no payload`);
  return { environment: Object.fromEntries(stringMap(document['environment'])), payload };
}

/** Reads a recorded event in the form that `runAction` takes; further variables win over the recorded ones. */
export function readEventFixture(name: string, env: Readonly<Record<string, string>> = {}): EventFixture {
  const { environment, payload } = readRecordedEvent(name);
  return {
    event: {
      name: environment['GITHUB_EVENT_NAME'] ?? '',
      ref: environment['GITHUB_REF'] ?? '',
      sha: environment['GITHUB_SHA'] ?? '',
      payload,
    },
    env: { ...environment, ...env },
  };
}
