import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatCount, formatSeconds } from '../util/format.ts';
import { drawEnvironments, type EnvironmentMark, markdownPicture } from './environments-diagram.ts';
import { describeEnd, nameAny, nameEnvironments, PLACE_WORDS } from './hold-log.ts';
import type { HeldImageReport, HeldPlaceReport, HoldRunReport } from './hold-run.ts';
import { markdownCode, markdownPage, markdownTable, markdownText } from './markdown.ts';
import { renderRunLine } from './run-line.ts';

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
      : `${what}: ${dryRun ? 'its holds would end' : report.changed ? 'its holds have ended' : 'nothing held it'} in ${report.changed || dryRun ? where : markdownText(nameAny(report))}`;
  return `## ${command === 'hold' ? '✋' : '🔓'} ${says}`;
}

/** How a hold looks in an environment, by what became of its record in the repositories there. */
function markEnvironment(states: readonly HeldPlaceReport['state'][], report: HoldRunReport): EnvironmentMark {
  const words = PLACE_WORDS[report.command];
  const [worst] = (['failed', 'written', 'planned', 'unchanged', 'absent'] as const).filter((state) =>
    states.includes(state),
  );
  if (worst === undefined || worst === 'absent') return { look: 'other', lines: [] };
  const holds = report.command === 'hold' && worst !== 'failed';
  return {
    look: worst === 'planned' ? 'planned' : holds ? 'held' : worst === 'written' ? 'now' : 'on',
    lines: [words[worst]],
  };
}

function drawHold(pipeline: Pipeline, report: HoldRunReport): string | undefined {
  const places = report.images.flatMap((image) => image.places);
  const marks = pipeline.environments.map(({ name }) => {
    const states = places.filter(({ environments }) => environments.includes(name)).map(({ state }) => state);
    return [name, markEnvironment(states, report)] as const;
  });
  return drawEnvironments(pipeline, new Map(marks));
}

/** Who, why and by which run. */
function renderWho(report: HoldRunReport): string {
  const { by, approvedBy, reason, run, command, requests, milliseconds, changed, dryRun } = report;
  const effort = `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`;
  const did = command === 'hold' ? 'held it' : 'ended the hold';
  return renderRunLine({ address: run, actor: by, approvedBy, reason }, effort, changed && !dryRun ? did : undefined);
}

function renderRows(image: HeldImageReport, { command, images }: HoldRunReport): readonly (readonly string[])[] {
  const icons = command === 'hold' ? ICONS : { ...ICONS, written: '🔓' };
  return image.places.map(({ repository, environments, state, error }) => [
    ...(images.length === 1 ? [] : [markdownCode(image.reference)]),
    environments.map(markdownCode).join(', '),
    `${icons[state]}&nbsp;${PLACE_WORDS[command][state].replaceAll(' ', '&nbsp;')}${error === null ? '' : `: ${markdownText(error, 300)}`}`,
    markdownCode(repository),
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
      'Promotions and `verify` accept it again. If it had been admitted, promote it again or run `command: check` with `issue: true`: its hold withdrew that.',
    ];
  }
  if (effect === 'legal')
    return ['It is never destroyed. Promotions and `verify` accept it as before. `command: unhold` ends it.'];
  return [
    `It is not promoted, \`verify\` fails for it, and its version keeps no tag from moving. What runs keeps running: roll back, or deploy another image.${withdrawn} \`command: unhold\` ends it.`,
  ];
}

/** Renders the job summary of `command: hold` and `command: unhold`. */
export function renderHoldSummary(report: HoldRunReport, pipeline?: Pipeline): string {
  const rows = report.images.flatMap((image) => renderRows(image, report));
  const header = [...(report.images.length === 1 ? [] : ['Image']), 'Environment', '', 'Repository'];
  const digests = report.images.slice(0, MAX_ROWS).map(({ image, digest }) => `${image}@${digest}`);
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
    ...markdownPicture(pipeline && drawHold(pipeline, report)),
    ...renderMeaning(report),
    markdownTable(header, rows.slice(0, MAX_ROWS)),
    `\`\`\`text\n${digests.join('\n')}\n\`\`\``,
    ...(more > 0 ? [`${formatCount(more, 'more row')}: see the output \`report\`.`] : []),
    ...(ended.length === 0 ? [] : ['Ended:', markdownTable(['Image', 'Hold', 'Since', 'By', 'Why'], ended)]),
  ];
  return markdownPage(parts, report.warnings);
}
