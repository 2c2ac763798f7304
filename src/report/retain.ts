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
  /** Why the plan is more than may go at once: sentences. */
  readonly excess: readonly string[];
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly milliseconds: number;
}

/** Builds the outputs. */
export function buildRetainOutputs(report: RetainReport): Outputs {
  const going = report.environments.flatMap(({ name, repository, going: images }) =>
    images.map(({ digest, tags, action }) => ({ environment: name, repository, digest, tags, action })),
  );
  return new Map([
    ['plan', JSON.stringify(going)],
    ['plan-file', report.plan?.file ?? ''],
    ['plan-id', report.plan?.id ?? ''],
    ['due', String(report.totals.due)],
    ['bytes', String(report.totals.frees)],
    ['changed', 'false'],
    ['report', JSON.stringify(report)],
  ]);
}
