import type { BatchRun } from '../support/action-batch.ts';
import type { RawAnswer, RawHeader } from './injection-answer.ts';
import type { Payload } from './injection-payloads.ts';

/** A request that an attacker's registry sees. */
export interface Ask {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The registry's own `127.0.0.1:PORT`. */
  readonly host: string;
}

/** What a place makes of a payload. */
export interface Attack {
  /** Answers in the registry's place; undefined lets the registry answer. */
  readonly answer?: (ask: Ask) => RawAnswer | undefined;
  /** Lets the registry answer, with further headers. */
  readonly adorn?: (ask: Ask) => readonly RawHeader[];
  /** What the run is given besides the usual inputs. */
  readonly run?: Partial<BatchRun>;
  /** Files for the run's home, by their paths; `*` at the end of a name marks a program. */
  readonly home?: Readonly<Record<string, string | Uint8Array>>;
}

/** A place in which somebody else's text enters a run. */
export interface Place {
  readonly name: string;
  /** Set where a harmless text is shown nowhere at all; all other places must show it, or would be no places. */
  readonly isHidden?: true;
  /** Set where the corpus is tried in part, because the one who writes there is the workflow's own author. */
  readonly isOwn?: true;
  attack(payload: Payload): Attack;
}

/** Lets a registry answer some requests in an attacker's way. */
export function on(method: string, pattern: RegExp, answer: (ask: Ask) => RawAnswer | undefined): Attack {
  return {
    answer: (ask) => (ask.method === method && pattern.test(ask.path) ? answer(ask) : undefined),
  };
}

/** The first request for the image that is promoted. */
export const SOURCE = /^\/v2\/d\/app\/manifests\/1\.2\.3$/;
/** Every read of the source. */
export const SOURCE_READS = /^\/v2\/d\/app\/(?:manifests|blobs)\//;
/** What the destination is asked for, or sent. */
export const TAG_LIST = /^\/v2\/t\/[^/]+\/tags\/list/;
