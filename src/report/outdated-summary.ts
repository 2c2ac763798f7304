import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatCount, formatSeconds } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import { needsRebuild, type OutdatedImageReport, type OutdatedReport, type PlatformReport } from './outdated.ts';
import {
  describeBehind,
  describeHeld,
  describeStake,
  environmentsOf,
  findLeftOut,
  formatBase,
  groupPlatforms,
  outdatedSummaryLine,
} from './outdated-log.ts';
import { renderStart } from './run-line.ts';

/** More environments than these are counted in a cell. */
const MAX_NAMES = 6;

/** More columns do not fit into a page: the owner stands below the image. */
const HEADER = ['Image', 'Environments', 'Stands on', 'Behind', 'A rebuild removes'];

/** Writes a cell that has a line for each thing that is said of platforms. */
function renderPlatforms(platforms: readonly PlatformReport[], describe: (platform: PlatformReport) => string): string {
  return (
    groupPlatforms(platforms, describe)
      // Of a platform without a base nothing more is said.
      .filter(({ text }) => text !== '')
      .map(({ names, text }) => (names === '' ? markdownText(text) : `${markdownText(text)} (${markdownText(names)})`))
      .join('<br>')
  );
}

function renderEnvironments({ environments }: OutdatedImageReport): string {
  const names = environmentsOf(environments);
  const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
  return `${names.slice(0, MAX_NAMES).map(markdownCode).join(', ')}${more}`;
}

function renderImage(image: OutdatedImageReport): readonly string[] {
  const [tag] = image.environments.flatMap((each) => each.tag ?? []);
  const name = [
    markdownCode(tag === undefined ? image.image : `${image.image}:${tag}`),
    markdownCode(shortDigest(image.digest)),
    ...(image.owner === null ? [] : [`of ${markdownText(image.owner, 60)}`]),
  ].join('<br>');
  const held = describeHeld(image.environments);
  const where = `${renderEnvironments(image)}${held === '' ? '' : `<br>✋ ${markdownText(held, 200)}`}`;
  if (image.error !== null) return [name, where, `⛔ ${markdownText(image.error, 200)}`, '', ''];
  const { platforms } = image;
  if (platforms.length === 0) return [name, where, 'not an image', '', ''];
  const on = renderPlatforms(platforms, ({ base, denied, reason }) =>
    base === null ? `⚠️ ${reason ?? ''}` : `${denied ? '⛔ ' : ''}${formatBase(base)}`,
  );
  return [name, where, on, renderPlatforms(platforms, describeBehind), renderPlatforms(platforms, describeStake)];
}

function renderBases({ bases }: OutdatedReport): string {
  const rows = bases.map(({ repository, use, versions, newest, error }) => [
    `${markdownCode(repository)}${error === null ? '' : `<br>⛔ ${markdownText(error, 200)}`}`,
    use,
    newest === null ? '' : markdownCode(newest),
    String(versions),
  ]);
  return markdownDetails(
    formatCount(bases.length, 'base'),
    markdownTable(['Base', 'By the gates', 'Newest', 'Versions'], rows),
  );
}

function renderLedger({ ledger, dryRun }: OutdatedReport): readonly string[] {
  if (ledger === null) return [];
  const added = `${formatCount(ledger.versions, 'version')}, ${ledger.added} of them new`;
  if (ledger.written) return [`The ledger of bases has ${added}: ${markdownCode(ledger.reference ?? '')}.`];
  return [`The ledger of bases was not written${dryRun ? ' in a dry run' : ''}; it would have ${added}.`];
}

/** Says why the column of findings has gaps: without reports nothing is known of what a rebuild removes. */
function explainGaps({ images }: OutdatedReport): readonly string[] {
  const gaps = images
    .flatMap(({ platforms }) => platforms)
    .filter(({ behind, stake }) => behind !== null && behind > 0 && stake === null);
  if (gaps.length === 0) return [];
  const reasons = [...new Set(gaps.flatMap(({ reason }) => reason ?? []))].slice(0, 3);
  return [`What a rebuild removes is left out if it is not known: ${markdownText(reasons.join('; '), 500)}.`];
}

/** Renders the job summary of `command: outdated`. */
export function renderOutdatedSummary(report: OutdatedReport, run?: RunFacts): string {
  const { images } = report;
  const [due, fine] = [images.filter(needsRebuild), images.filter((each) => !needsRebuild(each))];
  const table = (some: readonly OutdatedImageReport[]) => markdownTable(HEADER, some.map(renderImage));
  const line = outdatedSummaryLine(report).replace(/ \(\d+ requests?\)$/, '');
  const parts = [
    `## 🧱 ${markdownText(line, 2000)}`,
    ...renderStart(run),
    ...(due.length === 0 ? [] : [table(due)]),
    ...explainGaps(report),
    ...(fine.length === 0
      ? []
      : [
          markdownDetails(
            `${formatCount(fine.length, 'image')} to leave as ${fine.length === 1 ? 'it is' : 'they are'}`,
            table(fine),
          ),
        ]),
    renderBases(report),
    ...renderLedger(report),
  ];
  const footer = `${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}`;
  return markdownPage(parts, [...findLeftOut(report), ...report.warnings].slice(0, 50), footer);
}
