import type { Tag } from '../oci/reference.ts';
import { compareVersions, tryParseVersionTag, type Version } from '../tags/version.ts';

/** What a tag's name says of its age. */
type TagName =
  | { readonly kind: 'version'; readonly version: Version }
  /** A day and its build number, as text that sorts like them. */
  | { readonly kind: 'day'; readonly day: string }
  /** A tag that moves from image to image, such as `latest`, `edge` or `1.2`. */
  | { readonly kind: 'moving' }
  | { readonly kind: 'other' };

/** A day with or without its build number, and not part of a longer word: `20261121_01`. */
const DAY =
  /(?<![0-9A-Za-z])(20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?:[-_.]?([0-9]{1,9}))?(?![0-9A-Za-z])/;

/** A line of versions, or a word without digits. */
const MOVING = /^(?:[vV]?(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8}))?|(?!sha-)[A-Za-z_][A-Za-z_.-]{0,40})$/;

/** The kinds, the most telling one first. */
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

/** A tag and what its name says, parsed once: a repository may have 200,000 tags. */
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
  // `latest` says nothing, and `1.2` says more than `1`.
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

/** Orders the tags of one image, the most telling one first. */
export function orderTagNames(tags: Iterable<Tag>): readonly Tag[] {
  return nameAll(tags)
    .toSorted(
      (left, right) => RANK.indexOf(left.name.kind) - RANK.indexOf(right.name.kind) || compareNamed(left, right),
    )
    .map(({ tag }) => tag);
}

/**
 * Orders the tags of a repository in the order in which they are resolved: those that come first, then moving tags,
 * versions and days in turn, each from the newest on, and then all others.
 *
 * In turn, so that a thousand branches do not hide the versions, nor the versions the days.
 */
export function orderForLookUp(names: Iterable<Tag>, first: ReadonlySet<string>): readonly Tag[] {
  const byKind = Map.groupBy(nameAll(names), ({ tag, name }) => (first.has(tag) ? 'first' : name.kind));
  const sorted = (kind: TagName['kind']) => (byKind.get(kind) ?? []).sort(compareNamed);
  const turns = [sorted('moving'), sorted('version'), sorted('day')];
  const longest = Math.max(...turns.map(({ length }) => length));
  const mixed = Array.from({ length: longest }, (_, index) => turns.flatMap((tags) => tags[index] ?? [])).flat();
  return [...(byKind.get('first') ?? []), ...mixed, ...sorted('other')].map(({ tag }) => tag);
}

/** How new an image is, as far as its tags tell. */
export interface Newness {
  /** Its highest day and build number; undefined if no tag names one. */
  readonly day: string | undefined;
  readonly version: Version | undefined;
}

/** Finds how new an image is by its tags. */
export function readNewness(tags: readonly Tag[]): Newness {
  const names = tags.map(readTagName);
  const versions = names.flatMap((name) => (name.kind === 'version' ? [name.version] : []));
  const days = names.flatMap((name) => (name.kind === 'day' ? [name.day] : []));
  return { day: days.sort(compareText).at(-1), version: versions.sort(compareVersions).at(-1) };
}

/** Orders images by their tags, the newest first: by day, then by version; those with neither come last. */
export function compareNewness(left: Newness, right: Newness): number {
  const days = compareText(right.day ?? '', left.day ?? '');
  if (days !== 0) return days;
  if (left.version === undefined || right.version === undefined) {
    return Number(left.version === undefined) - Number(right.version === undefined);
  }
  return compareVersions(right.version, left.version);
}
