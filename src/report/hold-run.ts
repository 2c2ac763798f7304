import type { Outputs } from '../action/outputs.ts';
import type { HoldEffect } from '../attestation/predicates/hold.ts';
import type { Digest } from '../oci/digest.ts';
import type { AdmissionChange } from './check.ts';
import type { HoldReport } from './hold.ts';
import type { REPORT_SCHEMA } from './schema.ts';

/** A repository, and what became of the record there. */
export interface HeldPlaceReport {
  readonly repository: string;
  readonly environments: readonly string[];
  /** `planned` in a dry run; `unchanged`: it had the record already, or holds nothing; `absent`: it lacks the image. */
  readonly state: 'written' | 'planned' | 'unchanged' | 'absent' | 'failed';
  readonly error: string | null;
}

/** One image of the output `report`. */
export interface HeldImageReport {
  readonly image: string;
  /** As it was written. */
  readonly reference: string;
  readonly digest: Digest;
  /** The record that was written, or that was there; null if nothing holds it, or in a dry run of an unhold. */
  readonly record: Digest | null;
  readonly signed: boolean;
  readonly changed: boolean;
  /** The holds that were ended. */
  readonly ended: readonly HoldReport[];
  readonly places: readonly HeldPlaceReport[];
}

/** The whole run as data: the output `report`. */
export interface HoldRunReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'hold' | 'unhold';
  readonly dryRun: boolean;
  readonly images: readonly HeldImageReport[];
  /** As the record names them; `*` for all. */
  readonly environments: readonly string[];
  /** Null for an unhold. */
  readonly effect: HoldEffect | null;
  readonly until: string | null;
  readonly reason: string;
  readonly changed: boolean;
  /** The statements of admission that were withdrawn. */
  readonly admission: readonly AdmissionChange[];
  readonly by: string | null;
  readonly approvedBy: readonly string[];
  readonly run: string | null;
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  readonly warnings: readonly string[];
  readonly requests: number;
  readonly milliseconds: number;
}

/** Names each record in the first repository that has it. */
function referencesOf({ images }: HoldRunReport): string {
  return images
    .flatMap(({ record, places }) => {
      const place = places.find(({ state }) => state === 'written' || state === 'unchanged');
      return record === null || place === undefined ? [] : [`${place.repository}@${record}`];
    })
    .join('\n');
}

/** Builds the outputs, as action.yml names them. */
export function buildHoldOutputs(report: HoldRunReport): Outputs {
  const references = report.dryRun ? '' : referencesOf(report);
  return new Map([
    ['digest', report.images.map(({ digest }) => digest).join('\n')],
    ['hold', report.command === 'hold' ? references : ''],
    ['record', references],
    ['changed', String(report.changed)],
    ['report', JSON.stringify(report)],
  ]);
}
