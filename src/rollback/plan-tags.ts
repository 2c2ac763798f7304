import { orderForLookUp } from '../history/tag-names.ts';
import { lookUpTags } from '../image/existing-tags.ts';
import type { ImageLabels } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';
import { isReservedTag, isTag, type Tag } from '../oci/reference.ts';
import { headManifest } from '../registry/manifests.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { findNumberRules, numberScope, planNumbers } from './daily-number.ts';
import { explainLeft, explainLeftOut, explainStaying } from './explain-tags.ts';
import { KnownTags, movedTags, rulesOf } from './known-tags.ts';
import { decideFollowers, planMove } from './moving-tags.ts';
import type { ImageContent, RollbackPlace } from './place.ts';
import type { RollbackSite } from './read-site.ts';
import type { RollbackRequest } from './request.ts';
import { highestFirst, isFixedName, type VersionLine, versionTagsOf } from './version-line.ts';

/** Each is a request: of more moving tags, those that records name, lines and words come first. */
const MOST_TAGS = 300;

/** So many versions of a line are looked at for one that a tag may go to. */
const MOST_OF_LINE = 10;

/** So many of the highest versions are looked up if no record says which version an image is. */
const MOST_UNRECORDED = 30;

/** Tags that go to another image than the rest, because they follow a line of versions. */
export interface LineMove {
  readonly digest: Digest;
  readonly content: ImageContent;
  readonly tags: readonly PlannedTag[];
}

/** What becomes of the tags of a repository. */
export interface RollbackTags {
  /** Of the image that comes back; the marker is last. */
  readonly tags: readonly PlannedTag[];
  readonly lines: readonly LineMove[];
  /** Tags that stay on what is rolled back, and others to know of: sentences. */
  readonly warnings: readonly string[];
  /** The full version of what is rolled back and of what comes back, by their tags. */
  readonly versions: { readonly current: string | undefined; readonly target: string | undefined };
  /** Which tags show the daily build numbers of other runs. */
  readonly scope: ReturnType<typeof numberScope>;
}

interface TagScope {
  readonly site: RollbackSite;
  readonly current: Digest;
  readonly target: Digest;
  readonly content: ImageContent;
  /** Whether the marker is there already: then no number is due any more. */
  readonly isDone: boolean;
}

async function readPlacings(place: RollbackPlace, digest: Digest) {
  const { placings } = await place.provenOf(digest);
  return { tags: placings.flatMap(({ record }) => record.predicate.destination.tags), moved: movedTags(placings) };
}

async function labelsOf(place: RollbackPlace, digest: Digest): Promise<ImageLabels> {
  const content = await place.contentOf(digest);
  return 'labels' in content ? content.labels : new Map();
}

/** Finds the tags that hold an image, but for those whose names say that they never move. */
async function findHeld(
  request: RollbackRequest,
  { site, current }: TagScope,
  recorded: readonly string[],
): Promise<{ readonly held: readonly Tag[]; readonly leftOut: number }> {
  const { place, names } = site;
  const moving = [...names].filter(isTag).filter((tag) => !isReservedTag(tag) && !isFixedName(tag));
  const first = new Set<string>([request.marker, 'latest', ...recorded]);
  const asked = orderForLookUp(moving, first).slice(0, MOST_TAGS);
  const holds = await lookUpTags(place.client, place.repository, asked);
  return { held: asked.filter((tag) => holds.get(tag) === current), leftOut: moving.length - asked.length };
}

/** The full versions of an image: by its records, or else by the tags that hold it. */
async function findVersions({ place, names }: RollbackSite, digest: Digest, recorded: readonly string[]) {
  const known = versionTagsOf(recorded);
  if (known.length > 0) return known;
  const asked = highestFirst(versionTagsOf(names)).slice(0, MOST_UNRECORDED);
  const holds = await lookUpTags(place.client, place.repository, asked);
  return asked.filter((tag) => isTag(tag) && holds.get(tag) === digest);
}

/** The first of some that fit; the others are not asked. */
function firstOf<Item>(items: readonly Item[], most: number, fits: (item: Item) => boolean): readonly Item[] {
  const found: Item[] = [];
  for (const item of items) {
    if (found.length === most) break;
    if (fits(item)) found.push(item);
  }
  return found;
}

/** Finds the highest version of a line that may be used: complete, by right, and not held. */
async function findOfLine(
  { site: { place, names }, current }: TagScope,
  line: VersionLine,
  own: readonly string[],
): Promise<{ readonly digest: Digest; readonly content: ImageContent; readonly tag: string } | undefined> {
  const others = highestFirst(versionTagsOf(names)).filter((tag) => !own.includes(tag));
  const versions = firstOf(others, MOST_OF_LINE, (tag) => line.includes(tag));
  for (const tag of versions) {
    const digest = isTag(tag) ? await headManifest(place.client, place.repository, tag) : undefined;
    if (digest === undefined || digest === current) continue;
    const [{ promotions }, holds, content] = await Promise.all([
      place.provenOf(digest),
      place.holdsOf(digest),
      place.contentOf(digest),
    ]);
    if (promotions.length > 0 && holds.length === 0 && 'graph' in content) return { digest, content, tag };
  }
  return undefined;
}

async function planNumber(request: RollbackRequest, scope: TagScope, recorded: readonly string[]) {
  const { environment, timeZone, run } = request;
  const { site, target, content, isDone } = scope;
  const { place, names } = site;
  const rules = findNumberRules(environment, recorded);
  const image = { repository: place.repository, digest: target, labels: content.labels, rules, timeZone, now: run.now };
  if (isDone || rules.length === 0) return { numbers: [], scope: numberScope(image) };
  const planned = planNumbers(image, names);
  const numbers = await Promise.all(
    planned.map(async ({ planned: next, highest }) => {
      const holds = highest && (await headManifest(place.client, place.repository, highest));
      return holds === target ? [] : [next];
    }),
  );
  return { numbers: numbers.flat(), scope: numberScope(image) };
}

function lastOf(marker: Tag) {
  return (left: PlannedTag, right: PlannedTag) => Number(left.tag === marker) - Number(right.tag === marker);
}

/**
 * Plans what becomes of the tags of a repository; only reads. Beside the marker only tags move that today's rules or the
 * records say are moving ones.
 */
export async function planTags(request: RollbackRequest, scope: TagScope): Promise<RollbackTags> {
  const { environment, marker, hold, timeZone, run } = request;
  const { site, current, target } = scope;
  const { place } = site;
  const [{ tags: ofCurrent, moved }, { tags: ofTarget, moved: movedTo }] = await Promise.all([
    readPlacings(place, current),
    readPlacings(place, target),
  ]);
  const [labels, { held, leftOut }, currentVersions, { numbers, scope: numbered }] = await Promise.all([
    labelsOf(place, current),
    findHeld(request, scope, ofCurrent),
    findVersions(site, current, ofCurrent),
    planNumber(request, scope, [...ofCurrent, ...ofTarget]),
  ]);
  const known = new KnownTags({
    rules: rulesOf(environment),
    ...{ timeZone, now: run.now },
    current: { repository: place.repository, digest: current, labels, versions: currentVersions },
    moved: new Set([...moved, ...movedTo]),
  });
  const targetVersions = versionTagsOf(ofTarget);
  const moving = held.filter((tag) => tag === marker || known.isMoving(tag));
  const follows = decideFollowers(moving, marker, { lineOf: (tag) => known.lineOf(tag), targetVersions });
  const warnings = [
    ...explainLeftOut(place, { current, leftOut, most: MOST_TAGS }),
    ...explainStaying(
      place,
      held.filter((tag) => !moving.includes(tag)),
    ),
  ];
  const moves: PlannedTag[] = [];
  const lines = new Map<Digest, LineMove>();
  for (const each of follows) {
    if (each.to === 'target') {
      const reason = each.tag === marker ? 'it marks what runs' : 'it was on the image that is rolled back';
      moves.push(planMove(each, current, { after: target, reason }));
      continue;
    }
    const found = await findOfLine(scope, each.line, currentVersions);
    if (found === undefined) {
      warnings.push(explainLeft(each, { environment: environment.name, hold, uri: place.uri }));
      continue;
    }
    const move = planMove(each, current, {
      after: found.digest,
      reason: `${found.tag} is the highest of its line that is not held`,
    });
    const others = lines.get(found.digest)?.tags ?? [];
    lines.set(found.digest, { digest: found.digest, content: found.content, tags: [...others, move] });
  }
  return {
    tags: [...numbers, ...moves.toSorted(lastOf(marker))],
    lines: [...lines.values()],
    warnings,
    versions: { current: highestFirst(currentVersions)[0], target: highestFirst(targetVersions)[0] },
    scope: numbered,
  };
}
