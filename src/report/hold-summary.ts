import { shortDigest } from '../oci/digest.ts';
import { formatCount, formatList, formatSeconds } from '../util/format.ts';
import { describeEnd, nameEnvironments, PLACE_WORDS } from './hold-log.ts';
import type { HeldImageReport, HeldPlaceReport, HoldRunReport } from './hold-run.ts';
import { linkLogin, linkRun } from './links.ts';
import { markdownCode, markdownPage, markdownTable, markdownText } from './markdown.ts';

/** More rows are left to the output `report`. */
const MAX_ROWS = 200;

const ICONS: Readonly<Record<HeldPlaceReport['state'], string>> = {
  written: '✋',
  planned: '📝',
  unchanged: '✅',
  absent: '➖',
  failed: '⛔',
};

function renderHead({ command, dryRun, effect, images, ...report }: HoldRunReport): string {
  const [only, ...others] = images;
  const what =
    only === undefined || others.length > 0 ? formatCount(images.length, 'image') : markdownCode(only.reference);
  const where = markdownText(nameEnvironments(report));
  const kind = effect === 'legal' ? 'on legal hold' : 'held';
  const is = images.length === 1 ? 'is' : 'are';
  const says =
    command === 'hold'
      ? `${what} ${dryRun ? 'would be' : is} ${kind} in ${where}${markdownText(describeEnd(report))}`
      : `${what}: ${dryRun ? 'its holds would end' : report.changed ? 'its holds have ended' : 'nothing held it'} in ${where}`;
  return `## ${command === 'hold' ? '✋' : '🔓'} ${says}`;
}

/** Who, why and by which run. */
function renderWho({ by, approvedBy, reason, run }: HoldRunReport): string {
  const parts = [
    `**Why:** ${markdownText(reason, 500)}`,
    ...(by === null ? [] : [`**Who:** ${linkLogin(by, run)}`]),
    ...(approvedBy.length === 0
      ? []
      : [`**Approved by:** ${formatList(approvedBy.map((login) => linkLogin(login, run)))}`]),
    ...(run === null ? [] : [`**Run:** ${linkRun(run, run)}`]),
  ];
  return parts.join(' · ');
}

function renderRows(image: HeldImageReport, command: HoldRunReport['command']): readonly (readonly string[])[] {
  return image.places.map(({ repository, environments, state, error }) => [
    markdownCode(image.reference),
    markdownCode(shortDigest(image.digest)),
    environments.map(markdownCode).join(', '),
    markdownCode(repository),
    `${ICONS[state]} ${PLACE_WORDS[command][state]}${error === null ? '' : `: ${markdownText(error, 300)}`}`,
  ]);
}

/** What a hold means, and how it ends: whoever sees the page has not read the manual. */
function renderMeaning({ command, effect, dryRun, admission }: HoldRunReport): readonly string[] {
  const withdrawn =
    admission.length === 0
      ? ''
      : ` ${formatCount(admission.length, 'admission')} ${dryRun ? 'would be' : 'was'} withdrawn.`;
  if (command === 'unhold') {
    return [
      'Promotions and `verify` take it again. If it was admitted, it is not any more: promote it again, or run `command: check` with `issue: true`.',
    ];
  }
  if (effect === 'legal')
    return ['It is never destroyed; promotions and `verify` go on as before. `command: unhold` ends it.'];
  return [
    `It is not promoted, \`verify\` fails for it, and its version keeps no tag from moving. What runs goes on running: roll back, or deploy another image.${withdrawn} \`command: unhold\` ends it.`,
  ];
}

/** Renders the job summary of `command: hold` and `command: unhold`. */
export function renderHoldSummary(report: HoldRunReport): string {
  const rows = report.images.flatMap((image) => renderRows(image, report.command));
  const more = rows.length - MAX_ROWS;
  const ended = report.images.flatMap(({ reference, ended: holds }) =>
    holds.map(({ record, since, by, reason }) => [
      markdownCode(reference),
      record === null ? '' : markdownCode(shortDigest(record)),
      markdownText(since?.slice(0, 10) ?? ''),
      markdownText(by ?? '', 100),
      markdownText(reason ?? '', 200),
    ]),
  );
  const parts = [
    renderHead(report),
    renderWho(report),
    markdownTable(['Image', 'Digest', 'Environment', 'Repository', ''], rows.slice(0, MAX_ROWS)),
    ...(more > 0 ? [`${formatCount(more, 'more row')}: see the output \`report\`.`] : []),
    ...(ended.length === 0 ? [] : ['Ended:', markdownTable(['Image', 'Hold', 'Since', 'By', 'Why'], ended)]),
    ...renderMeaning(report),
  ];
  const footer = `${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}`;
  return markdownPage(parts, report.warnings, footer);
}
