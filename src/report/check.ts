import type { Outputs } from '../action/outputs.ts';
import type { AdmittedImage } from '../admission/admit.ts';
import { RegistryError, type SealiftError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { Verdict } from '../policy/gates/gate.ts';
import type { ResolvedRoute } from '../policy/route.ts';
import type { Evidence } from '../promotion/plan.ts';
import { REPORT_SCHEMA } from './schema.ts';

/** An image and an environment that it would enter, or is in. */
export interface CheckedImage {
  /** Its name in the pipeline. */
  readonly image: string;
  /** Where it was read. */
  readonly reference: string;
  /** Undefined if it could not be found. */
  readonly digest: Digest | undefined;
  /** Of those that stand in an environment, all their tags. */
  readonly tags: readonly string[];
  /** Undefined for repositories of no environment. */
  readonly environment: string | undefined;
  /** The repositories that it would be promoted to, or the one that it is in. */
  readonly repositories: readonly string[];
  /** The way into the environment; undefined for images that are in it. */
  readonly route: ResolvedRoute | undefined;
  /** The record that lets it leave the environment before. */
  readonly evidence: Evidence | undefined;
  /** What the gates say; undefined if there are none, or the image could not be read. */
  readonly gates: AdmittedImage | undefined;
  /** What keeps it out beside the gates. */
  readonly refusal: SealiftError | undefined;
  /** Whether that is a hold. */
  readonly isHeld?: boolean;
}

/** By which gates of an environment images were judged. */
export interface CheckedEnvironment {
  readonly environment: string;
  readonly gates: readonly GateId[];
  /** Those that are judged only when an image enters. */
  readonly notJudged: readonly GateId[];
}

/** One image of the output `report`. */
export interface CheckedImageReport {
  readonly image: string;
  readonly reference: string;
  readonly digest: Digest | null;
  readonly tags: readonly string[];
  readonly environment: string | null;
  readonly repositories: readonly string[];
  /** The environment that it would leave. */
  readonly from: string | null;
  readonly hotfix: string | null;
  /** `repository@digest`. */
  readonly evidence: string | null;
  readonly isEvidenceSigned: boolean | null;
  readonly verdict: Verdict;
  /** What keeps it out beside the gates, as a sentence. */
  readonly refusal: string | null;
  readonly checks: readonly JsonObject[];
}

/** What became of the statements by which an image may run. */
export interface AdmissionChange {
  readonly does: 'withdraw' | 'issue';
  readonly environment: string;
  readonly repository: string;
  readonly digest: Digest;
  /** The statements that were deleted and the record of that, or those that were written; none in a dry run. */
  readonly statements: readonly Digest[];
}

/** The whole run as data: the output `report`. */
export interface CheckReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'check';
  readonly passed: boolean;
  /** The input `from`; null if what is in environments was checked. */
  readonly from: string | null;
  readonly images: readonly CheckedImageReport[];
  readonly environments: readonly CheckedEnvironment[];
  /** In a dry run, what would change. */
  readonly admission: readonly AdmissionChange[];
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  readonly requests: number;
  readonly milliseconds: number;
  readonly warnings: readonly string[];
}

/** The worst first. */
const ORDER: readonly Verdict[] = ['fail', 'error', 'bypassed', 'waived', 'warn'];

/** Sums up what is said of an image in a word. */
export function verdictOf({ gates, refusal }: Pick<CheckedImage, 'gates' | 'refusal'>): Verdict {
  const verdicts = new Set((gates?.results ?? []).map(({ verdict }) => verdict));
  if (refusal !== undefined) verdicts.add(refusal instanceof RegistryError ? 'error' : 'fail');
  return ORDER.find((verdict) => verdicts.has(verdict)) ?? 'pass';
}

/** Whether an image would be let in, or may stay as far as its gates go. */
export function isPassed(image: Pick<CheckedImage, 'gates' | 'refusal'>): boolean {
  const verdict = verdictOf(image);
  return verdict !== 'fail' && verdict !== 'error';
}

function reportImage(image: CheckedImage): CheckedImageReport {
  const { route, evidence, gates } = image;
  const repository = image.reference.replace(/(?::[^/:@]*)?(?:@.*)?$/, '');
  return {
    image: image.image,
    reference: image.reference,
    digest: image.digest ?? null,
    tags: image.tags,
    environment: image.environment ?? null,
    repositories: image.repositories,
    from: route?.source?.name ?? null,
    hotfix: route?.route.kind === 'hotfix' ? (route.route.name ?? '') : null,
    evidence: evidence === undefined ? null : `${repository}@${evidence.digest}`,
    isEvidenceSigned: evidence?.isSigned ?? null,
    verdict: verdictOf(image),
    refusal: image.refusal?.message ?? null,
    checks: gates?.checks ?? [],
  };
}

/** Builds the report of a check. */
export function reportCheck(
  images: readonly CheckedImage[],
  { from, ...facts }: Omit<CheckReport, 'schema' | 'command' | 'passed' | 'images'>,
): CheckReport {
  const passed = images.every(isPassed);
  return { schema: REPORT_SCHEMA, command: 'check', passed, from, images: images.map(reportImage), ...facts };
}

/** Writes what all gates said as JSON: an object for each image, repository and gate; empty without gates. */
function encodeChecks(images: readonly CheckedImageReport[]): string {
  const all = images.flatMap(({ reference, digest, repositories, environment, checks }) =>
    repositories.flatMap((repository) =>
      checks.map((check) => ({ image: reference, digest, repository, environment, ...check })),
    ),
  );
  return all.length === 0 ? '' : JSON.stringify(all);
}

/** Builds the outputs of a check, as action.yml names them. */
export function buildCheckOutputs(report: CheckReport, policies: string): Outputs {
  return new Map([
    ['checks', encodeChecks(report.images)],
    ['policies', policies],
    ['report', JSON.stringify(report)],
  ]);
}
