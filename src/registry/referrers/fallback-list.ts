import { type Digest, digestOf, tryParseDigest } from '../../oci/digest.ts';
import { isJsonObject, type JsonObject, parseJsonObject, property, stringProperty } from '../../oci/json.ts';
import type { Descriptor } from '../../oci/manifest.ts';
import { OCI_INDEX } from '../../oci/media-type.ts';
import { formatRepository, type Repository } from '../../oci/reference.ts';
import { getOrMake } from '../../util/memo.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer } from '../errors.ts';
import { headManifest } from '../manifests.ts';
import { putManifest } from '../push-manifest.ts';
import { fallbackTag, readFallbackIndex } from './referrers.ts';
import { findDead, mayNameDead, type SharedList, watchList, writeUntilShown } from './shared-lists.ts';

/** Attempts at a race on the fallback tag. */
const TRIES = 6;

/** Attempts at a list whose refusal may pass; each reads it again. */
const SENDS = 4;

/** In ms; doubles each time. */
const SEND_PAUSE = 100;

/** How long a list that was read before it was needed is good for a write (ms). */
const EARLY_LIFETIME = 500;

function descriptorJson(descriptor: Descriptor): JsonObject {
  const { mediaType, digest, size, artifactType, annotations } = descriptor;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }),
  };
}

/** The current list: the whole document, with fields unknown to Sealift, and its entries by digest. */
type StandingList = ReturnType<typeof toStanding>;

function digestOfEntry(entry: unknown): Digest | undefined {
  return isJsonObject(entry) ? tryParseDigest(stringProperty(entry, 'digest') ?? '') : undefined;
}

function toStanding(stored: { readonly digest: Digest; readonly bytes: Uint8Array } | undefined) {
  const document: JsonObject =
    stored === undefined ? { schemaVersion: 2, mediaType: OCI_INDEX } : parseJsonObject(stored.bytes);
  const manifests = property(document, 'manifests');
  const entries: readonly unknown[] = Array.isArray(manifests) ? manifests : [];
  const byDigest = new Map<Digest, JsonObject>();
  for (const entry of entries) {
    const digest = digestOfEntry(entry);
    if (digest !== undefined && isJsonObject(entry)) byDigest.set(digest, entry);
  }
  return { digest: stored?.digest, document, entries, byDigest };
}

/** Adds entries to a list unchanged but for the dead ones. */
function listBytes(
  { document, entries }: StandingList,
  added: readonly JsonObject[],
  dead: ReadonlySet<Digest>,
): Uint8Array {
  const kept = entries.filter((entry) => {
    const digest = digestOfEntry(entry);
    return digest === undefined || !dead.has(digest);
  });
  return Buffer.from(JSON.stringify({ ...document, manifests: [...kept, ...added] }));
}

/**
 * The list under the fallback tag, with what this run and others have put there.
 *
 * The tag is shared and the registry has no compare-and-swap, so the list is read again after each write, and entries
 * lost to another writer are added again (distribution-spec, "Pushing Manifests with Subject").
 */
function createFallbackList(client: RegistryClient, repository: Repository, subject: Digest) {
  const tag = fallbackTag(subject);
  const name = `${formatRepository(repository)}:${tag}`;
  const ours = new Map<Digest, JsonObject>();
  const seen = new Map<Digest, JsonObject>();
  /** As last read or written. */
  let last: Digest | undefined;
  let writtenAt = client.clock.now();
  let turn: Promise<unknown> = Promise.resolve();
  /** Read before it was needed. */
  let early: { readonly list: Promise<StandingList>; readonly at: number } | undefined;

  /** Writers within one run take turns, or they would overwrite each other. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  async function read(): Promise<StandingList> {
    const standing = toStanding((await readFallbackIndex(client, repository, subject))?.stored);
    last = standing.digest;
    return standing;
  }

  /** Takes the list that was read early, if it is recent: others may have written it since. */
  async function readForWrite(): Promise<StandingList> {
    const taken = early;
    early = undefined;
    if (taken === undefined) return read();
    const standing = await taken.list.catch(() => undefined);
    return standing === undefined || client.clock.now() - taken.at > EARLY_LIFETIME ? read() : standing;
  }

  const has = async (digest: Digest) => (await headManifest(client, repository, digest)) !== undefined;

  /** Finds what a list lacks, except what others listed and have since deleted. */
  async function missingFrom({ byDigest }: StandingList): Promise<readonly JsonObject[]> {
    const vanished = [...seen.keys()].filter((digest) => !byDigest.has(digest));
    for (const digest of await findDead(client, vanished, has)) seen.delete(digest);
    for (const [digest, entry] of byDigest) if (!ours.has(digest)) seen.set(digest, entry);
    return [...seen, ...ours].flatMap(([digest, entry]) => (byDigest.has(digest) ? [] : [entry]));
  }

  async function bring(warn: (sentence: string) => void): Promise<void> {
    const isShown = async () => (await missingFrom(await read())).length === 0;
    if (await writeUntilShown(client, TRIES, { isShown, write: () => write(warn) })) return;
    throw invalidAnswer({ what: `list referrers under ${name}` }, `other writers replaced the list ${TRIES} times`);
  }

  /** Writes the list with what it lacks, from a fresh read for each try; true if it lacks nothing. */
  async function write(warn: (sentence: string) => void): Promise<boolean> {
    let dead: ReadonlySet<Digest> = new Set();
    for (let sends = 1; ; sends++) {
      const standing = await readForWrite();
      const missing = await missingFrom(standing);
      if (missing.length === 0) return true;
      const bytes = listBytes(standing, missing, dead);
      const digest = digestOf(bytes);
      try {
        await putManifest(client, repository, tag, { mediaType: OCI_INDEX, digest, bytes }, 1);
      } catch (error) {
        if (!mayNameDead(error) || sends === SENDS) throw error;
        const others = [...standing.byDigest.keys()].filter((each) => !ours.has(each) && !dead.has(each));
        const found = await findDead(client, others, has);
        for (const each of found) {
          warn(`${name} listed ${each}, which the repository no longer has: it is left out of the list`);
          seen.delete(each);
        }
        dead = new Set([...dead, ...found]);
        // An unexplained refusal may pass: another writer may be linking an entry.
        if (found.size === 0) {
          if (error.status !== undefined && error.status >= 500) throw error;
          await client.clock.sleep(SEND_PAUSE * 2 ** (sends - 1) * (0.5 + client.clock.random()));
        }
        continue;
      }
      last = digest;
      writtenAt = client.clock.now();
      watchList(client, list);
      return false;
    }
  }

  const list: SharedList = {
    name,
    get writtenAt() {
      return writtenAt;
    },
    look: () =>
      inTurn(async () => {
        const before = last;
        const standing = await read();
        if ((await missingFrom(standing)).length === 0) return standing.digest === before ? 'stands' : 'changed';
        await bring(() => undefined);
        return 'lost';
      }),
  };

  return {
    readEarly(): void {
      early = { list: inTurn(read), at: client.clock.now() };
      early.list.catch(() => undefined);
    },
    async add(descriptors: readonly Descriptor[], warn: (sentence: string) => void): Promise<void> {
      for (const descriptor of descriptors) ours.set(descriptor.digest, descriptorJson(descriptor));
      await inTurn(() => bring(warn));
    },
    /** @returns whether the list lacks the entries; it is read again after each write, since others write it too. */
    async remove(digests: ReadonlySet<Digest>): Promise<boolean> {
      for (const digest of digests) ours.delete(digest);
      const lacks = ({ byDigest }: StandingList) => [...digests].every((digest) => !byDigest.has(digest));
      return inTurn(() =>
        writeUntilShown(client, TRIES, {
          isShown: async () => lacks(await read()),
          write: async () => {
            const standing = await read();
            for (const digest of digests) seen.delete(digest);
            if (lacks(standing)) return true;
            const bytes = listBytes(standing, [], digests);
            await putManifest(client, repository, tag, { mediaType: OCI_INDEX, digest: digestOf(bytes), bytes }, 1);
            return false;
          },
        }),
      );
    },
  };
}

/** The lists of a run by client and name: one instance each, which knows what the run put there. */
const lists = new WeakMap<RegistryClient, Map<string, ReturnType<typeof createFallbackList>>>();

function listOf(client: RegistryClient, repository: Repository, subject: Digest) {
  const known = getOrMake(lists, client, () => new Map<string, ReturnType<typeof createFallbackList>>());
  const key = `${formatRepository(repository)}@${subject}`;
  return getOrMake(known, key, () => createFallbackList(client, repository, subject));
}

/** Begins to read the list of a registry without the API, to which a referrer is about to be added. */
export function readFallbackEarly(client: RegistryClient, repository: Repository, subject: Digest): void {
  listOf(client, repository, subject).readEarly();
}

/** Lists referrers under the fallback tag of a registry without the API. */
export async function addToFallback(
  client: RegistryClient,
  repository: Repository,
  { subject, descriptors }: { readonly subject: Digest; readonly descriptors: readonly Descriptor[] },
  warn: (sentence: string) => void,
): Promise<void> {
  await listOf(client, repository, subject).add(descriptors, warn);
}

/** Takes deleted referrers out of the list under the fallback tag; false if others keep putting them back. */
export function removeFromFallback(
  client: RegistryClient,
  repository: Repository,
  { subject, digests }: { readonly subject: Digest; readonly digests: ReadonlySet<Digest> },
): Promise<boolean> {
  return listOf(client, repository, subject).remove(digests);
}
