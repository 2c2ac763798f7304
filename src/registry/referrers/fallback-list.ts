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

/** How often a lost race on the fallback tag is run again. */
const TRIES = 6;

/** How often a list is sent that the registry refuses, if the refusal may pass; it is read again each time. */
const SENDS = 4;

/** The first pause before that, in ms; it doubles each time. */
const SEND_PAUSE = 100;

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

/** A list as it stands: the whole document, which keeps what Sealift does not know, and its entries by digest. */
interface StandingList {
  readonly digest: Digest | undefined;
  readonly document: JsonObject;
  readonly entries: readonly unknown[];
  readonly byDigest: ReadonlyMap<Digest, JsonObject>;
}

function digestOfEntry(entry: unknown): Digest | undefined {
  return isJsonObject(entry) ? tryParseDigest(stringProperty(entry, 'digest') ?? '') : undefined;
}

function toStanding(stored: { readonly digest: Digest; readonly bytes: Uint8Array } | undefined): StandingList {
  const document = stored === undefined ? { schemaVersion: 2, mediaType: OCI_INDEX } : parseJsonObject(stored.bytes);
  const manifests = property(document, 'manifests');
  const entries: readonly unknown[] = Array.isArray(manifests) ? manifests : [];
  const byDigest = new Map<Digest, JsonObject>();
  for (const entry of entries) {
    const digest = digestOfEntry(entry);
    if (digest !== undefined && isJsonObject(entry)) byDigest.set(digest, entry);
  }
  return { digest: stored?.digest, document, entries, byDigest };
}

/** Adds entries to a list without touching those that it has; only the dead are left out. */
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
 * The list of referrers under the fallback tag, in one run: what this run put there, and what it saw others put there.
 *
 * The tag is shared and the registry has no compare-and-swap, so the list is read again after each write, and entries
 * are added anew if another writer was faster (distribution-spec, "Pushing Manifests with Subject").
 */
function createFallbackList(client: RegistryClient, repository: Repository, subject: Digest) {
  const tag = fallbackTag(subject);
  const name = `${formatRepository(repository)}:${tag}`;
  const ours = new Map<Digest, JsonObject>();
  const seen = new Map<Digest, JsonObject>();
  /** The list as this run saw or wrote it last. */
  let last: Digest | undefined;
  let writtenAt = client.clock.now();
  let turn: Promise<unknown> = Promise.resolve();

  /** One run must not overwrite its own list: whoever writes it waits for whoever does so already. */
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

  const has = async (digest: Digest) => (await headManifest(client, repository, digest)) !== undefined;

  /** Finds what a list lacks; what others listed and have deleted since is not brought back. */
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

  /** Writes the list with what it lacks; every try is made from a list that was just read. True if it lacks nothing. */
  async function write(warn: (sentence: string) => void): Promise<boolean> {
    let dead: ReadonlySet<Digest> = new Set();
    for (let sends = 1; ; sends++) {
      const standing = await read();
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
        // A refusal that no entry explains passes at times: another writer may be linking one in this moment.
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
    /** Adds descriptors to the list, and makes sure that it shows them. */
    async add(descriptors: readonly Descriptor[], warn: (sentence: string) => void): Promise<void> {
      for (const descriptor of descriptors) ours.set(descriptor.digest, descriptorJson(descriptor));
      await inTurn(() => bring(warn));
    },
  };
}

/** The lists that a run has written, by client and name: one of each, which knows what the run put there. */
const lists = new WeakMap<RegistryClient, Map<string, ReturnType<typeof createFallbackList>>>();

/** Lists referrers under the fallback tag, for a registry that keeps no list itself. */
export async function addToFallback(
  client: RegistryClient,
  repository: Repository,
  { subject, descriptors }: { readonly subject: Digest; readonly descriptors: readonly Descriptor[] },
  warn: (sentence: string) => void,
): Promise<void> {
  const known = getOrMake(lists, client, () => new Map<string, ReturnType<typeof createFallbackList>>());
  const key = `${formatRepository(repository)}@${subject}`;
  await getOrMake(known, key, () => createFallbackList(client, repository, subject)).add(descriptors, warn);
}
