import { RegistryError } from '../../errors.ts';
import type { Digest } from '../../oci/digest.ts';
import { eachAtMost } from '../../util/concurrency.ts';
import { getOrMake } from '../../util/memo.ts';
import { retry } from '../../util/retry.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer } from '../errors.ts';

/** How long a list must have stood since this run wrote it, in ms, if nobody else is seen to write it. */
const QUIET_TIME = 1000;

/** How long it must have stood if others are seen to write it, in ms. */
const BUSY_TIME = 3000;

/** It must stand this many times longer than the slowest write of this run took: others' writes lag as much. */
const PACE_FACTOR = 3;

/** A look is tried this often, with a pause that begins with so many ms and doubles. */
const LOOK_TRIES = 4;

const LOOK_PAUSE = 250;

/** Runs that lost to each other must not keep step: each waits up to this much longer (ms). */
const JITTER = 500;

/** A list is written anew this often before the run gives up. */
const MAX_LOSSES = 8;

/** So many lists are looked at at the same time. */
const AT_ONCE = 32;

/** What a look at a list shows. */
export type ListLook =
  /** As this run left it. */
  | 'stands'
  /** Others have written it, and kept what this run put there. */
  | 'changed'
  /** Others have replaced it; what was missing has been added anew. */
  | 'lost';

/** A list that other runs and tools write too: registries have no compare-and-swap for it. */
export interface SharedList {
  /** `REGISTRY/REPOSITORY:TAG`. */
  readonly name: string;
  /** When this run wrote it last, by the client's clock in ms. */
  readonly writtenAt: number;
  /** Reads it, and adds anew what is missing. */
  look(): Promise<ListLook>;
}

const watched = new WeakMap<RegistryClient, Map<string, SharedList>>();

/** Keeps a list in mind that this run has written, until it is known to stand. */
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
    // The answer may be cut or wrong: when tags stand, a run must not end by what passes.
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
 * Looks again at the lists that a run has written, and adds anew what others have overwritten.
 *
 * Whoever read a list before this run wrote it may write it afterwards, without what this run added. A look right
 * after the write does not show that. So each list is looked at once more when it has stood longer than such a write
 * can lag: every later writer has read what this run added. It is the wait of a claim of tags, with the same limit.
 *
 * @param mayWait whether to wait until all have stood long enough; without it, those that have not are left for later.
 * @throws {RegistryError} if others replace a list again and again.
 */
export async function settleLists(clients: Iterable<RegistryClient>, mayWait: boolean): Promise<void> {
  const lists = [...new Set(clients)].flatMap((client) =>
    [...(watched.get(client)?.values() ?? [])].map((list) => ({ client, list })),
  );
  await eachAtMost(AT_ONCE, lists, async ({ client, list }) => {
    if (await settle(client, list, mayWait)) watched.get(client)?.delete(list.name);
  });
}

/** So many entries of a list are looked up at the same time. */
const LOOKS_AT_ONCE = 16;

/** The pause before what seems to be gone is looked up again, in ms: a registry may be linking it in that moment. */
const PAUSE = 200;

/** Whether a registry refused a list in a way in which some refuse it for what one of its entries refers to. */
export function mayNameDead(error: unknown): error is RegistryError {
  if (!(error instanceof RegistryError) || error.status === undefined) return false;
  if (error.code === 'tag-immutable' || error.code === 'rate-limited') return false;
  return error.status === 400 || error.status === 404 || error.status >= 500;
}

/**
 * Finds what a repository no longer has, of all that a list refers to.
 *
 * Only two answers of "not there" count, and an answer that is neither yes nor no counts as yes: what is left out of a
 * list is lost to everybody.
 *
 * @param has looks one of them up.
 */
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
 * Writes a list that others write too, until it shows what this run put there.
 *
 * @param isShown reads it.
 * @param write reads it and writes what it lacks; true if it lacks nothing.
 * @returns false if others replaced it every time.
 */
export async function writeUntilShown(
  { clock }: RegistryClient,
  tries: number,
  { isShown, write }: { readonly isShown: () => Promise<boolean>; readonly write: () => Promise<boolean> },
): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt++) {
    // Writers that lost to each other must not keep step. What is written must be fresh: the pause is before the read.
    // The look right after the first write waits for nobody.
    if (attempt === 1 && (await isShown())) return true;
    if (attempt > 0) await clock.sleep(clock.random() * 50 * 2 ** attempt);
    if (await write()) return true;
  }
  return await isShown();
}
