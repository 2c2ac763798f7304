import { RegistryError } from '../errors.ts';
import { lookUpTags } from '../image/existing-tags.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, isMarkTag, isReservedTag, isTag, type Repository, type Tag } from '../oci/reference.ts';
import type { HeldImage } from '../policy/holds.ts';
import { MAY_BE_OF_ONE } from '../records/other-images.ts';
import { readRecords } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { listTags } from '../registry/tag-list.ts';
import { inOwnCase } from '../tags/tag-case.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatNumber } from '../util/format.ts';
import { getOrMake } from '../util/memo.ts';
import { readHeldImage } from './held-image.ts';
import type { Location } from './image-history.ts';
import type { TrustState } from './records.ts';
import { orderForLookUp } from './tag-names.ts';

/** Tags that are resolved concurrently. */
const AT_ONCE = 48;

/** What a repository holds, as far as it was read. */
export interface RepositoryState {
  readonly repository: Repository;
  /** All tags but those that tools reserve. */
  readonly names: ReadonlySet<Tag>;
  /** The marks of images that are retired. */
  readonly marks: readonly Tag[];
  /** What those tags point at that were resolved. */
  readonly holds: ReadonlyMap<Tag, Digest>;
  /** Tags that the registry refused to resolve, and why. */
  readonly refused: ReadonlyMap<Tag, RegistryError>;
}

interface RepositoryOptions {
  /** Resolved before all others. */
  readonly first: ReadonlySet<string>;
  readonly limit: number;
  /** Whether a repository with more tags than that is read in part, as it is by default. */
  readonly mayBePart?: boolean;
}

function tooMany(repository: Repository, count: number, limit: number): RegistryError {
  return new RegistryError({
    what: `find what is in ${formatRepository(repository)}`,
    reason: `it has ${formatNumber(count)} tags, and no more than ${formatNumber(limit)} are resolved`,
    remedy: 'name the images with their tags in the input "image"',
    code: 'too-large',
  });
}

async function lookUp(
  client: RegistryClient,
  repository: Repository,
  tag: Tag,
): Promise<Digest | RegistryError | undefined> {
  try {
    return await headManifest(client, repository, tag);
  } catch (error) {
    if (error instanceof RegistryError && MAY_BE_OF_ONE.has(error.code)) return error;
    throw error;
  }
}

/** Writes tags as requested, if the registry keeps them in lower case and knows both names (Gitea). */
async function inAskedCase(
  client: RegistryClient,
  repository: Repository,
  { known, asked }: { readonly known: ReadonlySet<Tag>; readonly asked: ReadonlySet<string> },
): Promise<ReadonlySet<Tag>> {
  const low = new Set<string>(known);
  const other = [...asked].filter(isTag).filter((tag) => !low.has(tag) && low.has(tag.toLowerCase()));
  const found = await lookUpTags(client, repository, other);
  return new Set([...inOwnCase(known, found.keys(), [])].filter(isTag));
}

/**
 * Reads the tags of a repository, and what the newest of them hold; one that does not exist has none.
 *
 * @throws {RegistryError} if the registry does not answer, or refuses every tag; or if there are too many.
 */
export async function readRepositoryState(
  client: RegistryClient,
  repository: Repository,
  { first, limit, mayBePart = true }: RepositoryOptions,
): Promise<RepositoryState> {
  const listed = await listTags(client, repository);
  const known = new Set([...listed].filter((tag) => !isReservedTag(tag)));
  const names = await inAskedCase(client, repository, { known, asked: first });
  if (names.size > limit && !mayBePart) throw tooMany(repository, names.size, limit);
  const tags = orderForLookUp(names, first).slice(0, limit);
  const found = await eachAtMost(AT_ONCE, tags, (tag) => lookUp(client, repository, tag));
  const holds = new Map<Tag, Digest>();
  const refused = new Map<Tag, RegistryError>();
  for (const [index, tag] of tags.entries()) {
    const result = found[index];
    if (result instanceof RegistryError) refused.set(tag, result);
    else if (result !== undefined) holds.set(tag, result);
  }
  const [refusal] = refused.values();
  if (refusal !== undefined && holds.size === 0) throw refusal;
  return { repository, names, marks: [...listed].filter(isMarkTag), holds, refused };
}

/** What the history is read with. */
export interface HistoryAccess {
  clientOf(repository: Repository): RegistryClient;
  /** Opens what verifies signatures; called only if there is one. */
  trust(): Promise<TrustState>;
  /** Reads the holds that GitHub keeps; undefined if it keeps none, or is not asked. */
  readonly readKeptHolds?: ((digests: ReadonlySet<Digest>) => Promise<readonly StoredRecord[]>) | undefined;
  readonly now: Date;
}

/** What a registry gave, or why it did not. */
export type Reading<Result> = Result | RegistryError;

/** One registry that is down does not end the history of the others. */
async function attempt<Result>(work: Promise<Result>): Promise<Reading<Result>> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
}

/** Reads repositories and records of one image, each once, whichever environments have them. */
export class HistoryReader {
  readonly access: HistoryAccess;
  private readonly states = new Map<string, Promise<Reading<RepositoryState>>>();
  private readonly contents = new Map<string, Promise<Reading<HeldImage>>>();
  private readonly records = new Map<string, Promise<Reading<readonly StoredRecord[]>>>();
  private readonly bytes = new Map<Digest, Uint8Array>();

  constructor(access: HistoryAccess) {
    this.access = access;
  }

  readState({ repository, uri }: Location, options: RepositoryOptions): Promise<Reading<RepositoryState>> {
    const client = this.access.clientOf(repository);
    return getOrMake(this.states, uri, () => attempt(readRepositoryState(client, repository, options)));
  }

  recordsOf({ repository, uri }: Location, subject: Digest): Promise<Reading<readonly StoredRecord[]>> {
    const read = async () => {
      const records = await readRecords(this.access.clientOf(repository), { repository, subject });
      return records.map((record) => ({ ...record, bytes: this.shareBytes(record) }));
    };
    return getOrMake(this.records, `${uri}@${subject}`, () => attempt(read()));
  }

  /** Records travel with their image: each is held, parsed and verified once, however many repositories have it. */
  private shareBytes({ digest, bytes }: StoredRecord): Uint8Array {
    return getOrMake(this.bytes, digest, () => bytes);
  }

  /** Reads what an image says by which it may be held, beside its digest. */
  contentOf({ repository, uri }: Location, digest: Digest): Promise<Reading<HeldImage>> {
    const client = this.access.clientOf(repository);
    return getOrMake(this.contents, `${uri}@${digest}`, () => attempt(readHeldImage(client, repository, digest)));
  }

  async findPresent({ repository }: RepositoryState, digests: readonly Digest[]): Promise<readonly Digest[]> {
    const client = this.access.clientOf(repository);
    const found = await Promise.all(digests.map((digest) => attempt(headManifest(client, repository, digest))));
    return digests.filter((_, index) => found[index] !== undefined && !(found[index] instanceof RegistryError));
  }
}
