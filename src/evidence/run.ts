import { isSealiftError } from '../errors.ts';
import { FormatError } from '../oci/json.ts';
import { createLimit } from '../util/concurrency.ts';
import { getOrMake } from '../util/memo.ts';
import { MAX_EVIDENCE, type Reading } from './formats/document.ts';

/** So many requests for evidence are under way at the same time. */
const AT_ONCE = 8;

/** So much evidence is read in a run (bytes). */
const MAX_RUN = 128 * 1024 * 1024;

/** What all that is fetched for the gates of a run has in common. */
export interface EvidenceRun {
  /** Sends a request and reads its answer, when no more than five others are under way. */
  ask<Answer>(request: () => Promise<Answer>): Promise<Answer>;
  /** Fetches something once in a run, whoever asks for it and however many do so at the same time. */
  once<Value>(key: string, fetch: () => Promise<Value>): Promise<Value>;
  /** Does something with a piece of evidence, when it and what else is in memory have no more than 32 MiB together. */
  hold<Value>(bytes: number, work: () => Promise<Value>): Promise<Value>;
  /**
   * Takes note of a piece of evidence that is read.
   *
   * @throws {FormatError} if it is too large, or all of the run together are.
   */
  spend(bytes: number): void;
}

/** What was fetched, by what it is. */
export type KnownEvidence = Map<string, Promise<unknown>>;

/** What belongs to one image, and to no other. */
const OF_AN_IMAGE = /^(?:config|scan) /;

/** Forgets what belongs to single images: bases, files and answers of GitHub are shared, and stay. */
export function forgetImages(known: KnownEvidence): void {
  for (const key of known.keys()) if (OF_AN_IMAGE.test(key)) known.delete(key);
}

/**
 * Begins to fetch evidence: nothing is fetched twice from here on.
 *
 * @param known what was fetched before, for other images.
 */
export function createEvidenceRun(known: KnownEvidence = new Map()): EvidenceRun {
  const limit = createLimit(AT_ONCE);
  const waiting: { readonly bytes: number; readonly begin: () => void }[] = [];
  let free = MAX_EVIDENCE;
  let left = MAX_RUN;

  /** Lets in who waits, in order: a large piece is not passed by small ones for ever. */
  function letIn(): void {
    for (let [next] = waiting; next !== undefined && next.bytes <= free; [next] = waiting) {
      waiting.shift();
      free -= next.bytes;
      next.begin();
    }
  }

  return {
    async ask(request) {
      const permit = await limit.acquire();
      try {
        return await request();
      } finally {
        permit.release('answered');
      }
    },
    once: <Value>(key: string, fetch: () => Promise<Value>) => getOrMake(known, key, fetch) as Promise<Value>,
    async hold(bytes, work) {
      await new Promise<void>((begin) => {
        waiting.push({ bytes, begin });
        letIn();
      });
      try {
        return await work();
      } finally {
        free += bytes;
        letIn();
      }
    },
    spend(bytes) {
      requireSmall(bytes);
      if (bytes > left) throw new FormatError('with it there are more than 128 MiB of evidence in one run');
      left -= bytes;
    },
  };
}

/** @throws {FormatError} if a piece of evidence is larger than any that is read. */
function requireSmall(bytes: number): void {
  if (bytes <= MAX_EVIDENCE) return;
  const size = Math.ceil(bytes / 1024 / 1024);
  throw new FormatError(`it has ${size} MiB and may have 32`, 'attach one without descriptions');
}

/** Says in a clause why evidence could not be had; what is no failure of evidence is thrown on. */
export function explainFailure(error: unknown): string {
  if (error instanceof FormatError) return error.message;
  if (isSealiftError(error)) return error.words?.reason ?? error.message;
  throw error;
}

/** Fetches evidence; what cannot be had is unreadable, and the gate says so. */
export async function readingOf<Value>(fetch: () => Promise<Reading<Value>>): Promise<Reading<Value>> {
  try {
    return await fetch();
  } catch (error) {
    return { kind: 'unreadable', reason: explainFailure(error) };
  }
}
