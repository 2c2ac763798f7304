import type { Outputs } from '../action/outputs.ts';
import { graphBlobs, graphPlatforms } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { ImagePlan, SitePlan } from '../rollback/plan.ts';
import type { RollbackResult } from '../rollback/rollback.ts';
import type { RollbackUnit } from '../rollback/units.ts';
import { isChange } from '../tags/planned-tag.ts';
import { type PlanItem, type RunReport, toPlanItems } from './promotion.ts';
import { REPORT_SCHEMA } from './schema.ts';
import { findUpdaterHints, type UpdaterHint } from './updater-hints.ts';

/** What was, or would be, done in one repository. */
export interface RolledBackRepository {
  readonly repository: string;
  readonly tags: readonly PlanItem[];
  /** Tags that went to another image, because they follow a line of versions. */
  readonly lines: readonly { readonly digest: Digest; readonly tags: readonly PlanItem[] }[];
  /** `repository@digest`; null in a drill, and if there was nothing to record. */
  readonly record: string | null;
  /** The record that holds what was rolled back; null if it is not held. */
  readonly hold: string | null;
  /** Held images that ran later than what comes back: `name` has the version, `reason` is a clause. */
  readonly skipped: readonly { readonly digest: Digest; readonly name: string; readonly reason: string }[];
  readonly changed: boolean;
}

/** What a drill found of the image that would come back. */
interface ContentReport {
  readonly platforms: readonly { readonly platform: string; readonly digest: Digest }[];
  readonly manifests: number;
  readonly blobs: number;
  readonly bytes: number;
}

/** One image of the output `report`. */
export interface RolledBackImage {
  readonly image: string;
  /** What ran until now; null if the image that was named ran already. */
  readonly from: Digest | null;
  readonly to: Digest;
  /** The full version of each, if its records or tags say it. */
  readonly versions: { readonly from: string | null; readonly to: string | null };
  /** Whether it is what ran before, or was named. */
  readonly by: ImagePlan['by'];
  readonly content: ContentReport;
  readonly repositories: readonly RolledBackRepository[];
  /** Repositories that did not answer, which a partial rollback leaves. */
  readonly unreachable: ImagePlan['unreachable'];
  readonly hints: readonly UpdaterHint[];
}

/** The whole run as data: the output `report`. */
export interface RollbackReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'rollback';
  readonly dryRun: boolean;
  readonly environment: string;
  /** Whether what ran before is complete, verified, and could be brought back. */
  readonly ready: boolean;
  readonly changed: boolean;
  readonly images: readonly RolledBackImage[];
  readonly run: RunReport;
  readonly requests: number;
  readonly milliseconds: number;
  readonly warnings: readonly string[];
}

interface Results {
  readonly environment: Environment;
  readonly marker: string;
  /** Undefined in a drill. */
  readonly result: RollbackResult | undefined;
}

function reportContent({ content: { graph } }: SitePlan): ContentReport {
  const blobs = graphBlobs(graph);
  return {
    platforms: graphPlatforms(graph),
    manifests: graph.nodes.size,
    blobs: blobs.length,
    bytes: blobs.reduce((sum, { size }) => sum + size, 0),
  };
}

function reportRepository(image: ImagePlan, plan: SitePlan, { result }: Results): RolledBackRepository {
  const { place, names } = plan.site;
  const units = (result?.units ?? []).filter((unit) => unit.place === place);
  const target = units.find(({ isTarget }) => isTarget);
  const items = (tags: RollbackUnit['tags']) => toPlanItems(place.uri, tags, names);
  const record = target?.record ?? plan.record;
  const hold = result?.holds.get(image)?.record;
  return {
    repository: place.uri,
    tags: items(target?.tags ?? plan.tags),
    lines: plan.lines.map(({ digest, tags }) => ({
      digest,
      tags: items(units.find((unit) => !unit.isTarget && unit.digest === digest)?.tags ?? tags),
    })),
    record: record === undefined ? null : `${place.uri}@${record}`,
    hold: hold === undefined ? null : `${place.uri}@${hold}`,
    skipped: plan.passed,
    changed: units.some(({ hasNewRecord, tags }) => hasNewRecord || tags.some(isChange)),
  };
}

function tagsOfCurrent({ sites }: ImagePlan): readonly string[] {
  return sites.flatMap(({ site: { latest, now }, isDone }) =>
    latest === undefined || isDone || latest.to !== now ? [] : latest.record.predicate.destination.tags,
  );
}

function reportImage(image: ImagePlan, results: Results): RolledBackImage {
  const repositories = image.sites.map((site) => reportRepository(image, site, results));
  const number = repositories.flatMap(({ tags }) => tags).find(({ kind }) => kind === 'date_seq')?.tag;
  const [first] = image.sites;
  if (first === undefined) throw new Error('an environment has no repository');
  const names = image.sites.flatMap(({ site }) => [...site.names]);
  return {
    image: image.wish.name,
    from: image.current ?? null,
    to: image.target,
    versions: { from: first.versions.current ?? null, to: first.versions.target ?? null },
    by: image.by,
    content: reportContent(first),
    repositories,
    unreachable: image.unreachable,
    hints: findUpdaterHints({ tags: tagsOfCurrent(image), marker: results.marker, number, names }),
  };
}

/** Builds the report of a rollback, or of a drill. */
export function buildRollbackReport(
  images: readonly ImagePlan[],
  results: Results,
  facts: Pick<RollbackReport, 'run' | 'requests' | 'milliseconds' | 'warnings'>,
): RollbackReport {
  const { result, environment } = results;
  return {
    schema: REPORT_SCHEMA,
    command: 'rollback',
    dryRun: result === undefined,
    environment: environment.name,
    ready: true,
    changed: result?.changed ?? false,
    images: images.map((image) => reportImage(image, results)),
    ...facts,
  };
}

/** Writes hints as lines of text. */
export function hintLines(hints: readonly UpdaterHint[]): readonly string[] {
  return hints.map(
    ({ updater, follows, advice }) => `${updater}: ${follows ? 'follows' : 'does not follow'}. ${advice}`,
  );
}

/** Builds the outputs of a rollback, as action.yml names them. */
export function buildRollbackOutputs(report: RollbackReport): Outputs {
  const repositories = report.images.flatMap((image) => image.repositories);
  const items = repositories.flatMap(({ tags, lines }) => [...tags, ...lines.flatMap((line) => line.tags)]);
  const own = repositories.flatMap(({ tags }) => tags);
  const hints = [...new Set(report.images.flatMap((image) => hintLines(image.hints)))];
  return new Map([
    ['digest', report.images.map(({ to }) => to).join('\n')],
    ['previous-digest', report.images.map(({ from }) => from ?? '').join('\n')],
    ['tags', own.map(({ image, tag }) => `${image}:${tag}`).join('\n')],
    ['date-seq', own.find(({ kind }) => kind === 'date_seq')?.tag ?? ''],
    ['record', repositories.flatMap(({ record }) => record ?? []).join('\n')],
    ['hold', repositories.flatMap(({ hold }) => hold ?? []).join('\n')],
    ['ready', String(report.ready)],
    ['changed', String(report.changed)],
    ['plan', JSON.stringify(items)],
    ['updater-hints', hints.join('\n')],
    ['report', JSON.stringify(report)],
  ]);
}
