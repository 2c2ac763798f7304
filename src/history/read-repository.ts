import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import { lookUpTags } from '../image/existing-tags.ts';
import type { Digest } from '../oci/digest.ts';
import { isReservedTag, isTag, type Repository, type Tag } from '../oci/reference.ts';
import { readRecords } from '../records/read.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { listTags } from '../registry/tag-list.ts';
import { inOwnCase } from '../tags/tag-case.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { Location } from './image-history.ts';
import type { TrustState } from './records.ts';
import { orderForLookUp } from './tag-names.ts';

/** Tags that are resolved concurrently. */
const AT_ONCE = 16;

/** Errors that may concern one image only, such as one that a scanner blocks: the others are read nevertheless. */
const OF_ONE: ReadonlySet<RegistryErrorCode> = new Set<RegistryErrorCode>([
  'denied',
  'refused',
  'invalid-answer',
  'digest-mismatch',
  'too-large',
]);

/** What a repository holds, as far as it was read. */
export interface RepositoryState {
  readonly repository: Repository;
  /** All tags but those that tools reserve. */
  readonly names: ReadonlySet<Tag>;
  /** What those tags point at that were resolved. */
  readonly holds: ReadonlyMap<Tag, Digest>;
  /** Tags that the registry refused to resolve, and why. */
  readonly refused: ReadonlyMap<Tag, RegistryError>;
}

/** Which tags of a repository are resolved. */
interface RepositoryOptions {
  /** Those that come before all others. */
  readonly first: ReadonlySet<string>;
  readonly limit: number;
}

async function lookUp(
  client: RegistryClient,
  repository: Repository,
  tag: Tag,
): Promise<Digest | RegistryError | undefined> {
  try {
    return await headManifest(client, repository, tag);
  } catch (error) {
    if (error instanceof RegistryError && OF_ONE.has(error.code)) return error;
    throw error;
  }
}

/** Writes tags as they were requested, if the registry keeps them in lower case and knows both names (Gitea). */
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
 * Reads the tags of a repository, and what the newest of them hold; a repository that does not exist has none.
 *
 * @throws {RegistryError} if the registry does not answer, or refuses every tag.
 */
export async function readRepositoryState(
  client: RegistryClient,
  repository: Repository,
  { first, limit }: RepositoryOptions,
): Promise<RepositoryState> {
  const listed = await listTags(client, repository);
  const known = new Set([...listed].filter((tag) => !isReservedTag(tag)));
  const names = await inAskedCase(client, repository, { known, asked: first });
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
  return { repository, names, holds, refused };
}

/** Lists which tags point at each image. */
export function tagsByDigest({ holds }: RepositoryState): ReadonlyMap<Digest, readonly Tag[]> {
  const found = new Map<Digest, Tag[]>();
  for (const [tag, digest] of holds) found.set(digest, [...(found.get(digest) ?? []), tag]);
  return found;
}

/** What the history is read with. */
export interface HistoryAccess {
  clientOf(repository: Repository): RegistryClient;
  /** Opens what verifies signatures; called only if there is one. */
  trust(): Promise<TrustState>;
  readonly now: Date;
}

/** What a registry gave, or why it did not. */
export type Reading<Result> = Result | RegistryError;

/** Keeps the failure of a registry as a result: one that is down does not end the history of the others. */
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
  private readonly records = new Map<string, Promise<Reading<readonly StoredRecord[]>>>();

  constructor(access: HistoryAccess) {
    this.access = access;
  }

  /** Reads the tags of a repository. */
  readState({ repository, uri }: Location, options: RepositoryOptions): Promise<Reading<RepositoryState>> {
    const state =
      this.states.get(uri) ?? attempt(readRepositoryState(this.access.clientOf(repository), repository, options));
    this.states.set(uri, state);
    return state;
  }

  /** Reads the records of an image in a repository. */
  recordsOf({ repository, uri }: Location, subject: Digest): Promise<Reading<readonly StoredRecord[]>> {
    const key = `${uri}@${subject}`;
    const query = { repository, subject };
    const records = this.records.get(key) ?? attempt(readRecords(this.access.clientOf(repository), query));
    this.records.set(key, records);
    return records;
  }

  /** Finds which of these images a repository has. */
  async findPresent({ repository }: RepositoryState, digests: readonly Digest[]): Promise<readonly Digest[]> {
    const client = this.access.clientOf(repository);
    const found = await Promise.all(digests.map((digest) => attempt(headManifest(client, repository, digest))));
    return digests.filter((_, index) => found[index] !== undefined && !(found[index] instanceof RegistryError));
  }
}
