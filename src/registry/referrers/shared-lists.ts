import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { eachAtMost } from '../../util/concurrency.ts';
import { getOrMake } from '../../util/memo.ts';
import { retry } from '../../util/retry.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer } from '../errors.ts';

/** In ms since this run wrote the list, if nobody else is seen to write it. */
const QUIET_TIME = 1000;

/** The same if others are seen to write it. */
const BUSY_TIME = 3000;

/** A multiple of the slowest write of this run: others' writes lag as much. */
const PACE_FACTOR = 3;

const LOOK_TRIES = 4;

/** In ms; doubles each time. */
const LOOK_PAUSE = 250;

/** In ms, at most: runs that lost to each other must not keep step. */
const JITTER = 500;

const MAX_LOSSES = 8;

const AT_ONCE = 32;

type ListLook =
  | 'stands'
  /** Others have written it, and kept the entries of this run. */
  | 'changed'
  /** Others have replaced it; the missing entries have been added again. */
  | 'lost';

/** A list shared with other runs and tools, without compare-and-swap. */
export interface SharedList {
  /** `REGISTRY/REPOSITORY:TAG`. */
  readonly name: string;
  /** When this run last wrote it, in ms of the client's clock. */
  readonly writtenAt: number;
  /** Reads it, and adds missing entries again. */
  look(): Promise<ListLook>;
}

const watched = new WeakMap<RegistryClient, Map<string, SharedList>>();

/** Watches a list that this run has written, until it is settled. */
export function watchList(client: RegistryClient, list: SharedList): void {
  getOrMake(watched, client, () => new Map<string, SharedList>()).set(list.name, list);
}

async function settle(client: RegistryClient, list: SharedList, mayWait: boolean): Promise<boolean> {
  const { clock, writeLatency } = client;
  let losses = 0;
  for (let isBusy = false; ; ) {
    const least = Math.max(isBusy ? BUSY_TIME : QUIET_TIME, PACE_FACTOR * writeLatency.slowestWrite);
    const left = list.writtenAt + least - clock.now();
    if (left > 0) {
      if (!mayWait) return false;
      await clock.sleep(left + (losses === 0 ? 0 : JITTER * clock.random()));
    }
    // The tags are written by now: a run must not end by a passing error such as a broken answer.
    const mayPass = (error: unknown) => error instanceof RegistryError;
    const shown = await retry(clock, { tries: LOOK_TRIES, pause: LOOK_PAUSE, mayPass }, () => list.look());
    if (shown === 'lost' && ++losses === MAX_LOSSES) {
      const attempt = { registry: client.registry, what: `keep what was added to the list ${list.name}` };
      throw invalidAnswer(attempt, `other writers replaced it ${losses} times`);
    }
    if (shown === 'stands' || (shown === 'changed' && isBusy)) return true;
    isBusy = true;
  }
}

/**
 * Checks the lists that a run has written again, and restores entries that others have overwritten.
 *
 * Whoever read a list before this run's write may write it afterwards, without the entries of this run, and a check
 * right after the write would miss that. So each list is checked once it has stood longer than such a write can lag:
 * every later writer has read our entries. Claims of tags wait with the same limit.
 *
 * @param mayWait whether to wait until then; otherwise younger lists are left for later.
 * @throws {RegistryError} if others keep replacing a list.
 */
export async function settleLists(clients: Iterable<RegistryClient>, mayWait: boolean): Promise<void> {
  const lists = [...new Set(clients)].flatMap((client) =>
    [...(watched.get(client)?.values() ?? [])].map((list) => ({ client, list })),
  );
  await eachAtMost(AT_ONCE, lists, async ({ client, list }) => {
    if (await settle(client, list, mayWait)) watched.get(client)?.delete(list.name);
  });
}

const LOOKS_AT_ONCE = 16;

/** In ms, before a missing entry is looked up again: a registry may be linking it. */
const PAUSE = 200;

/** Whether a registry may have refused a list because of what an entry refers to. */
export function mayNameDead(error: unknown): error is RegistryError {
  if (!(error instanceof RegistryError) || error.status === undefined) return false;
  if (error.code === 'tag-immutable' || error.code === 'rate-limited') return false;
  return error.status === 400 || error.status === 404 || error.status >= 500;
}

/** Only two answers of "not there" count, and unclear ones as present: entries left out are lost to everybody. */
export async function findDead(
  client: RegistryClient,
  digests: readonly Digest[],
  has: (digest: Digest) => Promise<boolean>,
): Promise<ReadonlySet<Digest>> {
  async function absent(asked: readonly Digest[]): Promise<readonly Digest[]> {
    const found = await eachAtMost(LOOKS_AT_ONCE, asked, (digest) =>
      has(digest).catch((error: unknown) => {
        if (error instanceof RegistryError) return true;
        throw error;
      }),
    );
    return asked.filter((_, index) => found[index] === false);
  }
  const suspects = await absent(digests);
  if (suspects.length === 0) return new Set();
  await client.clock.sleep(PAUSE);
  return new Set(await absent(suspects));
}

/**
 * @param write reads it and writes what it lacks; true if it lacks nothing.
 * @returns false if others replaced it every time.
 */
export async function writeUntilShown(
  { clock }: RegistryClient,
  tries: number,
  { isShown, write }: { readonly isShown: () => Promise<boolean>; readonly write: () => Promise<boolean> },
): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt++) {
    // Jitter keeps competing writers out of step, and comes before the read, so that fresh content is written. The
    // check right after the first write needs no pause.
    if (attempt === 1 && (await isShown())) return true;
    if (attempt > 0) await clock.sleep(clock.random() * 50 * 2 ** attempt);
    if (await write()) return true;
  }
  return await isShown();
}
