import type { PromotionPredicate, RunFacts } from '../attestation/predicates/promotion.ts';
import type { RollbackPredicate } from '../attestation/predicates/rollback.ts';
import {
  type EnvironmentHistory,
  type ImageHistory,
  type Placement,
  type PlacementRecord,
  type RecordStatus,
  type RepositoryHistory,
  statusOf,
} from '../history/image-history.ts';
import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { describeHold } from '../policy/describe-hold.ts';
import { formatCount, formatList, formatSeconds } from '../util/format.ts';
import type { ComparisonReport, HistoryReport } from './history.ts';
import { describeHistory, findTrouble, isUnread } from './history-log.ts';
import { renderImageDiff } from './image-diff.ts';
import { linkLogin, linkRun } from './links.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import { describeNoCurrent, describeStatus, drawPipeline, formatTime, isSplit } from './pipeline-diagram.ts';
import { renderThen } from './ran-then.ts';
import { approversOf } from './record.ts';
import { describeNotes, NOTE_SIGNS } from './record-notes.ts';
import { renderStart } from './run-line.ts';

/** More pictures than these are not drawn: a page with hundreds of them does not load. */
const MAX_PICTURES = 10;

/** What a summary shows beside the report. */
export interface HistoryPage {
  readonly pipeline: Pick<Pipeline, 'hotfixRoutes'>;
  readonly histories: readonly ImageHistory[];
  readonly report: HistoryReport;
  /** The address of this run on GitHub. */
  readonly run?: string | null;
  /** Who started it. */
  readonly facts?: RunFacts;
}

function warn(sentence: string): string {
  return `> [!WARNING]\n> ${markdownText(sentence, 1000)}`;
}

function renderPicture(history: ImageHistory, pipeline: HistoryPage['pipeline']): string {
  const picture = drawPipeline(history, pipeline);
  return picture === undefined ? 'The pipeline is too large to be drawn.' : `\`\`\`mermaid\n${picture}\n\`\`\``;
}

function renderComparison({ from, to, error, diff }: ComparisonReport, run: string | null): string {
  const title = `### What differs: ${markdownCode(from)} → ${markdownCode(to)}`;
  const body =
    diff === null
      ? markdownText(error ?? 'nothing is known')
      : renderImageDiff(diff, { left: from, right: to, run }).trim();
  return `${title}\n\n${body}`;
}

function renderImage(history: ImageHistory, page: HistoryPage, index: number): string {
  const comparison = page.report.images[index]?.comparison ?? null;
  const past = page.report.images[index]?.past ?? null;
  const parts = [`${describeHistory(history, markdownCode)}.`];
  if (past !== null) parts.unshift(renderThen(past.at, past.ran));
  if (history.requested === undefined && index < MAX_PICTURES) parts.push(renderPicture(history, page.pipeline));
  parts.push(renderOverview(history, page.run ?? null), ...findTrouble(history).map(warn));
  if (comparison !== null) parts.push(renderComparison(comparison, page.run ?? null));
  if (history.requested === undefined)
    parts.push(...history.environments.map((each) => renderEnvironment(each, page.run ?? null)));
  return parts.join('\n\n');
}

function renderCell(environment: EnvironmentHistory | undefined): string {
  if (environment === undefined) return '';
  const { current } = environment;
  if (current === undefined) return isUnread(environment) ? '⛔' : '—';
  const [tag] = current.placement.tags;
  const digest = markdownCode(shortDigest(current.placement.digest));
  const split = isSplit(environment) || environment.differences.length > 0 ? ' ⚠️' : '';
  return `${tag === undefined ? digest : `**${markdownCode(tag)}**<br>${digest}`}${split}`;
}

function renderImages(page: HistoryPage): readonly string[] {
  const { histories } = page;
  const names = histories[0]?.environments.map(({ name }) => name) ?? [];
  const rows = histories.map(({ image, requested, environments }) => [
    markdownCode(`${image}${requested?.selector ?? ''}`),
    ...environments.map(renderCell),
  ]);
  return [
    `## 🧭 Which image each environment runs: ${formatCount(histories.length, 'image')}`,
    ...renderStart(page.facts),
    markdownTable(['Image', ...names.map((name) => markdownText(name))], rows),
    ...histories.map((history, index) =>
      markdownDetails(
        markdownText(`${history.image}${history.requested?.selector ?? ''}`),
        renderImage(history, page, index),
      ),
    ),
  ];
}

/** Renders the job summary of `command: history`. */
export function renderHistorySummary(page: HistoryPage): string {
  const { histories, report } = page;
  const [only, ...others] = histories;
  const parts =
    only === undefined || others.length > 0
      ? renderImages(page)
      : [
          `## 🧭 Which ${markdownCode(only.image)} each environment runs`,
          ...renderStart(page.facts),
          renderImage(only, page, 0),
        ];
  const footer = `${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}`;
  return markdownPage([...parts, ...report.warnings.map(warn)], [], footer);
}

/** More tags than these are counted and not named in a cell. */
const MAX_TAGS = 6;

/** More tags that differ are counted and not shown. */
const MAX_DIFFERENCES = 20;

/** What people wrote is cut in a cell (characters); the report has all of it. */
const MAX_WORDS = 200;

const HEADER = ['Environment', 'Image', 'Since', 'Promoted', 'Record'];

const SIGNS: Partial<Record<RecordStatus, string>> = {
  signed: '🔏',
  unsigned: '⚠️',
  rejected: '⛔',
  none: '⚠️',
  unreadable: '⚠️',
};

function renderTags({ tags, record, unexplained }: Placement): string {
  if (tags.length === 0) return '*no tag*';
  const show = (all: readonly string[], separator: string) =>
    all.slice(0, MAX_TAGS).map(markdownCode).join(separator) +
    (all.length > MAX_TAGS ? ` and ${all.length - MAX_TAGS} more` : '');
  const names = show(tags, '<br>');
  if (record.kind !== 'recorded' || unexplained.length === 0) return names;
  return `${names}<br>⚠️ no record explains ${show(
    unexplained.map(({ tag }) => tag),
    ' ',
  )}`;
}

function renderRecord(record: PlacementRecord): string {
  const sign = SIGNS[statusOf(record)];
  const words = markdownText(describeStatus(record));
  const reason = record.kind === 'rejected' ? `: ${markdownText(formatList(record.rejections), MAX_WORDS)}` : '';
  const notes =
    record.kind === 'recorded'
      ? describeNotes(record.notes).map(
          ({ level, text }) => `<br>${NOTE_SIGNS[level]} ${markdownText(text, MAX_WORDS)}`,
        )
      : [];
  return `${sign === undefined ? '' : `${sign} `}${words}${reason}${notes.join('')}`;
}

/** Breaks only between the day and the time, to fit a narrow column. */
function renderTime(time: Date): string {
  const [day, ...clock] = formatTime(time).split(' ');
  // A hyphen would let the day be torn.
  return `${day?.replaceAll('-', '&#8209;')}<br>${clock.join('&nbsp;')}`;
}

function renderPromotion(predicate: PromotionPredicate, own: string | null): string {
  const { source, route } = predicate;
  const from = markdownCode(source.environment ?? source.uri);
  const hotfix = route?.kind === 'hotfix' ? ` by the hotfix route ${markdownCode(route.name ?? '')}` : '';
  return `from ${from}${hotfix}<br>${renderOrigin(predicate, own)}`;
}

function renderRollback(predicate: RollbackPredicate, own: string | null): string {
  return `↩️ rolled back<br>${renderOrigin(predicate, own)}`;
}

function renderOrigin(predicate: Pick<PromotionPredicate, 'run' | 'reason' | 'approvals'>, own: string | null): string {
  const { reason, run } = predicate;
  const who = run.actor === undefined ? 'by an unknown actor' : `by ${linkLogin(run.actor.login, own)}`;
  const approvers = approversOf(predicate)
    .slice(0, MAX_TAGS)
    .map((login) => linkLogin(login, own));
  const approved = approvers.length === 0 ? '' : `, approved by ${formatList(approvers)}`;
  const address = run.invocationId === undefined ? '' : ` · ${linkRun(run.invocationId, own)}`;
  const words = reason === undefined ? '' : `<br>${markdownText(reason, MAX_WORDS)}`;
  return `${who}${approved}${address}${words}`;
}

/** Tags are one a line, so that none is torn. */
function renderWhat(placement: Placement): string {
  const { digest, holds = [] } = placement;
  const held = holds.map((hold) => `<br>⛔ ${markdownText(describeHold(hold, digest), MAX_WORDS)}`).join('');
  return `${renderTags(placement)}<br>${markdownCode(shortDigest(digest))}${held}`;
}

function renderPlacement(where: string, placement: Placement, own: string | null): readonly string[] {
  const { record } = placement;
  const what = renderWhat(placement);
  if (record.kind !== 'recorded') return [where, what, '', '', renderRecord(record)];
  const { rollback, promotion } = record;
  const { time } = (rollback ?? promotion).predicate;
  const how =
    rollback === undefined ? renderPromotion(promotion.predicate, own) : renderRollback(rollback.predicate, own);
  return [where, what, renderTime(time), how, renderRecord(record)];
}

function nameRow({ name, repositories }: EnvironmentHistory, { repository }: RepositoryHistory): string {
  const environment = `**${markdownText(name)}**`;
  const hosts = new Set(repositories.map((each) => each.repository.split('/', 1)[0]));
  // The host alone keeps the table narrow, if it tells them apart.
  const site = hosts.size === repositories.length ? (repository.split('/', 1)[0] ?? repository) : repository;
  return repositories.length === 1 ? environment : `${environment}<br>${markdownCode(site)}`;
}

/**
 * Renders what each repository of each environment runs, or where the requested image is.
 *
 * @param own the address of this run, whose GitHub links lead to.
 */
function renderOverview({ environments, requested }: ImageHistory, own: string | null): string {
  const rows = environments.flatMap((environment) =>
    environment.repositories.flatMap((repository) => {
      const { error, current, placements } = repository;
      const where = nameRow(environment, repository);
      if (error !== undefined) return [[where, '⛔ cannot be read', '', '', '']];
      const shown = requested === undefined ? (current === undefined ? [] : [current.placement]) : placements;
      if (shown.length > 0) return shown.map((placement) => renderPlacement(where, placement, own));
      return [[where, requested === undefined ? `*${describeNoCurrent([repository])}*` : '*not there*', '', '', '']];
    }),
  );
  return markdownTable(HEADER, rows);
}

function renderLeftOut({ leftOut }: RepositoryHistory): string {
  const { digests, tags, refusedTags } = leftOut;
  const parts = [
    digests > 0 ? `${formatCount(digests, 'older image')} ${digests === 1 ? 'is' : 'are'} not shown` : '',
    tags > 0 ? `${formatCount(tags, 'tag')} ${tags === 1 ? 'was' : 'were'} not looked up` : '',
    refusedTags > 0 ? `the registry withheld ${formatCount(refusedTags, 'tag')}` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `${formatList(parts)}.`;
}

function renderDifferences({ repositories, differences }: EnvironmentHistory): readonly string[] {
  if (differences.length === 0) return [];
  const uris = repositories.map(({ repository }) => repository).filter((uri) => differences[0]?.holds.has(uri));
  const rows = differences.slice(0, MAX_DIFFERENCES).map(({ tag, holds }) => [
    markdownCode(tag),
    ...uris.map((uri) => {
      const digest = holds.get(uri);
      return digest === undefined ? '*not there*' : markdownCode(shortDigest(digest));
    }),
  ]);
  const more = differences.length - rows.length;
  return [
    'Its repositories differ:',
    markdownTable(['Tag', ...uris.map(markdownCode)], rows),
    ...(more > 0 ? [`and ${formatCount(more, 'more tag')}`] : []),
  ];
}

function renderRepository(repository: RepositoryHistory, own: string | null): readonly string[] {
  const { repository: uri, error, placements } = repository;
  const title = `**${markdownCode(uri)}**`;
  if (error !== undefined) return [`${title}: ${markdownText(error)}`];
  if (placements.length === 0) return [`${title}: ${describeNoCurrent([repository])}`];
  const rows = placements.map((placement) => renderPlacement('', placement, own).slice(1));
  const leftOut = renderLeftOut(repository);
  return [title, markdownTable(HEADER.slice(1), rows), ...(leftOut === '' ? [] : [leftOut])];
}

function renderEnvironment(environment: EnvironmentHistory, own: string | null): string {
  const { name, repositories } = environment;
  const count = new Set(repositories.flatMap(({ placements }) => placements.map(({ digest }) => digest))).size;
  const parts = [...repositories.flatMap((each) => renderRepository(each, own)), ...renderDifferences(environment)];
  return markdownDetails(`${markdownText(name)}: ${formatCount(count, 'image')}`, parts.join('\n\n'));
}
