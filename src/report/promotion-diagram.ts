import type { Pipeline } from '../pipeline/pipeline.ts';
import { drawEnvironments, type EnvironmentMark } from './environments-diagram.ts';
import type { RouteReport } from './promotion.ts';
import type { Row } from './rows.ts';

interface Entrance {
  readonly route: RouteReport;
  readonly row: Row;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== ''))];
}

/** Such as `1.2.3 → 1.2.4`, or how many images came. */
function describeImages(rows: readonly Row[]): string {
  const [first] = rows;
  const images = new Set(rows.map(({ digest }) => digest)).size;
  if (first === undefined || images > 1) return `${images} images`;
  const before = first.destination.comparison?.before.version ?? '';
  return before === '' || before === first.mainTag || first.mainTag === ''
    ? first.mainTag
    : `${before} → ${first.mainTag}`;
}

/** A set from one environment may have images of many tags. */
function describeSource(rows: readonly Row[]): readonly string[] {
  const tags = distinct(rows.map(({ from }) => /:([^:/]+)$/.exec(from)?.[1] ?? ''));
  return tags.length === 1 ? tags : [];
}

function describeRecord(rows: readonly Row[]): readonly string[] {
  const forms = distinct(rows.map(({ destination: { record, recordForm } }) => (record === null ? '' : recordForm)));
  return forms.length === 1 ? forms : [];
}

/** Draws the pipeline with the route taken; undefined if no destination is in it, or it is too large for GitHub. */
export function drawPromotion(
  pipeline: Pick<Pipeline, 'environments' | 'hotfixRoutes'>,
  rows: readonly Row[],
  isDry = false,
): string | undefined {
  const entrances = rows.flatMap((row): readonly Entrance[] =>
    row.destination.route === null ? [] : [{ route: row.destination.route, row }],
  );
  if (entrances.length === 0) return undefined;
  const marks = new Map<string, EnvironmentMark>();
  const sources = Map.groupBy(entrances, ({ route }) => route.from ?? '');
  for (const [name, all] of sources) {
    if (name !== '') marks.set(name, { look: 'on', lines: describeSource(all.map(({ row }) => row)) });
  }
  for (const [name, all] of Map.groupBy(entrances, ({ route }) => route.environment)) {
    const entered = all.map(({ row }) => row);
    const isNew = entered.some(({ destination }) => destination.written.length > 0);
    const lines = [describeImages(entered), ...describeRecord(entered)].filter((line) => line !== '');
    marks.set(name, { look: isDry ? 'planned' : isNew ? 'now' : 'on', lines });
  }
  const taken = entrances.flatMap(({ route: { from, environment: to, hotfix } }) =>
    from === null ? [] : [{ from, to, hotfix }],
  );
  return drawEnvironments(pipeline, marks, taken);
}
