import type { Outputs } from '../action/outputs.ts';
import type { RunFacts } from '../attestation/predicates/promotion.ts';
import type { BuildMetadata } from '../build/bake.ts';
import { formatLabels } from '../build/labels.ts';
import { buildMetadataJson } from '../build/metadata.ts';
import { joinItems, type Separators } from '../inputs/tags.ts';
import type { UnmatchedRule } from '../tags/planned-tag.ts';
import { formatCount } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownLabels, markdownPage } from './markdown.ts';
import { type PlanItem, standingTags } from './promotion.ts';
import { renderStart } from './run-line.ts';
import type { REPORT_SCHEMA } from './schema.ts';
import { renderTags, renderUnmatchedRules } from './tag-tables.ts';

/** What `command: tags` found: the output `report`, which its summary and outputs are made of. */
export interface TagsReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'tags';
  readonly images: readonly string[];
  readonly tags: readonly PlanItem[];
  readonly unmatchedRules: readonly UnmatchedRule[];
  /** Empty without tags. */
  readonly version: string;
  readonly labels: Readonly<Record<string, string>>;
  /** With their level before them. */
  readonly annotations: readonly string[];
  readonly requests: number;
  readonly warnings: readonly string[];
}

/** Gathers what a build takes: the tags that are given, for every image. */
export function toBuildMetadata(report: TagsReport): BuildMetadata {
  const tagNames = standingTags(report.tags).map(({ tag }) => tag);
  // Without images the names stand for themselves, as docker/metadata-action gives them.
  const tags =
    report.images.length === 0 ? tagNames : report.images.flatMap((image) => tagNames.map((tag) => `${image}:${tag}`));
  const { images, version, annotations } = report;
  return { tags, tagNames, images, version, labels: new Map(Object.entries(report.labels)), annotations };
}

/** Builds the outputs of `command: tags`, in the form that docker/build-push-action takes. */
export function buildTagsOutputs(report: TagsReport, separators: Separators): Outputs {
  const metadata = toBuildMetadata(report);
  const given = standingTags(report.tags);
  return new Map([
    ['tags', joinItems(metadata.tags, separators.tags)],
    ['tag-names', joinItems(metadata.tagNames, separators.tags)],
    ['version', report.version],
    ['date-seq', given.find(({ kind }) => kind === 'date_seq')?.tag ?? ''],
    ['labels', joinItems(formatLabels(metadata.labels), separators.labels)],
    ['annotations', joinItems(metadata.annotations, separators.annotations)],
    ['json', buildMetadataJson(metadata)],
    ['plan', JSON.stringify(report.tags)],
    ['report', JSON.stringify(report)],
  ]);
}

/** Renders the job summary of `command: tags`: the tags with their reasons, then labels, folded. */
export function renderTagsSummary(report: TagsReport, run?: RunFacts): string {
  const given = standingTags(report.tags);
  const parts = [
    `## 🏷️ ${formatCount(given.length, 'tag')} for the build${report.version === '' ? '' : `: ${markdownCode(report.version)}`}`,
    ...renderStart(run),
  ];
  if (report.images.length > 0) parts.push(report.images.map((image) => `- ${markdownCode(image)}`).join('\n'));
  if (report.tags.length > 0) parts.push(renderTags(report.tags, false));
  if (report.unmatchedRules.length > 0) parts.push(renderUnmatchedRules(report.unmatchedRules));
  const labels = Object.keys(report.labels).length;
  if (labels > 0) parts.push(markdownDetails(formatCount(labels, 'label'), markdownLabels(report.labels)));
  return markdownPage(parts, report.warnings);
}
