import { formatCount } from '../text/format.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import { renderTags } from './summary.ts';
import type { TagsReport } from './tags-report.ts';

/** Renders the job summary of `command: tags`: the tags with their reasons, then labels, folded. */
export function renderTagsSummary(report: TagsReport): string {
  const given = report.tags.filter(({ action }) => action !== 'skip');
  const parts = [`## 🏷️ ${formatCount(given.length, 'tag')} for the build`];
  if (report.images.length > 0) parts.push(report.images.map((image) => `- ${markdownCode(image)}`).join('\n'));
  if (report.tags.length > 0) parts.push(renderTags(report.tags, false));
  const idle = report.idleRules.map(
    ({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`,
  );
  if (idle.length > 0) parts.push(markdownDetails(`${formatCount(idle.length, 'rule')} gave no tag`, idle.join('\n')));
  const labels = Object.entries(report.labels).map(([key, value]) => [markdownCode(key), markdownText(value)]);
  if (labels.length > 0)
    parts.push(markdownDetails(formatCount(labels.length, 'label'), markdownTable(['Label', 'Value'], labels)));
  for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
  return `${parts.join('\n\n')}\n`;
}
