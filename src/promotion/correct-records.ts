import { CancelledError, isSealiftError } from '../errors.ts';
import { formatRepository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { type TagJournal, tagName } from '../tag-updates/journal.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatList } from '../util/format.ts';
import type { EventSink } from './events.ts';
import { describePromotion, type RecordScope, recordedTags, writeRecord } from './record.ts';
import type { RecordTrail } from './record-trail.ts';
import type { PromotionClients } from './request.ts';

/** Records corrected concurrently. */
const AT_ONCE = 32;

interface FailedRun {
  /** How far each tag came, after all that could be put back was. */
  readonly journal: TagJournal;
  readonly emit: EventSink;
}

/** Lists the tags that stand on an image after all: what it had before, and new ones, which are not taken away. */
function standingTags({ scope }: Recorded, journal: TagJournal): readonly PlannedTag[] {
  const { plan, destination } = scope;
  const { repository, tags } = destination;
  const created = journal.writes.filter(
    (write) =>
      write.after === plan.image.digest &&
      formatRepository(write.repository) === formatRepository(repository) &&
      journal.states.get(tagName(write)) === 'new',
  );
  const names = new Set(created.map(({ tag }) => tag));
  const kept = tags.tags.filter(({ action, tag }) => action === 'keep' && !names.has(tag));
  const [known] = tags.tags;
  if (known === undefined) return kept;
  // A number of the day may be another one than was planned.
  const made = [...names].map((tag): PlannedTag => {
    const planned = tags.tags.find((each) => each.tag === tag) ?? known;
    return { ...planned, tag, action: 'create', before: undefined, after: plan.image.digest };
  });
  return [...kept, ...made];
}

function isSame(left: Iterable<string>, right: Iterable<string>): boolean {
  return [...left].toSorted().join('\n') === [...right].toSorted().join('\n');
}

/** Once the run was told to end, the client that puts tags back does the work. */
export async function evenAfterStop<Result>(
  client: RegistryClient,
  work: (client: RegistryClient) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(client);
  } catch (error) {
    if (!(error instanceof CancelledError) || client.afterStop === undefined) throw error;
    return work(client.afterStop);
  }
}

async function correctOne(recorded: Recorded, { journal, emit }: FailedRun): Promise<void> {
  const { clients, scope, trail } = recorded;
  const { last } = trail;
  if (last === undefined) return;
  const { repository } = scope.destination;
  const { digest: subject } = scope.plan.image;
  const tags = standingTags(recorded, journal);
  const { destination } = describePromotion(scope, tags);
  const isRight = last.says !== undefined && last.says.replaced.size === 0 && isSame(last.says.tags, destination.tags);
  if (isRight) return;
  await evenAfterStop(clients.destination(repository), async (client) => {
    // One that the registry refused is not there, as a rule, and the next one would be refused as well.
    if (!trail.isSure && (await headManifest(client, repository, last.digest)) === undefined) return;
    const record = await writeRecord(client, scope, { tags, emit, trail });
    emit({ kind: 'record', to: repository, subject, ...record });
  });
}

/**
 * Corrects the records of a failed run: they were written before its tags, and name tags that the images did not get.
 *
 * What fails here only warns, so that it does not hide why the run failed.
 */
export async function correctRecords(recorded: readonly Recorded[], run: FailedRun): Promise<void> {
  const failed: { readonly recorded: Recorded; readonly error: unknown }[] = [];
  await eachAtMost(AT_ONCE, recorded, async (each) => {
    try {
      await correctOne(each, run);
    } catch (error) {
      failed.push({ recorded: each, error });
    }
  });
  const [first, ...more] = failed;
  if (first === undefined) return;
  const { scope } = first.recorded;
  const { repository, tags } = scope.destination;
  const why =
    isSealiftError(first.error) || first.error instanceof CancelledError ? first.error.message : 'an unexpected error';
  const others = more.length === 0 ? '' : `, and of ${more.length} more images`;
  run.emit({
    kind: 'warning',
    to: repository,
    sentence: `The record of ${formatRepository(repository)}@${scope.plan.image.digest}${others} still names tags that this run did not write (${formatList(recordedTags(tags.tags))}), since it could not be corrected (${why}); promote again, otherwise their rightful image may be refused`,
  });
}

/** An image in a destination, and the records that its promotion has left there. */
export interface Recorded {
  readonly clients: PromotionClients;
  readonly scope: RecordScope;
  readonly trail: RecordTrail;
}

/** The records that a run writes while it pushes images: if one image fails, those of the others are wrong. */
export class Recordings {
  private readonly recorded: Recorded[] = [];
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly ended = Promise.withResolvers<never>();

  constructor() {
    // Nothing may be awaiting it when it rejects.
    this.ended.promise.catch(() => undefined);
  }

  /**
   * Writes a record when its image is complete, unless the run has failed by then.
   *
   * @param write is given what it must wait for before it attaches the record.
   */
  async add<Result>(
    recorded: Recorded,
    verified: Promise<void>,
    write: (verified: Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    this.recorded.push(recorded);
    const mayAttach = Promise.race([this.ended.promise, verified]);
    // What fails before it is awaited reports its own reason.
    mayAttach.catch(() => undefined);
    const writing = write(mayAttach);
    this.underWay.add(writing);
    try {
      return await writing;
    } finally {
      this.underWay.delete(writing);
    }
  }

  /** Prevents further records from being attached, and waits for those under way, but not for images. */
  async end(): Promise<readonly Recorded[]> {
    this.ended.reject(new CancelledError('another image could not be pushed'));
    await Promise.allSettled(this.underWay);
    return this.recorded;
  }
}
