import { describeNoCurrent } from '../history/describe-no-current.ts';
import type { ImageHistory, Placement, PlacementRecord } from '../history/image-history.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatCount } from '../util/format.ts';
import { safeText } from '../util/text-safe-text.ts';
import { describeTrust } from './describe-trust.ts';
import { formatTime } from './format-time.ts';
import type { HistoryReport } from './history.ts';
import { describeHistory } from './history-log.ts';

/** More tags than these are counted and not named in a line. */
const MAX_TAGS = 4;

function narrateRecord(record: PlacementRecord): string {
  if (record.kind !== 'entry') return describeTrust(record);
  const { time, actor, source, route } = record.entry;
  const parts = [
    formatTime(time),
    ...(actor === undefined ? [] : [`by ${safeText(actor, 50)}`]),
    `from ${safeText(source.environment ?? source.uri, 100)}`,
    ...(route?.kind === 'hotfix' ? [`by the hotfix route ${safeText(route.name ?? '', 50)}`] : []),
  ];
  return `${parts.join(' ')}, ${describeTrust(record)}`;
}

/** Names the tags that no record explains. Without any record that counts, that was said already. */
function narrateUnexplained({ record, unexplained }: Placement): string {
  if (record.kind !== 'entry' || unexplained.length === 0) return '';
  const more = unexplained.length > MAX_TAGS ? ` and ${unexplained.length - MAX_TAGS} more` : '';
  return `; no record explains ${unexplained
    .slice(0, MAX_TAGS)
    .map(({ tag }) => tag)
    .join(', ')}${more}`;
}

function narratePlacement(placement: Placement): string {
  const { digest, tags, record } = placement;
  const more = tags.length > MAX_TAGS ? ` and ${tags.length - MAX_TAGS} more` : '';
  const names = tags.length === 0 ? 'no tag' : `${tags.slice(0, MAX_TAGS).join(', ')}${more}`;
  return `${names} (${shortDigest(digest)}): ${narrateRecord(record)}${narrateUnexplained(placement)}`;
}

/** Writes the history of an image as lines for the log: what each repository runs, or where the image was found. */
export function narrateHistory(history: ImageHistory): readonly string[] {
  const lines = history.environments.flatMap(({ name, repositories }) =>
    repositories.flatMap((each) => {
      const { repository, missing, current, placements } = each;
      const where = repositories.length === 1 ? name : `${name} in ${repository}`;
      if (missing !== undefined) return [`  ${where}: cannot be read`];
      const shown = history.sought !== undefined ? placements : current === undefined ? [] : [current.placement];
      if (shown.length === 0)
        return [`  ${where}: ${history.sought === undefined ? describeNoCurrent([each]) : 'not there'}`];
      return shown.map((placement) => `  ${where}: ${narratePlacement(placement)}`);
    }),
  );
  return [`${history.image}${history.sought?.pick ?? ''}`, ...lines];
}

/** Says in a line what a history came to. */
export function concludeHistory(histories: readonly ImageHistory[], { requests }: HistoryReport): string {
  const [only, ...others] = histories;
  const asked = formatCount(requests, 'request');
  if (only === undefined || others.length > 0) return `Read ${formatCount(histories.length, 'image')} (${asked})`;
  return `${only.image}: ${describeHistory(only, (text) => text)} (${asked})`;
}
