import type {
  Distance,
  EnvironmentHistory,
  ImageHistory,
  Placement,
  PlacementRecord,
} from '../history/image-history.ts';
import { shortDigest } from '../oci/digest.ts';
import { describeHold } from '../policy/describe-hold.ts';
import { formatCount, formatList } from '../util/format.ts';
import { quote, safeText } from '../util/safe-text.ts';
import type { HistoryReport } from './history.ts';
import { describeNoCurrent, describeStatus, formatTime, isSplit } from './pipeline-diagram.ts';
import { describeNotes } from './record-notes.ts';

/** More tags that no record explains are counted and not named. */
const MAX_TOLD = 3;

/** Whether no repository of an environment could be read. */
export function isUnread({ repositories }: EnvironmentHistory): boolean {
  return repositories.every(({ error }) => error !== undefined);
}

function describeDistance(distance: Distance): string {
  switch (distance.kind) {
    case 'same':
      return 'runs the same image';
    case 'ahead':
    case 'behind':
      return distance.versions === undefined
        ? `is ${distance.kind}`
        : `is ${formatCount(distance.versions, 'version')} ${distance.kind}`;
    case 'other':
      return distance.isSameVersion ? 'runs another image of the same version' : 'runs another image';
    default:
      return distance satisfies never;
  }
}

/** How names and tags are written: as they are in the log, and as code in Markdown. */
type Write = (text: string) => string;

function describeEnvironment(environment: EnvironmentHistory, write: Write): string {
  const { name, current, distance } = environment;
  const split = isSplit(environment) ? ', and its repositories differ' : '';
  if (current === undefined)
    return `${write(name)} ${isUnread(environment) ? 'cannot be read' : `has ${describeNoCurrent(environment.repositories)}`}`;
  if (distance !== undefined) return `${write(name)} ${describeDistance(distance)}${split}`;
  const { tags, digest } = current.placement;
  const [tag] = tags;
  const what = tag === undefined ? write(digest) : `${write(tag)} (${write(shortDigest(digest))})`;
  return `${write(name)} runs ${what}${split}`;
}

function describeQuery({ image, requested, environments, gone = [] }: ImageHistory, write: Write): string {
  const { selector = '', digests = [] } = requested ?? {};
  const found = environments.filter(({ repositories }) => repositories.some(({ placements }) => placements.length > 0));
  const running = found.filter(({ current }) => current !== undefined && digests.includes(current.placement.digest));
  const unread = environments.filter(({ repositories }) => repositories.some(({ error }) => error !== undefined));
  const names = (list: readonly EnvironmentHistory[]) => formatList(list.map(({ name }) => write(name)));
  const [only, ...others] = digests;
  const digest =
    only === undefined || others.length > 0 || selector.includes('@') ? '' : ` (${write(shortDigest(only))})`;
  const inPart = running.some(isSplit) ? ', but not in all of its repositories' : '';
  return [
    `${write(`${image}${selector}`)}${digest} is in ${found.length === 0 ? 'no environment' : names(found)}`,
    ...(running.length > 0 ? [`current in ${names(running)}${inPart}`] : found.length > 0 ? ['current in none'] : []),
    ...(others.length > 0 ? [`it is ${digests.length} different images`] : []),
    ...gone.map(
      ({ environment, digest: each, says }) =>
        `${write(shortDigest(each))} was ${write(says)} in ${write(environment)}`,
    ),
    ...(unread.length > 0 ? [`not all of ${names(unread)} could be read`] : []),
  ].join('; ');
}

/** What the last environment runs and how far the others are from it, or where the requested image is: a sentence. */
export function describeHistory(history: ImageHistory, write: Write): string {
  if (history.requested !== undefined) return describeQuery(history, write);
  const backwards = history.environments.toReversed();
  const same = backwards.filter((environment) => environment.distance?.kind === 'same' && !isSplit(environment));
  const clauses = backwards.flatMap((environment) => {
    if (!same.includes(environment) || same.length < 2) return [describeEnvironment(environment, write)];
    const names = formatList(same.map(({ name }) => write(name)));
    return environment === same[0] ? [`${names} run the same image`] : [];
  });
  return clauses.join('; ');
}

/** Lists what needs attention: repositories that cannot be read or differ, and records that do not count. */
export function findTrouble({ image, environments }: ImageHistory): readonly string[] {
  return environments.flatMap((environment) => {
    const { name, repositories, differences } = environment;
    const unread = repositories.flatMap(({ error }) => (error === undefined ? [] : [`${name}: ${error}`]));
    const rejected = repositories.flatMap(({ current, repository }) => {
      const record = current?.placement.record;
      return record?.kind === 'rejected'
        ? [`${name}: nothing proves what ${repository} runs, because ${formatList(record.rejections)}`]
        : [];
    });
    const unexplained = repositories.flatMap(({ repository, placements }) =>
      placements.flatMap(({ digest, record, unexplained: tags }) => {
        // What has no record at all is told by that.
        if (record.kind !== 'recorded' || tags[0] === undefined) return [];
        const more = tags.length > MAX_TOLD ? ` and ${tags.length - MAX_TOLD} more` : '';
        const names = `${formatList(tags.slice(0, MAX_TOLD).map(({ tag }) => tag))}${more}`;
        return [`${name}: no record explains ${names} of ${repository}@${shortDigest(digest)}: ${tags[0].reason}`];
      }),
    );
    const noted = repositories.flatMap(({ repository, placements }) =>
      placements.flatMap(({ digest, record }) =>
        record.kind === 'recorded'
          ? describeNotes(record.notes)
              .filter(({ level }) => level === 'bad')
              .map(({ text }) => `${name}: ${repository}@${shortDigest(digest)} is not proven: ${text}`)
          : [],
      ),
    );
    const held = repositories.flatMap(({ current, repository }) => {
      const { digest, holds = [] } = current?.placement ?? {};
      const hold = holds.find(({ effect }) => effect === 'quarantine');
      if (hold === undefined || digest === undefined) return [];
      return [`${name}: what ${repository} runs may not be used: ${describeHold(hold, digest)}`];
    });
    const differ = differences.slice(0, 1).map(({ tag, holds }) => {
      const held = [...holds].map(
        ([uri, digest]) => `${uri} has ${digest === undefined ? 'none' : shortDigest(digest)}`,
      );
      const where = `${tag}${differences.length === 1 ? '' : ' and others'}: ${formatList(held)}`;
      return `${name}: its repositories differ on ${formatCount(differences.length, 'tag')} of ${image}, first on ${where}`;
    });
    return [...unread, ...held, ...differ, ...rejected, ...unexplained, ...noted];
  });
}

/** More tags than these are counted and not named in a line. */
const MAX_TAGS = 4;

function nameTags(tags: readonly string[]): string {
  const more = tags.length > MAX_TAGS ? ` and ${tags.length - MAX_TAGS} more` : '';
  return `${tags.slice(0, MAX_TAGS).join(', ')}${more}`;
}

function recordLines(record: PlacementRecord): string {
  if (record.kind !== 'recorded') return describeStatus(record);
  const notes = describeNotes(record.notes).map(({ text }) => `; ${text}`);
  if (record.rollback !== undefined) {
    const { time: at, run: by, reason } = record.rollback.predicate;
    const who = by.actor === undefined ? '' : ` by ${safeText(by.actor.login, 50)}`;
    const why = reason === undefined ? '' : ` (${quote(reason)})`;
    return `${formatTime(at)} rolled back${who}${why}, ${describeStatus(record)}${notes.join('')}`;
  }
  const { time, run, source, route } = record.promotion.predicate;
  const parts = [
    formatTime(time),
    ...(run.actor === undefined ? [] : [`by ${safeText(run.actor.login, 50)}`]),
    `from ${safeText(source.environment ?? source.uri, 100)}`,
    ...(route?.kind === 'hotfix' ? [`by the hotfix route ${safeText(route.name ?? '', 50)}`] : []),
  ];
  return `${parts.join(' ')}, ${describeStatus(record)}${notes.join('')}`;
}

/** Without any record that counts, that was said already. */
function unexplainedLines({ record, unexplained }: Placement): string {
  if (record.kind !== 'recorded' || unexplained.length === 0) return '';
  return `; no record explains ${nameTags(unexplained.map(({ tag }) => tag))}`;
}

function placementLines(placement: Placement): string {
  const { digest, tags, record, holds = [] } = placement;
  const held = holds.map((hold) => `; ${describeHold(hold, digest)}`).join('');
  const names = tags.length === 0 ? 'no tag' : nameTags(tags);
  return `${names} (${shortDigest(digest)}): ${recordLines(record)}${held}${unexplainedLines(placement)}`;
}

/** Lines for the log: what each repository runs, or where the image was found. */
export function historyLines(history: ImageHistory): readonly string[] {
  const lines = history.environments.flatMap(({ name, repositories }) =>
    repositories.flatMap((each) => {
      const { repository, error, current, placements } = each;
      const where = repositories.length === 1 ? name : `${name} in ${repository}`;
      if (error !== undefined) return [`  ${where}: cannot be read`];
      const shown = history.requested !== undefined ? placements : current === undefined ? [] : [current.placement];
      if (shown.length === 0)
        return [`  ${where}: ${history.requested === undefined ? describeNoCurrent([each]) : 'not there'}`];
      return shown.map((placement) => `  ${where}: ${placementLines(placement)}`);
    }),
  );
  return [`${history.image}${history.requested?.selector ?? ''}`, ...lines];
}

/** Says in a line what a history came to. */
export function historySummaryLine(histories: readonly ImageHistory[], { requests }: HistoryReport): string {
  const [only, ...others] = histories;
  const asked = formatCount(requests, 'request');
  if (only === undefined || others.length > 0) return `Read ${formatCount(histories.length, 'image')} (${asked})`;
  return `${only.image}: ${describeHistory(only, (text) => text)} (${asked})`;
}
