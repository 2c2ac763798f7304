import { matchesGlob } from '../attestation/glob.ts';
import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { RetentionRules } from '../pipeline/retention.ts';
import { formatTimeLeft } from '../util/format.ts';
import { DAY } from '../util/time.ts';
import type { KeepContext, RetainedImage, RetainedLocation, WhatRan } from './facts.ts';
import { dayOfTag, isFixedTag, tagKind } from './tag-kind.ts';

/** What keeps an image, or would have kept it. */
export type RetentionRule =
  | 'moving'
  | 'last'
  | 'popped'
  | 'days'
  | 'tags'
  | 'downstream'
  | 'held'
  | 'in-use'
  | 'in-flight'
  | 'unknown-age'
  | 'unread'
  | 'no-image'
  | 'no-rules'
  | 'elsewhere'
  /** Not a reason to stay, but what becomes of one that goes. */
  | 'retired'
  | 'unfinished'
  | 'archive'
  | 'capacity';

/** A rule, and a clause about an image. */
export interface Because {
  readonly rule: RetentionRule;
  readonly detail: string;
}

/** A promotion may take so long (ms): what is younger is not looked at. */
export const IN_FLIGHT = 2 * DAY;

/** Images in the order in which a rollback would go back to them. */
interface Order {
  /** From 0 on, the newest first. */
  readonly places: ReadonlyMap<Digest, number>;
  readonly by: 'ran' | 'time';
}

/** A location with the order of its images, which is found once. */
export interface OrderedLocation {
  readonly location: RetainedLocation;
  /** Empty if the environment does not count images; what any of them has among the last is kept. */
  readonly orders: readonly Order[];
}

/** The tags of an image, with those that its retirement has taken and that would come back. */
function fixedTagsOf({ tags, details }: Pick<RetainedImage, 'tags' | 'details'>): readonly Tag[] {
  return [...new Set([...tags, ...(details?.retirement?.tags.filter(isFixedTag) ?? [])])];
}

/** Returns when an image came here, as far as it is known; what only lists say counts if `isClaimed`. */
function timeOf(
  { digest, details, ...image }: RetainedImage,
  ran: WhatRan | undefined,
  { now, isClaimed }: { readonly now: number; readonly isClaimed: boolean },
): number | undefined {
  const times = [
    ran?.placedAt.get(digest),
    ...fixedTagsOf({ details, ...image }).map((tag) => dayOfTag(tag, now)),
    isClaimed ? details?.recordedAt : undefined,
  ].filter((each) => each !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Returns when an image came here (ms), by whatever tells; undefined if nothing does. */
export function ageFrom(image: RetainedImage, ran: WhatRan | undefined, now: number): number | undefined {
  return timeOf(image, ran, { now, isClaimed: true });
}

function rankByTime({ images, ran }: RetainedLocation, now: number): readonly Digest[] {
  return images
    .map((image) => ({ digest: image.digest, time: timeOf(image, ran, { now, isClaimed: false }) }))
    .filter(({ time }) => time !== undefined)
    .toSorted((left, right) => (right.time ?? 0) - (left.time ?? 0) || (left.digest < right.digest ? -1 : 1))
    .map(({ digest }) => digest);
}

function toOrder(ranked: readonly Digest[], by: Order['by']): Order {
  return { places: new Map(ranked.map((digest, place) => [digest, place])), by };
}

/**
 * Orders the images of a location for `keep.last`: as they ran, without those that one cannot roll back to; by time if no
 * record tells, and also if the records do not go far enough.
 */
export function orderImages(location: RetainedLocation, now: number): OrderedLocation {
  const { ran, environment } = location;
  const last = environment.retention?.last;
  if (last === undefined) return { location, orders: [] };
  const byTime = () => toOrder(rankByTime(location, now), 'time');
  if (ran === undefined) return { location, orders: [byTime()] };
  const ranked = ran.stack.images.toReversed().filter((digest) => !ran.held.has(digest));
  const order = toOrder(ranked, 'ran');
  return { location, orders: ran.isComplete || ranked.length >= last ? [order] : [order, byTime()] };
}

/** Whether `keep.last` cannot be judged: there are images, and nothing says which of them is newer. */
export function lacksOrder({ location: { environment, images }, orders }: OrderedLocation): boolean {
  const last = environment.retention?.last;
  return last !== undefined && images.length > last && orders.every(({ places }) => places.size === 0);
}

function ordinal(number: number): string {
  const rest = number % 100;
  const ending = rest > 10 && rest < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

const WORDS = { ran: 'that ran', time: 'by time' } as const;

/** Says which of the last an image is. @example '3rd of the last 2 that ran' */
function rank({ places, by }: Order, digest: Digest, last: number): string {
  const place = places.get(digest);
  return place === undefined
    ? `not among the last ${last} ${WORDS[by]}`
    : `${ordinal(place + 1)} of the last ${last} ${WORDS[by]}`;
}

function keptAsLast({ digest }: RetainedImage, { orders }: OrderedLocation, last: number): readonly Because[] {
  return orders
    .filter(({ places }) => (places.get(digest) ?? last) < last)
    .map((order) => ({ rule: 'last', detail: rank(order, digest, last) }));
}

function fits(tag: Tag, patterns: readonly string[]): boolean {
  const [out, kept] = [
    patterns.filter((each) => each.startsWith('!')),
    patterns.filter((each) => !each.startsWith('!')),
  ];
  return kept.some((each) => matchesGlob(tag, each)) && !out.some((each) => matchesGlob(tag, each.slice(1)));
}

function keptByTags(
  image: RetainedImage,
  { environment }: RetainedLocation,
  rules: RetentionRules,
): readonly Because[] {
  const marker = environment.tag ?? 'latest';
  return fixedTagsOf(image).flatMap((tag): readonly Because[] => {
    const kind = tag === marker ? 'moving' : tagKind(tag);
    if (kind === 'moving' || (kind === 'line' && rules.moving === 'all')) {
      return [{ rule: 'moving', detail: `${tag} holds it` }];
    }
    return fits(tag, rules.tags) ? [{ rule: 'tags', detail: `${tag} is to be kept` }] : [];
  });
}

/** What protects an image whatever the rules say. */
function protections(image: RetainedImage, { inUse, now }: KeepContext): readonly Because[] {
  const { details, isImage, digest, parts } = image;
  const used = [digest, ...parts].flatMap((each) => inUse.get(each) ?? []);
  const because: Because[] = [...new Set(used)].map((detail) => ({ rule: 'in-use', detail }));
  if (image.unread !== undefined) because.push({ rule: 'unread', detail: `it cannot be read whole: ${image.unread}` });
  if (!isImage) because.push({ rule: 'no-image', detail: 'it is not an image' });
  for (const detail of details?.holds ?? []) because.push({ rule: 'held', detail });
  if (details?.recordedAt !== undefined && now - details.recordedAt < IN_FLIGHT) {
    because.push({ rule: 'in-flight', detail: 'its newest record is younger than 48 hours' });
  }
  if (details !== undefined && details.missingTags.length > 0) {
    const [tag] = details.missingTags;
    because.push({ rule: 'in-flight', detail: `a record gave it the tag ${tag}, which is not there` });
  }
  return because;
}

/**
 * Finds what keeps an image in a location. More facts only ever keep more: an image that nothing keeps by its tags, or by
 * what ran, is looked at closely, and judged again.
 */
export function findRoots(image: RetainedImage, ordered: OrderedLocation, context: KeepContext): readonly Because[] {
  const { location } = ordered;
  const { environment, ran } = location;
  const { retention: rules } = environment;
  if (rules === undefined) return [{ rule: 'no-rules', detail: `${environment.name} has no "retention"` }];
  const because: Because[] = [...keptByTags(image, location, rules)];
  if (rules.last !== undefined) because.push(...keptAsLast(image, ordered, rules.last));
  if (ran?.stack.popped.includes(image.digest) === true) {
    because.push({ rule: 'popped', detail: 'a rollback went back from it' });
  }
  const time = ageFrom(image, ran, context.now);
  if (rules.days !== undefined && time !== undefined && context.now - time < rules.days) {
    because.push({ rule: 'days', detail: `it is younger than ${formatTimeLeft(rules.days)}` });
  }
  if (time === undefined && image.details !== undefined) {
    because.push({ rule: 'unknown-age', detail: 'nothing says how old it is' });
  }
  const needed = rules.downstream === 'none' ? undefined : context.downstream.get(image.digest);
  if (needed !== undefined) because.push({ rule: 'downstream', detail: needed });
  return [...because, ...protections(image, context)];
}

/** Says of an image that goes why each rule of its environment does not keep it. */
export function explainDue(image: RetainedImage, ordered: OrderedLocation, now: number): readonly Because[] {
  const { location, orders } = ordered;
  const rules = location.environment.retention;
  if (rules === undefined) return [];
  const because: Because[] = [];
  if (rules.last !== undefined) {
    const [order] = orders;
    if (order !== undefined) because.push({ rule: 'last', detail: rank(order, image.digest, rules.last) });
  }
  const time = ageFrom(image, location.ran, now);
  if (rules.days !== undefined && time !== undefined) {
    const days = Math.floor((now - time) / DAY);
    because.push({ rule: 'days', detail: `${days} days old, and ${formatTimeLeft(rules.days)} are kept` });
  }
  if (rules.tags.length > 0) because.push({ rule: 'tags', detail: 'none of its tags is to be kept' });
  return because;
}
