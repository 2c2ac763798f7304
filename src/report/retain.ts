import type { Outputs } from '../action/outputs.ts';
import type { Digest } from '../oci/digest.ts';
import type { REPORT_SCHEMA } from './schema.ts';

/** Why an image stays, or why no rule keeps it. */
export interface BecauseReport {
  readonly rule: string;
  readonly detail: string;
}

/** An image that goes by a plan. */
export interface GoingReport {
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly action: string;
  readonly because: readonly BecauseReport[];
  /** When it came, or its newest record was made; null if nothing tells. */
  readonly last: string | null;
  readonly bytes: number | null;
  readonly frees: number | null;
  readonly children: readonly Digest[];
  /** When it was retired; null if it is not. */
  readonly retired: string | null;
}

/** One repository of a plan. */
export interface RetainedReport {
  /** The environments that have it. */
  readonly name: string;
  readonly image: string;
  readonly repository: string;
  readonly archive: string;
  readonly images: number;
  readonly kept: number;
  /** How many images each rule keeps; one may be kept by several. */
  readonly rules: Readonly<Record<string, number>>;
  readonly frees: number;
  readonly going: readonly GoingReport[];
}

/** An environment that cannot be planned. */
export interface RefusedReport {
  readonly environment: string;
  readonly image: string;
  /** A sentence. */
  readonly reason: string;
}

/** How much of an environment goes, and the most that may. */
interface LimitReport {
  readonly environment: string;
  readonly images: number;
  readonly due: number;
  readonly most: number;
}

/** What was done to an image. */
export interface AppliedImageReport {
  readonly environments: readonly string[];
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly string[];
  readonly action: string;
  readonly outcome: 'retired' | 'rescued' | 'archived' | 'destroyed' | 'left';
  /** Why it was left or rescued: a clause; null if there is nothing to say. */
  readonly reason: string | null;
  /** What was left of it, and why. */
  readonly left: readonly { readonly kind: string; readonly name: string; readonly reason: string }[];
  readonly frees: number;
}

/** What a run did that applied a plan. */
export interface AppliedReport {
  /** The plan that was approved. */
  readonly plan: Digest;
  readonly by: string | null;
  readonly run: string | null;
  readonly approvedBy: readonly string[];
  readonly reason: string | null;
  readonly images: readonly AppliedImageReport[];
}

/** The whole run as data: the output `report`. */
export interface RetainReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'retain';
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  /** Null if nothing could be planned. */
  readonly plan: { readonly id: Digest; readonly file: string; readonly time: string } | null;
  readonly environments: readonly RetainedReport[];
  readonly refused: readonly RefusedReport[];
  readonly totals: { readonly images: number; readonly kept: number; readonly due: number; readonly frees: number };
  readonly limits: readonly LimitReport[];
  /** Null if the run only planned. */
  readonly applied: AppliedReport | null;
  /** Why the plan is more than may go at once: sentences. */
  readonly excess: readonly string[];
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly milliseconds: number;
}

/** Counts what a run did. */
export function countApplied({ images }: Pick<AppliedReport, 'images'>) {
  const count = (outcome: AppliedImageReport['outcome']) => images.filter((each) => each.outcome === outcome);
  const destroyed = count('destroyed');
  return {
    retired: count('retired').length,
    rescued: count('rescued').length,
    archived: count('archived').length,
    destroyed: destroyed.length,
    left: count('left').length,
    frees: destroyed.reduce((sum, { frees }) => sum + frees, 0),
  };
}

/** Builds the outputs. */
export function buildRetainOutputs(report: RetainReport): Outputs {
  const { applied, totals } = report;
  const going = report.environments.flatMap(({ name, repository, going: images }) =>
    images.map(({ digest, tags, action }) => ({ environment: name, repository, digest, tags, action })),
  );
  const done = countApplied(applied ?? { images: [] });
  const isChanged = done.retired + done.rescued + done.archived + done.destroyed > 0;
  return new Map([
    ['plan', JSON.stringify(going)],
    ['plan-file', report.plan?.file ?? ''],
    ['plan-id', report.plan?.id ?? ''],
    ['due', String(totals.due)],
    ['retired', String(done.retired)],
    ['destroyed', String(done.destroyed)],
    ['bytes', String(applied === null ? totals.frees : done.frees)],
    ['changed', String(isChanged)],
    ['report', JSON.stringify(report)],
  ]);
}
