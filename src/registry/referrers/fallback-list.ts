import { type Digest, digestOf, tryParseDigest } from '../../oci/digest.ts';
import { isJsonObject, type JsonObject, parseJsonObject, property, stringProperty } from '../../oci/json.ts';
import type { Descriptor } from '../../oci/manifest.ts';
import { OCI_INDEX } from '../../oci/media-type.ts';
import { formatRepository, type Repository, type Tag } from '../../oci/reference.ts';
import type { RegistryClient } from '../client.ts';
import { invalidAnswer } from '../errors.ts';
import { headManifest } from '../manifests.ts';
import { putManifest } from '../push-manifest.ts';
import { fallbackTag, readFallbackIndex } from './referrers.ts';
import { findDead, type ListLook, mayNameDead, type SharedList, watchList } from './shared-lists.ts';

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
class FallbackList implements SharedList {
  readonly name: string;
  writtenAt: number;
  private readonly tag: Tag;
  private readonly client: RegistryClient;
  private readonly repository: Repository;
  private readonly subject: Digest;
  private readonly ours = new Map<Digest, JsonObject>();
  private readonly seen = new Map<Digest, JsonObject>();
  /** The list as this run saw or wrote it last. */
  private last: Digest | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(client: RegistryClient, repository: Repository, subject: Digest) {
    this.client = client;
    this.repository = repository;
    this.subject = subject;
    this.tag = fallbackTag(subject);
    this.name = `${formatRepository(repository)}:${this.tag}`;
    this.writtenAt = client.clock.now();
  }

  /** Adds descriptors to the list, and makes sure that it shows them. */
  async add(descriptors: readonly Descriptor[], warn: (sentence: string) => void): Promise<void> {
    for (const descriptor of descriptors) this.ours.set(descriptor.digest, descriptorJson(descriptor));
    await this.inTurn(() => this.bring(warn));
  }

  look(): Promise<ListLook> {
    return this.inTurn(async () => {
      const before = this.last;
      const standing = await this.read();
      if ((await this.missingFrom(standing)).length === 0) return standing.digest === before ? 'stands' : 'changed';
      await this.bring(() => undefined);
      return 'lost';
    });
  }

  /** One run must not overwrite its own list: whoever writes it waits for whoever does so already. */
  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async read(): Promise<StandingList> {
    const standing = toStanding((await readFallbackIndex(this.client, this.repository, this.subject))?.stored);
    this.last = standing.digest;
    return standing;
  }

  /** Finds what a list lacks; what others listed and have deleted since is not brought back. */
  private async missingFrom({ byDigest }: StandingList): Promise<readonly JsonObject[]> {
    const vanished = [...this.seen.keys()].filter((digest) => !byDigest.has(digest));
    const dead = await findDead(this.client, vanished, (digest) => this.has(digest));
    for (const digest of dead) this.seen.delete(digest);
    for (const [digest, entry] of byDigest) if (!this.ours.has(digest)) this.seen.set(digest, entry);
    return [...this.seen, ...this.ours].flatMap(([digest, entry]) => (byDigest.has(digest) ? [] : [entry]));
  }

  private async has(digest: Digest): Promise<boolean> {
    return (await headManifest(this.client, this.repository, digest)) !== undefined;
  }

  private async bring(warn: (sentence: string) => void): Promise<void> {
    const { clock } = this.client;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      // Writers that lost to each other must not keep step. What is written must be fresh: the pause is before the read.
      // The look right after the first write waits for nobody.
      if (attempt === 1 && (await this.missingFrom(await this.read())).length === 0) return;
      if (attempt > 0) await clock.sleep(clock.random() * 50 * 2 ** attempt);
      if ((await this.write(warn)) === 'shown') return;
    }
    if ((await this.missingFrom(await this.read())).length === 0) return;
    const attempt = { registry: this.client.registry, what: `list referrers under ${this.name}` };
    throw invalidAnswer(attempt, `other writers replaced the list ${TRIES} times`);
  }

  /** Writes the list with what it lacks, unless it lacks nothing; every try is made from a list that was just read. */
  private async write(warn: (sentence: string) => void): Promise<'shown' | 'written'> {
    const { client, repository, tag } = this;
    let dead: ReadonlySet<Digest> = new Set();
    for (let sends = 1; ; sends++) {
      const standing = await this.read();
      const missing = await this.missingFrom(standing);
      if (missing.length === 0) return 'shown';
      const bytes = listBytes(standing, missing, dead);
      const digest = digestOf(bytes);
      try {
        await putManifest(client, repository, tag, { mediaType: OCI_INDEX, digest, bytes }, 1);
      } catch (error) {
        if (!mayNameDead(error) || sends === SENDS) throw error;
        const others = [...standing.byDigest.keys()].filter((each) => !this.ours.has(each) && !dead.has(each));
        const found = await findDead(client, others, (each) => this.has(each));
        for (const each of found) {
          warn(`${this.name} listed ${each}, which the repository no longer has: it is left out of the list`);
          this.seen.delete(each);
        }
        dead = new Set([...dead, ...found]);
        // A refusal that no entry explains passes at times: another writer may be linking one in this moment.
        if (found.size === 0) {
          if (error.status !== undefined && error.status >= 500) throw error;
          await client.clock.sleep(SEND_PAUSE * 2 ** (sends - 1) * (0.5 + client.clock.random()));
        }
        continue;
      }
      this.last = digest;
      this.writtenAt = client.clock.now();
      watchList(client, this);
      return 'written';
    }
  }
}

/** The lists that a run has written, by client and name: one of each, which knows what the run put there. */
const lists = new WeakMap<RegistryClient, Map<string, FallbackList>>();

/** Lists referrers under the fallback tag, for a registry that keeps no list itself. */
export async function addToFallback(
  client: RegistryClient,
  repository: Repository,
  { subject, descriptors }: { readonly subject: Digest; readonly descriptors: readonly Descriptor[] },
  warn: (sentence: string) => void,
): Promise<void> {
  const known = lists.get(client) ?? new Map<string, FallbackList>();
  lists.set(client, known);
  const key = `${formatRepository(repository)}@${subject}`;
  const list = known.get(key) ?? new FallbackList(client, repository, subject);
  known.set(key, list);
  await list.add(descriptors, warn);
}
