import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatSeconds } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import type { AppliedImageReport, AppliedReport, GoingReport, RetainedReport, RetainReport } from './retain.ts';
import { appliedSummaryLine, describeBecause, describeRules, describeTags, retainSummaryLine } from './retain-log.ts';
import { renderRunLine } from './run-line.ts';

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

function goingRow({ digest, tags, action, because, last, frees }: GoingReport): readonly string[] {
  return [
    action,
    tags.length === 0 ? 'none' : markdownCode(describeTags(tags)),
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
  const table = markdownTable(['Action', 'Tags', 'Image', 'Newest', 'Why', 'Frees'], rows);
  const body = more > 0 ? `${table}\n\n${formatCount(more, 'more image')} in the plan file.` : table;
  return markdownDetails(title, body);
}

function appliedRow({ repository, digest, tags, outcome, reason, left }: AppliedImageReport): readonly string[] {
  const rest = left.map((each) => `${each.kind} ${each.name} is left: ${each.reason}`);
  const why = [...(reason === null ? [] : [reason]), ...rest].join('; ');
  return [
    `${ICONS[outcome]} ${outcome}`,
    markdownCode(repository),
    markdownCode(shortDigest(digest)),
    tags.length === 0 ? '' : markdownCode(describeTags(tags)),
    markdownText(why),
  ];
}

const ICONS = { retired: '🏷️', destroyed: '🗑️', rescued: '🛟', archived: '📦', left: '⏭️' } as const;

/** Renders what was done: in one line, then by whom, and image by image. */
function renderApplied(applied: AppliedReport, effort: string): readonly string[] {
  const { by, run, approvedBy, reason, images, plan } = applied;
  const line = renderRunLine({ actor: by, address: run, approvedBy, reason }, effort, 'applied the plan');
  const rows = images.slice(0, MOST_SHOWN).map(appliedRow);
  const more =
    images.length > rows.length ? [`${formatCount(images.length - rows.length, 'more image')} in the log.`] : [];
  const table = markdownTable(['Done', 'Repository', 'Image', 'Tags', 'Notes'], rows);
  return [
    `## 🗂️ ${markdownText(appliedSummaryLine(applied))}`,
    line,
    ...(rows.length === 0 ? [] : [table]),
    ...more,
    `Applied plan ${markdownCode(plan)}`,
  ];
}

/** Renders the job summary of `command: retain`. */
export function renderRetainSummary(report: RetainReport): string {
  const { environments, plan, excess, refused, totals, applied } = report;
  const effort = `${formatCount(report.requests, 'request')} in ${formatSeconds(report.milliseconds)}`;
  const header = ['Environment', 'Repository', 'Images', 'Kept', 'Kept by', 'Due', 'Freed'];
  const head =
    applied === null
      ? ['## 🗂️ Retention plan', `${markdownText(retainSummaryLine(report))}.`]
      : [...renderApplied(applied, effort), '### What the new plan says'];
  const parts = [
    ...head,
    ...(environments.length === 0 ? [] : [markdownTable(header, environments.map(environmentRow))]),
    ...environments.filter(({ going }) => going.length > 0).map(renderGoing),
    ...(totals.due === 0
      ? []
      : [
          'Bytes are freed when the registry collects what nothing names any longer; layers that another image has stay.',
        ]),
    ...(plan === null ? [] : [`Plan ${markdownCode(plan.id)}`]),
  ];
  const warnings = [...refused.map(({ reason }) => reason), ...excess, ...report.warnings];
  return markdownPage(parts, warnings.slice(0, 50), effort);
}
