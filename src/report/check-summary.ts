import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatCount, formatList, formatSeconds } from '../util/format.ts';
import { type CheckedImage, type CheckReport, isPassed, verdictOf } from './check.ts';
import { drawCheck } from './check-diagram.ts';
import { checkSummaryLine } from './check-log.ts';
import { byVerdict, ICONS, renderChecks } from './checks.ts';
import { markdownPicture } from './environments-diagram.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import { renderStart } from './run-line.ts';

/** More images are left to the output `report`; what does not pass comes first. */
const MAX_ROWS = 200;

/** Images whose gates are shown one by one. */
const MAX_DETAILS = 50;

/** A line for each image. Where all are in one environment, the headline names it: a page has room for four columns. */
function renderImages(images: readonly CheckedImage[]): string {
  const environments = new Set(images.map(({ environment }) => environment));
  const isOne = environments.size === 1 && !environments.has(undefined);
  const header = ['', 'Image', ...(isOne ? [] : ['Environment']), 'Gates'];
  return markdownTable(
    header,
    images.slice(0, MAX_ROWS).map((image) => renderRow(image, isOne)),
  );
}

function renderRow(image: CheckedImage, isOne: boolean): readonly string[] {
  const { reference, digest, environment, repositories, gates, refusal, tags } = image;
  const others = tags.length > 1 ? ` and ${formatCount(tags.length - 1, 'more tag')}` : '';
  const results = gates?.results ?? [];
  const notable = byVerdict(
    results.filter(({ verdict }) => verdict !== 'pass'),
    ({ verdict }) => verdict,
  );
  const said = [
    ...(image.isHeld === true ? ['✋&nbsp;held'] : refusal === undefined ? [] : ['⛔&nbsp;other requirements']),
    ...notable.map(({ gate, verdict }) => `${ICONS[verdict] ?? '❓'}&nbsp;${markdownCode(gate)}`),
    ...(results.length > notable.length ? [`✅&nbsp;${results.length - notable.length}`] : []),
  ];
  return [
    ICONS[verdictOf(image)] ?? '❓',
    `${markdownCode(reference)}${others}${digest === undefined ? '' : `<br>${markdownCode(shortDigest(digest))}`}`,
    ...(isOne ? [] : [markdownCode(environment ?? repositories[0] ?? '')]),
    said.length === 0 ? 'no gates' : said.join(' · '),
  ];
}

function renderDetails(image: CheckedImage): string {
  const { reference, refusal, gates } = image;
  const parts = [
    ...(refusal === undefined ? [] : [`⛔ ${markdownText(refusal.message, 2000)}`]),
    ...(gates === undefined ? [] : [renderChecks(gates.checks)]),
  ];
  // Within HTML no backticks are read.
  const name = `<code>${markdownText(reference)}</code>`;
  return markdownDetails(`${ICONS[verdictOf(image)] ?? '❓'} ${name}`, parts.join('\n\n'));
}

/** Says which gates of environments were not judged, and which have none. */
function renderNotes({ environments }: CheckReport): readonly string[] {
  return environments.flatMap(({ environment, gates, notJudged }) => {
    const name = markdownCode(environment);
    if (gates.length + notJudged.length === 0) return [`${name} has no gates.`];
    if (notJudged.length === 0) return [];
    const names = formatList(notJudged.map(markdownCode));
    return [
      `Not judged in ${name}, because ${notJudged.length === 1 ? 'it counts' : 'they count'} only when an image enters: ${names}.`,
    ];
  });
}

/** Says what became of statements of admission: of many, the first. */
function renderChanges({ admission }: CheckReport, dryRun: boolean): readonly string[] {
  if (admission.length === 0) return [];
  const rows = admission.slice(0, MAX_ROWS).map((change) => {
    const { does, environment, repository, digest, statements } = change;
    const what = does === 'withdraw' ? '⛔ withdrawn' : '✅ issued';
    return [
      dryRun ? `${what}, were it no dry run` : what,
      `${markdownCode(repository)}<br>${markdownCode(shortDigest(digest))}`,
      markdownCode(environment),
      statements.map((statement) => markdownCode(shortDigest(statement))).join('<br>'),
    ];
  });
  return ['### Admission', markdownTable(['Change', 'Image', 'Environment', 'Statements'], rows)];
}

/** What a summary shows beside the report. */
export interface CheckPage {
  readonly run?: RunFacts;
  readonly pipeline?: Pipeline | undefined;
  readonly dryRun?: boolean;
}

/** Renders the job summary of a check as Markdown: how many images pass first, then each, what does not pass before the rest. */
export function renderCheckSummary(images: readonly CheckedImage[], report: CheckReport, page: CheckPage = {}): string {
  const sorted = images.toSorted((left, right) => Number(isPassed(left)) - Number(isPassed(right)));
  const detailed = sorted.filter(({ gates, refusal }) => gates !== undefined || refusal !== undefined);
  const more = images.length - MAX_ROWS;
  const parts = [
    `## ${report.passed ? '✅' : '⛔'} ${markdownText(checkSummaryLine(images, report), 2000)}`,
    ...renderStart(page.run),
    ...markdownPicture(page.pipeline && drawCheck(page.pipeline, images)),
    ...(images.length === 0 ? [] : [renderImages(sorted)]),
    ...(more > 0 ? [`${formatCount(more, 'more image')}: see the output \`report\`.`] : []),
    ...renderChanges(report, page.dryRun === true),
    ...renderNotes(report),
    ...detailed.slice(0, MAX_DETAILS).map(renderDetails),
  ];
  const footer = `${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}`;
  return markdownPage(parts, report.warnings, footer);
}
