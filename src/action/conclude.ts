import { formatBytes, formatCount, formatList } from '../text/format.ts';
import type { PlanReport } from './plan-report.ts';
import type { Report } from './report.ts';

/** More places or tags than these are counted and not named. */
const MAX_NAMES = 12;

function nameOrCount(names: readonly string[], plural: string): string {
  return names.length > MAX_NAMES ? `${names.length} ${plural}` : formatList(names);
}

/** Says in a line what a promotion came to, the news first. */
export function conclude(report: Report): string {
  const destinations = report.images.flatMap((image) => image.destinations);
  const standing = destinations.flatMap(({ tags }) => tags.filter(({ action }) => action !== 'skip'));
  const names = [...new Set(standing.map(({ tag }) => tag))];
  const repositories = [...new Set(destinations.map(({ repository }) => repository))];
  const places = nameOrCount(repositories, 'repositories');
  const tags = names.length === 0 ? 'the image, by digest only' : nameOrCount(names, 'tags');
  const what =
    report.images.length === 1 ? (report.images[0]?.digest ?? '') : formatCount(report.images.length, 'image');
  if (report.dryRun) return `Dry run: ${places} would have ${tags} (${what}); nothing was written`;
  const has = repositories.length === 1 ? 'has' : 'have';
  const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
  const news = destinations.some(({ changed }) => changed)
    ? `${places} now ${has} ${tags}`
    : `Nothing to do: ${places} ${has} ${tags} already`;
  return `${news} (${what}, ${formatBytes(bytes)} through the runner, ${formatCount(report.requests, 'request')})`;
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
