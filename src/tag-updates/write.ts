import { CancelledError, RegistryError, type RegistryErrorCode } from '../errors.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import {
  headManifest,
  MOST_TAGS_AT_ONCE,
  mayTagAtOnce,
  noteNoTagsAtOnce,
  type StoredManifest,
} from '../registry/manifests.ts';
import { confirmManifest, putManifest, putManifestWithTags } from '../registry/push-manifest.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { TagJournal } from './journal.ts';

/** Something that happened while tags were written. */
export type TagEvent =
  | { readonly kind: 'tag'; readonly to: Repository; readonly tag: Tag; readonly digest: Digest }
  | { readonly kind: 'waiting'; readonly to: Repository; readonly tags: readonly Tag[]; readonly milliseconds: number }
  | { readonly kind: 'warning'; readonly to: Repository; readonly sentence: string }
  /** A tag that was planned to be written and is not. */
  | { readonly kind: 'left'; readonly to: Repository; readonly tag: Tag; readonly reason: string }
  | {
      readonly kind: 'lost-race';
      readonly to: Repository;
      readonly tag: Tag;
      /** The image that has the tag. */
      readonly holds: Digest;
      readonly next: Tag;
      /** Whether another image had the tag before this run tried to take it. */
      readonly wasTaken: boolean;
    };

/** Where tags are written, and what they are to hold. */
export interface TagWriter {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly root: StoredManifest;
  readonly journal: TagJournal;
  readonly emit: (event: TagEvent) => void;
}

/** What tags are applied to. */
export interface TagTarget extends Omit<TagWriter, 'repository'> {
  /** The manifests whose digest tags this run writes: they are no sign of other runs. */
  readonly own: readonly Digest[];
  /** Called if a tag comes out otherwise than planned, before any tag is moved, so that the record can say so. */
  readonly onChange: (tags: readonly PlannedTag[]) => Promise<void>;
}

/** Undefined if what a tag holds after a failed write cannot be found out either. */
function lookAfterFailure({ client, repository, root }: TagWriter, { tag }: PlannedTag): Promise<Digest | undefined> {
  return headManifest(client, repository, tag, digestAlgorithm(root.digest)).catch((error: unknown) => {
    if (error instanceof RegistryError) return undefined;
    throw error;
  });
}

/**
 * Writes a tag of an image that is complete. A refusal is ignored if the tag holds the image afterwards: the answer was
 * lost, or another run of the same promotion was faster.
 */
export async function writeTag(writer: TagWriter, planned: PlannedTag): Promise<void> {
  const { client, repository, root, journal, emit } = writer;
  const { tag, before } = planned;
  const { digest } = root;
  const write = { client, repository, tag, before, after: digest };
  journal.begin(write);
  try {
    const { isConfirmed } = await putManifest(client, repository, tag, root);
    if (!isConfirmed && (await confirmManifest(client, repository, { reference: tag, digest })) !== digest) {
      throw new RegistryError({
        what: `tag ${formatRepository(repository)}`,
        reason: `the registry took "${tag}" but does not show it`,
        remedy: 'run again, and tell its administrators if that does not help',
        code: 'digest-mismatch',
      });
    }
  } catch (error) {
    if (error instanceof CancelledError && error.isUnanswered) journal.doubt(write);
    if (!(error instanceof RegistryError) || (await lookAfterFailure(writer, planned)) !== digest) throw error;
  }
  journal.confirm(write);
  emit({ kind: 'tag', to: repository, tag, digest });
}

async function writeSome(writer: TagWriter, moves: readonly PlannedTag[]): Promise<ReadonlySet<Tag>> {
  const { client, repository, root, journal, emit } = writer;
  const tags = moves.map(({ tag }) => tag);
  // The registry may set them and its answer get lost.
  for (const { tag, before } of moves) journal.begin({ client, repository, tag, before, after: root.digest });
  let written: ReadonlySet<Tag>;
  try {
    written = await putManifestWithTags(client, repository, root, tags);
  } catch (error) {
    if (error instanceof CancelledError && error.isUnanswered) {
      for (const tag of tags) journal.doubt({ repository, tag });
    }
    if (!(error instanceof RegistryError)) throw error;
    // Written one by one, they show which of them the registry refuses, and why.
    written = new Set();
  }
  if (written.size < tags.length) noteNoTagsAtOnce(client);
  for (const tag of written) {
    journal.confirm({ repository, tag });
    emit({ kind: 'tag', to: repository, tag, digest: root.digest });
  }
  return written;
}

/**
 * Writes moving tags with one request for several of them, if the registry may know how (distribution-spec, end-7b).
 *
 * @returns the tags that the registry says it has set; all others are still to be written.
 */
export async function writeTagsAtOnce(writer: TagWriter, moves: readonly PlannedTag[]): Promise<ReadonlySet<Tag>> {
  const written = new Set<Tag>();
  if (moves.length < 2) return written;
  for (let first = 0; first < moves.length && mayTagAtOnce(writer.client); first += MOST_TAGS_AT_ONCE) {
    const some = await writeSome(writer, moves.slice(first, first + MOST_TAGS_AT_ONCE));
    for (const tag of some) written.add(tag);
  }
  return written;
}

/** Of a step among tag writes, in all, once a tag stands. */
const TRIES = 4;

/** The first pause between tries, in ms; it doubles each time. */
const PAUSE = 250;

/** What no repetition changes: the registry's rule, and errors that come after many tries. */
const FINAL: ReadonlySet<RegistryErrorCode> = new Set(['tag-immutable', 'rate-limited', 'timeout', 'unreachable']);

interface RetryScope {
  readonly journal: TagJournal;
  readonly client: Pick<RegistryClient, 'clock'>;
}

/** Waits after an attempt, counted from 1; throws the first failure if no other is due. */
export async function pauseAfter(
  failures: readonly unknown[],
  { journal, client }: RetryScope,
  attempt: number,
): Promise<void> {
  const mayPass = failures.every((error) => error instanceof RegistryError && !FINAL.has(error.code));
  if (!journal.hasWritten || attempt === TRIES || !mayPass) throw failures[0];
  await client.clock.sleep(PAUSE * 2 ** (attempt - 1));
}

/**
 * Does a step for each item at once, and again for those that failed, if some tag was written: the same credentials
 * have just been allowed to write, so a refusal is more likely a hiccup, and to stop would leave half a promotion.
 *
 * @throws the first failure, when every step has ended.
 */
export async function retryOnceTagged<Item, Result>(
  items: readonly Item[],
  scope: RetryScope,
  step: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  let outcomes = await Promise.allSettled(items.map(step));
  for (let attempt = 1; ; attempt++) {
    const failures = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }): unknown => reason);
    if (failures.length === 0) return outcomes.flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
    await pauseAfter(failures, scope, attempt);
    const again = items.map((item, index) => {
      const outcome = outcomes[index];
      return outcome?.status === 'fulfilled' ? outcome.value : step(item);
    });
    outcomes = await Promise.allSettled(again);
  }
}

/** As {@link retryOnceTagged}, for one step. */
export async function retryOnce<Result>(scope: RetryScope, step: () => Promise<Result>): Promise<Result> {
  return (await retryOnceTagged([0], scope, step))[0] as Result;
}
