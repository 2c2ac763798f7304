import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import { type CompetingRecord, verifyName } from '../policy/verify-name.ts';
import { enteredAt } from '../policy/verify-record.ts';
import { compareVersions, tryParseVersionTag, type Version } from '../tags/version.ts';
import type { CurrentImage, Placement, UnexplainedTag } from './image-history.ts';

function entryTime({ record }: Placement): number | undefined {
  return record.kind === 'entry' ? record.entry.time.getTime() : undefined;
}

/** Orders images as they are shown: the latest record first, then by what tags say of a day, then of a version. */
export function comparePlacements(left: Placement, right: Placement): number {
  const [early, late] = [entryTime(right), entryTime(left)];
  if (early !== late) return (early ?? Number.NEGATIVE_INFINITY) < (late ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
  return compareNewness(readNewness(left.tags), readNewness(right.tags)) || (left.digest < right.digest ? -1 : 1);
}

function newestBy(placements: readonly Placement[], has: (newness: Newness) => boolean): Placement | undefined {
  const dated = placements
    .map((placement) => ({ placement, newness: readNewness(placement.tags) }))
    .filter(({ newness }) => has(newness));
  return dated.sort((left, right) => compareNewness(left.newness, right.newness))[0]?.placement;
}

/**
 * Finds what a repository's environment runs.
 *
 * The environment's own tag says it where it has one, even by not being there. Otherwise `latest` does, then the newest
 * record of an image that still has a tag, then the highest number of a day, and then the highest version.
 *
 * @param placements all images of the environment that are known.
 */
export function findCurrent(placements: readonly Placement[], tag: string | undefined): CurrentImage | undefined {
  const holding = (name: string) => placements.find(({ tags }) => tags.some((each) => each === name));
  const tagged = placements.filter(({ tags }) => tags.length > 0);
  const candidates: readonly (readonly [CurrentImage['by'], () => Placement | undefined])[] =
    tag !== undefined
      ? [['tag', () => holding(tag)]]
      : [
          ['latest', () => holding('latest')],
          ['record', () => tagged.filter((each) => entryTime(each) !== undefined).sort(comparePlacements)[0]],
          ['day', () => newestBy(placements, ({ day }) => day !== undefined)],
          ['version', () => newestBy(placements, ({ version }) => version !== undefined)],
        ];
  for (const [by, find] of candidates) {
    const placement = find();
    if (placement !== undefined) return { placement, by };
  }
  return undefined;
}

/** What a tag's name says of its age. */
type TagName =
  | { readonly kind: 'version'; readonly version: Version }
  /** A day, or a number of it, as text that is ordered as they are. */
  | { readonly kind: 'day'; readonly day: string }
  /** A name that moves from image to image, such as `latest`, `edge` or `1.2`. */
  | { readonly kind: 'moving' }
  | { readonly kind: 'other' };

/** A day with or without its number, and no part of a longer word: `20261121_01`. */
const DAY =
  /(?<![0-9A-Za-z])(20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?:[-_.]?([0-9]{1,9}))?(?![0-9A-Za-z])/;

/** A line of versions, or a word without digits. */
const MOVING = /^(?:[vV]?(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8}))?|(?!sha-)[A-Za-z_][A-Za-z_.-]{0,40})$/;

/** The kinds from that which says most of an image to that which says least. */
const RANK: readonly TagName['kind'][] = ['version', 'day', 'moving', 'other'];

/** Reads what a tag's name says. */
export function readTagName(tag: string): TagName {
  const version = tryParseVersionTag(tag);
  if (version !== undefined) return { kind: 'version', version };
  const [, day, number = ''] = DAY.exec(tag) ?? [];
  if (day !== undefined) return { kind: 'day', day: `${day}.${number.padStart(9, '0')}` };
  return { kind: MOVING.test(tag) ? 'moving' : 'other' };
}

function compareText(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** A tag and what its name says: names are read once, because a repository may have 200,000. */
interface NamedTag {
  readonly tag: Tag;
  readonly name: TagName;
}

/** Orders tags of one kind, the newest first. */
function compareNamed(left: NamedTag, right: NamedTag): number {
  if (left.name.kind === 'version' && right.name.kind === 'version') {
    return compareVersions(right.name.version, left.name.version) || compareText(left.tag, right.tag);
  }
  if (left.name.kind === 'day' && right.name.kind === 'day') {
    return compareText(right.name.day, left.name.day) || compareText(left.tag, right.tag);
  }
  // `latest` says nothing; of lines the narrower one says more.
  const weight = ({ tag }: NamedTag) => (tag === 'latest' ? 1 : 0);
  return (
    weight(left) - weight(right) ||
    right.tag.split('.').length - left.tag.split('.').length ||
    compareText(left.tag, right.tag)
  );
}

function nameAll(tags: Iterable<Tag>): readonly NamedTag[] {
  return Array.from(tags, (tag) => ({ tag, name: readTagName(tag) }));
}

/** Orders the tags of one image: that which says most of it first. */
export function orderTagNames(tags: Iterable<Tag>): readonly Tag[] {
  return nameAll(tags)
    .toSorted(
      (left, right) => RANK.indexOf(left.name.kind) - RANK.indexOf(right.name.kind) || compareNamed(left, right),
    )
    .map(({ tag }) => tag);
}

/**
 * Orders the tags of a repository in the order in which they are worth a look: those that are asked for, then what
 * moves, versions and days by turns, each from the newest on, and then all others.
 *
 * By turns, so that a thousand branches do not hide the versions, nor the versions the days.
 */
export function orderForLookUp(names: Iterable<Tag>, first: ReadonlySet<string>): readonly Tag[] {
  const lanes: Record<TagName['kind'], NamedTag[]> = { version: [], day: [], moving: [], other: [] };
  const wanted: Tag[] = [];
  for (const each of nameAll(names)) {
    if (first.has(each.tag)) wanted.push(each.tag);
    else lanes[each.name.kind].push(each);
  }
  const turns = [lanes.moving, lanes.version, lanes.day].map((lane) => lane.sort(compareNamed));
  const longest = Math.max(...turns.map(({ length }) => length));
  const mixed = Array.from({ length: longest }, (_, index) => turns.flatMap((lane) => lane[index] ?? []));
  return [...wanted, ...[...mixed.flat(), ...lanes.other.sort(compareNamed)].map(({ tag }) => tag)];
}

/** How new an image is, as far as its tags tell. */
interface Newness {
  /** Its highest day and number; undefined if no tag names one. */
  readonly day: string | undefined;
  readonly version: Version | undefined;
}

/** Finds how new an image is by its tags. */
export function readNewness(tags: readonly Tag[]): Newness {
  const names = tags.map(readTagName);
  const [version] = names
    .flatMap((name) => (name.kind === 'version' ? [name.version] : []))
    .sort((left, right) => compareVersions(right, left));
  const day = names
    .flatMap((name) => (name.kind === 'day' ? [name.day] : []))
    .sort(compareText)
    .at(-1);
  return { day, version };
}

/** Orders images by their tags, the newest first: by day, then by version; what has neither comes last. */
export function compareNewness(left: Newness, right: Newness): number {
  const days = compareText(right.day ?? '', left.day ?? '');
  if (days !== 0) return days;
  if (left.version === undefined || right.version === undefined) {
    return Number(left.version === undefined) - Number(right.version === undefined);
  }
  return compareVersions(right.version, left.version);
}

/** An image that tags hold. */
interface TaggedImage {
  readonly digest: Digest;
  readonly tags: readonly Tag[];
}

/**
 * Finds the tags of an image that no record explains: somebody may have put them there by hand.
 *
 * @param entries the entries of all images of the repository that are known, into each environment that has it.
 */
export function findUnexplained(
  { digest, tags }: TaggedImage,
  entries: readonly CompetingRecord[],
): readonly UnexplainedTag[] {
  const own = entries
    .filter((each) => each.digest === digest)
    .toSorted((left, right) => enteredAt(right.entry) - enteredAt(left.entry));
  const competitors = entries.filter((each) => each.digest !== digest);
  return tags.flatMap((tag) => {
    const faults = own.map(({ entry }) => verifyName(entry, { tag, digest, competitors }));
    if (faults.some((fault) => fault === undefined)) return [];
    return [{ tag, reason: faults[0]?.reason ?? 'no record of this image counts' }];
  });
}
