import type { IdleRule } from '../tags/tag-plan.ts';
import { mainTag, type Outputs } from './outputs.ts';
import type { PlanItem } from './report.ts';

/** What `command: tags` found, as data: the output `report`, and all that its summary and outputs are made of. */
export interface TagsReport {
  readonly command: 'tags';
  readonly images: readonly string[];
  readonly tags: readonly PlanItem[];
  readonly idleRules: readonly IdleRule[];
  readonly labels: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** Builds the outputs of `command: tags`, in the form that docker/build-push-action takes. */
export function buildTagsOutputs(report: TagsReport): Outputs {
  const given = report.tags.filter(({ action }) => action !== 'skip');
  const names = given.map(({ tag }) => tag);
  // Without images the names stand for themselves, as docker/metadata-action gives them.
  const tags =
    report.images.length === 0 ? names : report.images.flatMap((image) => names.map((tag) => `${image}:${tag}`));
  const labels = Object.entries(report.labels).map(([key, value]) => `${key}=${value}`);
  return new Map([
    ['tags', tags.join('\n')],
    ['tag-names', names.join('\n')],
    ['version', mainTag(given)],
    ['date-seq', given.find(({ kind }) => kind === 'date_seq')?.tag ?? ''],
    ['labels', labels.join('\n')],
    ['json', JSON.stringify({ tags, 'tag-names': names, labels: report.labels })],
    ['plan', JSON.stringify(report.tags)],
    ['report', JSON.stringify(report)],
  ]);
}
