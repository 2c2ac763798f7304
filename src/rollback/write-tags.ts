import { PolicyError } from '../errors.ts';
import { readNames } from '../image/existing-tags.ts';
import { type Digest, digestAlgorithm, shortDigest } from '../oci/digest.ts';
import { headManifest } from '../registry/manifests.ts';
import { claimTags } from '../tag-updates/claim.ts';
import type { TagJournal } from '../tag-updates/journal.ts';
import {
  pauseAfter,
  retryOnceTagged,
  type TagEvent,
  type TagWriter,
  writeTag,
  writeTagsAtOnce,
} from '../tag-updates/write.ts';
import { isChange, type PlannedTag } from '../tags/planned-tag.ts';
import { nameAct } from './refusal.ts';
import type { RollbackRequest } from './request.ts';
import type { RollbackUnit } from './units.ts';

/** What tags are written with. */
export interface TagRun {
  readonly request: RollbackRequest;
  readonly journal: TagJournal;
  readonly emit: (event: TagEvent) => void;
}

function isClaim({ mutable, action }: PlannedTag): boolean {
  return !mutable && action === 'create';
}

function writerOf({ place, content }: RollbackUnit, { journal, emit }: TagRun): TagWriter {
  return { client: place.client, repository: place.repository, root: content.stored, journal, emit };
}

/**
 * Claims the daily build numbers of an image; a number that another run took first is the next one then.
 *
 * @returns whether a number came out otherwise than planned.
 */
export async function claimNumbers(unit: RollbackUnit, run: TagRun): Promise<boolean> {
  const claims = unit.tags.filter(isClaim);
  if (claims.length === 0) return false;
  const writer = writerOf(unit, run);
  const { client, repository } = writer;
  const { scope, site } = unit.site;
  const own: readonly Digest[] = [
    unit.digest,
    ...unit.content.graph.nodes.keys(),
    ...(unit.image.current ? [unit.image.current] : []),
  ];
  const target = {
    ...writer,
    ifTagExists: 'fail',
    own,
    readNames: () => readNames(client, repository, scope),
  } as const;
  const outcome = await claimTags(target, claims, { names: site.names });
  for (const [index, claim] of claims.entries()) {
    const settled = outcome.tags[index];
    if (settled?.tag !== claim.tag || !isClaim(settled)) run.journal.release(repository, claim.tag);
  }
  unit.tags = unit.tags.map((tag) => outcome.tags[claims.indexOf(tag)] ?? tag);
  return outcome.tags.some(({ tag }, index) => tag !== claims[index]?.tag);
}

/** The image that a tag holds now is neither what it was nor what it is to be: another run was faster. */
function overtaken(
  { request }: TagRun,
  { image, place }: RollbackUnit,
  tag: string,
  holds: Digest | undefined,
): PolicyError {
  const what = holds === undefined ? 'is gone' : `holds ${shortDigest(holds)}`;
  return new PolicyError({
    what: nameAct(request, image.wish),
    reason: `${place.uri}:${tag} ${what} since this run has looked at it, as another run was faster`,
    remedy: 'look at the history, and run again if it is still to be rolled back',
  });
}

/** Writes the tags that are due; one that fails is written again if others stand. */
async function writeAll(writer: TagWriter, due: readonly PlannedTag[]): Promise<void> {
  if (due.length === 0) return;
  const written = new Set<string>(await writeTagsAtOnce(writer, due));
  for (let attempt = 1; ; attempt++) {
    const left = due.filter(({ tag }) => !written.has(tag));
    const outcomes = await Promise.allSettled(left.map((planned) => writeTag(writer, planned)));
    for (const [index, { tag }] of left.entries()) if (outcomes[index]?.status === 'fulfilled') written.add(tag);
    const failures = outcomes.filter((each) => each.status === 'rejected').map(({ reason }): unknown => reason);
    if (failures.length === 0) return;
    await pauseAfter(failures, writer, attempt);
  }
}

/** The tags of an image that are to be moved back, right after a look at what each holds. */
export interface LookedBack {
  write(isDue: (tag: PlannedTag) => boolean): Promise<void>;
}

/**
 * Looks at the tags of an image that are to be moved back.
 *
 * @throws {PolicyError} if another run has moved one of them meanwhile: its work is not undone.
 */
export async function lookBack(unit: RollbackUnit, run: TagRun): Promise<LookedBack> {
  const writer = writerOf(unit, run);
  const { client, repository, root } = writer;
  const due = unit.tags.filter((tag) => tag.mutable && isChange(tag));
  const looks = await retryOnceTagged(due, writer, ({ tag }) =>
    headManifest(client, repository, tag, digestAlgorithm(root.digest)),
  );
  const there = new Set<PlannedTag>();
  for (const [index, planned] of due.entries()) {
    const holds = looks[index];
    if (holds === root.digest) there.add(planned);
    else if (holds !== planned.before) throw overtaken(run, unit, planned.tag, holds);
  }
  for (const { tag } of there) run.journal.release(repository, tag);
  const kept = (tag: PlannedTag): PlannedTag => ({ ...tag, action: 'keep', reason: 'it holds this image already' });
  unit.tags = unit.tags.map((tag) => (there.has(tag) ? kept(tag) : tag));
  const left = due.filter((tag) => !there.has(tag));
  return { write: (isDue) => writeAll(writer, left.filter(isDue)) };
}
