import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { Place } from './place.ts';
import { hasImage, type RepositoryView, type ViewOptions, viewRepository } from './read-repository.ts';
import type { TrustState } from './records.ts';

/** What the history is read with. */
export interface HistoryAccess {
  clientOf(repository: Repository): RegistryClient;
  /** Gets what judges signatures; asked only where there is one. */
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
  private readonly access: HistoryAccess;
  private readonly views = new Map<string, Promise<Reading<RepositoryView>>>();
  private readonly records = new Map<string, Promise<Reading<readonly StoredRecord[]>>>();

  constructor(access: HistoryAccess) {
    this.access = access;
  }

  /** Reads the tags of a place's repository. */
  view({ repository, uri }: Place, options: ViewOptions): Promise<Reading<RepositoryView>> {
    const view = this.views.get(uri) ?? attempt(viewRepository(this.access.clientOf(repository), repository, options));
    this.views.set(uri, view);
    return view;
  }

  /** Reads the records of an image in a place. */
  recordsOf({ repository, uri }: Place, subject: Digest): Promise<Reading<readonly StoredRecord[]>> {
    const key = `${uri}@${subject}`;
    const query = { repository, subject };
    const records = this.records.get(key) ?? attempt(readRecords(this.access.clientOf(repository), query));
    this.records.set(key, records);
    return records;
  }

  /** Finds which images a repository has, by their digests alone. */
  async findPresent(view: RepositoryView, digests: readonly Digest[]): Promise<readonly Digest[]> {
    const client = this.access.clientOf(view.repository);
    const present = await Promise.all(digests.map((digest) => attempt(hasImage(client, view, digest))));
    return digests.filter((_, index) => present[index] === true);
  }
}
