import { RegistryError } from '../errors.ts';
import { digestAlgorithm } from '../oci/digest.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { TagJournal } from '../tag-updates/journal.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { Admissions } from './admissions.ts';
import { applyAllTags, type Tagged } from './apply-tags.ts';
import { correctRecords, Recordings } from './correct-records.ts';
import type { EventSink } from './events.ts';
import type { DestinationPlan, SetItem } from './plan.ts';
import { type PushedImage, push } from './push.ts';
import type { BlobCounts } from './record.ts';

/** Images copied concurrently: enough to keep the registries busy, few enough to finish some soon. */
const IMAGES_AT_ONCE = 32;

export interface DestinationResult extends Pick<PushedImage, 'record' | 'hasNewRecord' | 'admission'> {
  readonly plan: DestinationPlan;
  readonly tags: readonly PlannedTag[];
  readonly counts: BlobCounts;
  readonly manifestsWritten: number;
  readonly changed: boolean;
}

/**
 * Applies the plans of a set: every image, its attachments and its record to every destination first, and only then the
 * tags of all of them, together.
 *
 * If a tag cannot be written, those that were moved are put back, in every destination. A run that dies on the way
 * leaves the old tags or the new ones, never a tag on an image that is incomplete or has no record; running it again
 * completes it.
 *
 * @param options.journal keeps how far each tag came, for whoever ends the run from outside.
 * @param options.beforeTags looks once more whether tags may be written; what it throws ends the run.
 */
export async function applySet(
  items: readonly SetItem[],
  emit: EventSink,
  { journal, beforeTags }: { readonly journal?: TagJournal | undefined; readonly beforeTags?: () => void } = {},
): Promise<readonly (readonly DestinationResult[])[]> {
  const recordings = new Recordings();
  const admissions = await openAdmissions(items);
  let pushed: readonly PushedImage[];
  try {
    pushed = await pushSet(items, emit, recordings);
    beforeTags?.();
    await requireNothingHeld(items);
    pushed = (await admissions?.write(pushed, emit)) ?? pushed;
  } catch (error) {
    await admissions?.takeBack(emit);
    // Images that were pushed have records by now that name tags which they will not get.
    await correctRecords(await recordings.end(), { emit, journal: new TagJournal() });
    throw error;
  }
  return tagSet(items, pushed, { emit, journal, afterRevert: async () => admissions?.takeBack(emit) });
}

/** Loads what judges holds, if there is a policy. @throws {PolicyError} if an image is held by now. */
export async function requireNothingHeld(items: readonly SetItem[]): Promise<void> {
  const governed = items.filter(({ request }) => request.policy !== undefined);
  if (governed.length === 0) return;
  const { requireStillNotHeld } = await import('./image-holds.ts');
  await requireStillNotHeld(governed);
}

/** Loads what writes statements of admission, if an environment asks for them. */
export async function openAdmissions(items: readonly SetItem[]): Promise<Admissions | undefined> {
  const isAsked = items.some(({ plan }) =>
    plan.destinations.some(({ route }) => route?.destination.admission === true),
  );
  if (!isAsked) return undefined;
  const { Admissions } = await import('./admissions.ts');
  return new Admissions();
}

/** Makes every image of a set complete and recorded in every destination; no tag is touched. */
export async function pushSet(
  items: readonly SetItem[],
  emit: EventSink,
  recordings?: Recordings,
): Promise<readonly PushedImage[]> {
  const isAlone = items.flatMap(({ plan }) => plan.destinations).length === 1;
  const pushed = await eachAtMost(IMAGES_AT_ONCE, items, (item) =>
    Promise.all(
      item.plan.destinations.map((destination) => push({ ...item, destination }, { isAlone, emit, recordings })),
    ),
  );
  return pushed.flat();
}

/** Returns the results of each image, in the order of the set. */
export async function tagSet(
  items: readonly SetItem[],
  pushed: readonly PushedImage[],
  {
    emit,
    journal,
    afterRevert,
  }: {
    readonly emit: EventSink;
    readonly journal?: TagJournal | undefined;
    /** Called when tags could not be written, and were put back. */
    readonly afterRevert?: () => Promise<void>;
  },
): Promise<readonly (readonly DestinationResult[])[]> {
  const looking = eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) =>
    reportDrift(clients.source, { request, plan, emit }),
  );
  // Whatever ends the look at the sources, tags are put back first.
  const [tagged] = await Promise.allSettled([applyAllTags(pushed, emit, journal), looking]);
  if (tagged.status === 'rejected') {
    await afterRevert?.();
    throw tagged.reason;
  }
  await looking;
  const results = Map.groupBy(tagged.value, (each) => each.pushed.scope.plan);
  return items.map(({ plan }) => (results.get(plan) ?? []).map(toResult));
}

function toResult({ pushed, tags, record, hasNewRecord }: Tagged): DestinationResult {
  const { scope, hasRoot, manifests, admission = [] } = pushed;
  const { destination: plan, counts } = scope;
  const manifestsWritten = hasRoot ? manifests : manifests + 1;
  return { plan, counts, tags, manifestsWritten, record, hasNewRecord, admission, changed: tags.some(isChange) };
}

/** In a shorter run (ms) a push meanwhile is the same as one right after it: a look is not worth a request. */
const SHORT_RUN = 5000;

/**
 * Reports if the source's tag holds another image by now: the run keeps the digest that it resolved, but readers of its
 * log should know of the push. A look that fails is ignored.
 */
async function reportDrift(
  client: RegistryClient,
  { request, plan, emit }: Pick<SetItem, 'request' | 'plan'> & { readonly emit: EventSink },
): Promise<void> {
  if (request.from.kind !== 'tag') return;
  const [first] = plan.destinations;
  if (first === undefined || client.clock.now() - first.readAt < SHORT_RUN) return;
  const { repository: to, tag } = request.from;
  const { digest } = plan.image;
  try {
    const holds = await headManifest(client, to, tag, digestAlgorithm(digest));
    if (holds !== digest) emit({ kind: 'source-moved', to, tag, digest: holds });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
  }
}
