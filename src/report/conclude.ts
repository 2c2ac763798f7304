import { formatBytes, formatCount, formatList } from '../util/format.ts';
import type { PlanReport } from './plan-report.ts';
import type { DestinationReport, Report } from './promotion.ts';
import { nameContent, outcomeOf } from './written.ts';

/** More places or tags than these are counted and not named. */
const MAX_NAMES = 12;

function nameOrCount(names: readonly string[], plural: string): string {
  return names.length > MAX_NAMES ? `${names.length} ${plural}` : formatList(names);
}

function standingTags({ tags }: DestinationReport): readonly string[] {
  return tags.filter(({ action }) => action !== 'skip').map(({ tag }) => tag);
}

/** Destinations that came to the same. */
interface SameEnd {
  readonly places: readonly string[];
  readonly tags: readonly string[];
  /** Whether they have now what they did not have before. */
  readonly isNew: boolean;
  /** What was written beside that. */
  readonly extras: readonly string[];
}

function groupByEnd(report: Report): readonly SameEnd[] {
  const destinations = report.images.flatMap((image) => image.destinations);
  const outcome = outcomeOf(destinations);
  const ends = destinations.map((each) => {
    const tags = standingTags(each);
    const isNew = each.written.includes('tags') || (tags.length === 0 && each.written.includes('image'));
    const extras = outcome === 'content' ? nameContent(each, isNew) : [];
    return { repository: each.repository, tags, isNew, extras };
  });
  const groups = Map.groupBy(ends, ({ tags, isNew, extras }) => JSON.stringify([tags, isNew, extras]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, places: [...new Set(group.map(({ repository }) => repository))] }];
  });
}

function describeEnd({ places, tags, isNew, extras }: SameEnd, dryRun: boolean): string {
  const has = dryRun ? 'would have' : `${isNew ? 'now ' : ''}${places.length === 1 ? 'has' : 'have'}`;
  const what = tags.length === 0 ? 'the image, by digest only' : nameOrCount(tags, 'tags');
  const start = `${nameOrCount(places, 'repositories')} ${has} ${what}`;
  if (dryRun) return start;
  const already = isNew ? '' : `${tags.length === 0 ? ',' : ''} already`;
  return `${start}${already}${extras.length === 0 ? '' : `, and ${isNew ? '' : 'now '}${formatList(extras)}`}`;
}

/** Says which repositories have which tags; if too many differ, they are counted together. */
function describeEnds(report: Report): string {
  const groups = groupByEnd(report);
  if (groups.length <= MAX_NAMES) return groups.map((group) => describeEnd(group, report.dryRun)).join('; ');
  const destinations = report.images.flatMap((image) => image.destinations);
  const places = new Set(destinations.map(({ repository }) => repository)).size;
  const tags = destinations.reduce((sum, each) => sum + standingTags(each).length, 0);
  const has = report.dryRun
    ? 'would have'
    : `${outcomeOf(destinations) === 'tags' ? 'now ' : ''}${places === 1 ? 'has' : 'have'}`;
  return `${places === 1 ? '1 repository' : `${places} repositories`} ${has} ${formatCount(tags, 'tag')} in all`;
}

const LEADS = { tags: '', content: 'No tag was written: ', nothing: 'Nothing to do: ' } as const;

/** Says in a line what a promotion came to, the news first. */
export function conclude(report: Report): string {
  const destinations = report.images.flatMap((image) => image.destinations);
  const what =
    report.images.length === 1 ? (report.images[0]?.digest ?? '') : formatCount(report.images.length, 'image');
  const ends = describeEnds(report);
  if (report.dryRun) return `Dry run: ${ends} (${what}); nothing was written`;
  const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  return `${LEADS[outcomeOf(destinations)]}${ends} (${what}, ${formatBytes(bytes)} through the runner, ${formatCount(report.requests, 'request')})`;
}

/** Says in a line what a plan came to. */
export function concludePlan({ images, shards, stored }: PlanReport): string {
  return `Planned ${formatCount(images, 'image')} in ${formatCount(shards.length, 'shard')}; nothing was written to a registry (plan ${stored.id}, ${formatBytes(stored.bytes)})`;
}

/** Says in a line what a shard came to. */
export function concludeShard(report: Report, shard: string): string {
  const what = formatCount(report.images.length, 'image');
  if (report.dryRun) return `Dry run: shard ${shard} would copy ${what}; nothing was written`;
  const destinations = report.images.flatMap((image) => image.destinations);
  const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  return `Shard ${shard} is complete: ${what}, whose tags wait for the last job (${formatBytes(bytes)} through the runner, ${formatCount(report.requests, 'request')})`;
}
