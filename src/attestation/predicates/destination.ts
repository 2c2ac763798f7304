import type { Digest } from '../../oci/digest.ts';
import { isJsonObject, type JsonObject } from '../../oci/json.ts';
import { isOneOf, isText, isTexts, optional, readReplaced, required } from './fields.ts';

/** One end of a promotion. */
export interface Endpoint {
  /** The repository: `registry/name`. */
  readonly uri: string;
  readonly tags: readonly string[];
  /** Undefined if it is in no environment. */
  readonly environment?: string | undefined;
}

/** What became of a tag that the image has afterwards. */
export type RecordedAction = 'create' | 'move' | 'keep';

/** Where a record says that an image has tags now, and what they held before. */
export interface RecordedDestination extends Endpoint {
  /** What each tag that moves pointed at before. */
  readonly replaced: ReadonlyMap<string, Digest>;
  /** By tag; undefined in records of versions that did not say it. */
  readonly actions?: ReadonlyMap<string, RecordedAction> | undefined;
}

/** Writes an end of a promotion. */
export function encodeEndpoint({ environment, uri, tags }: Endpoint): JsonObject {
  return { environment, uri, tags };
}

/** @throws {FormatError} if it has no repository, or something is of the wrong type. */
export function decodeEndpoint(endpoint: JsonObject): Endpoint {
  return {
    uri: required(endpoint, 'uri', isText),
    environment: optional(endpoint, 'environment', isText),
    tags: optional(endpoint, 'tags', isTexts) ?? [],
  };
}

/** Writes where an image has tags now. */
export function encodeDestination({ replaced, actions, ...endpoint }: RecordedDestination): JsonObject {
  return {
    ...encodeEndpoint(endpoint),
    replaced: Object.fromEntries(replaced),
    actions: actions && Object.fromEntries(actions),
  };
}

const isAction = isOneOf('create', 'move', 'keep');

function decodeActions(destination: JsonObject): RecordedDestination['actions'] {
  const actions = optional(destination, 'actions', isJsonObject);
  // What another version calls otherwise says nothing here, and does not make the rest unreadable.
  return (
    actions && new Map(Object.entries(actions).flatMap(([tag, action]) => (isAction(action) ? [[tag, action]] : [])))
  );
}

/** @throws {FormatError} if it has no repository, or something is of the wrong type. */
export function decodeDestination(destination: JsonObject): RecordedDestination {
  return {
    ...decodeEndpoint(destination),
    replaced: readReplaced(destination),
    actions: decodeActions(destination),
  };
}
