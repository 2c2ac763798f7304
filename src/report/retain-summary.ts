import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatSeconds } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import type { GoingReport, RetainedReport, RetainReport } from './retain.ts';
import { describeBecause, describeRules, describeTags, retainSummaryLine } from './retain-log.ts';

/** More images of a repository are only in the plan file. */
const MOST_SHOWN = 200;

function environmentRow(each: RetainedReport): readonly string[] {
  const { name, repository, images, kept, going, frees } = each;
  return [
    markdownText(name),
    markdownCode(repository),
    String(images),
    String(kept),
    markdownText(describeRules(each)),
    String(going.length),
    going.length === 0 ? '' : formatBytes(frees),
  ];
}

function goingRow({ digest, tags, because, last, frees }: GoingReport): readonly string[] {
  return [
    markdownCode(describeTags(tags)),
    markdownCode(shortDigest(digest)),
    last === null ? 'unknown' : last.slice(0, 10),
    markdownText(describeBecause(because)),
    frees === null ? '' : formatBytes(frees),
  ];
}

function renderGoing({ name, repository, going }: RetainedReport): string {
  const title = `${formatCount(going.length, 'image')} of ${markdownText(name)} (${markdownText(repository)})`;
  const rows = going.slice(0, MOST_SHOWN).map(goingRow);
  const more = going.length - rows.length;
  const table = markdownTable(['Tags', 'Image', 'Newest', 'Why no rule keeps it', 'Frees'], rows);
  const body = more > 0 ? `${table}\n\n${formatCount(more, 'more image')} in the plan file.` : table;
  return markdownDetails(title, body);
}

/** Renders the job summary of `command: retain`. */
export function renderRetainSummary(report: RetainReport): string {
  const { environments, plan, excess, refused, totals } = report;
  const header = ['Environment', 'Repository', 'Images', 'Kept', 'Kept by', 'Due', 'Freed'];
  const parts = [
    '## 🗂️ Retention plan',
    `${markdownText(retainSummaryLine(report))}.`,
    ...(environments.length === 0 ? [] : [markdownTable(header, environments.map(environmentRow))]),
    ...environments.filter(({ going }) => going.length > 0).map(renderGoing),
    ...(totals.due === 0
      ? []
      : [
          'Bytes are freed when the registry collects what nothing names any longer; layers that another image has stay.',
        ]),
    ...(plan === null ? [] : [`Plan ${markdownCode(plan.id)}`]),
  ];
  const footer = `${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}`;
  const warnings = [...refused.map(({ reason }) => reason), ...excess, ...report.warnings];
  return markdownPage(parts, warnings.slice(0, 50), footer);
}
