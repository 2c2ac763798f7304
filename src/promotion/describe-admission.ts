import { enteredLevel, gateLevel, type VerificationSummary } from '../attestation/predicates/verification-summary.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import type { GateResult } from '../policy/gates/gate.ts';
import { resourceOf } from '../policy/verify-admission.ts';
import { TOOL_VERSION } from '../version.ts';
import type { Evidence } from './plan.ts';

/** What a statement of admission says, but for who says it. */
export type AdmissionContent = Omit<VerificationSummary, 'verifier'> & { readonly version: string };

/** An image that an environment lets in, and why. */
export interface AdmittedImage {
  readonly repository: Repository;
  readonly environment: Environment;
  readonly pipeline: Pick<Pipeline, 'path' | 'digest'>;
  /** What its gates say; empty if it has none. */
  readonly results: readonly GateResult[];
  /** The record that lets it in, and where it is; undefined if none was needed. */
  readonly record: (Pick<Evidence, 'digest'> & { readonly repository: Repository }) | undefined;
  readonly time: Date;
}

/** Gates that name every statement that they judge by. */
const TELLS_ALL: ReadonlySet<GateId> = new Set([
  ...(['vulnerabilities', 'attestations', 'licences'] as const),
  // These read the image, the clock and the inputs of the run.
  ...(['config', 'labels', 'windows', 'change'] as const),
]);

/** More are left out: a statement that no tool reads admits nothing. */
const MAX_INPUTS = 200;

/** SLSA wants all that was used, or nothing. */
function inputsOf({ results, record }: AdmittedImage): VerificationSummary['inputs'] {
  const isKnown = results.every(
    ({ gate, faults }) => TELLS_ALL.has(gate) && faults.every(({ verdict }) => verdict !== 'error'),
  );
  const own = record && { uri: `${formatRepository(record.repository)}@${record.digest}`, digest: record.digest };
  const used = [...(own === undefined ? [] : [own]), ...results.flatMap(({ evidence }) => evidence)];
  const inputs = new Map(used.map(({ uri, digest }) => [digest, { uri, digest }]));
  return isKnown && inputs.size > 0 && inputs.size <= MAX_INPUTS ? [...inputs.values()] : undefined;
}

/** Whether a gate let the image in: not because a route skips it, nor because it only warns. */
function isPassed({ verdict, mode, faults }: GateResult): boolean {
  if (verdict === 'bypassed' || verdict === 'fail' || verdict === 'error') return false;
  return mode === 'enforce' || faults.every((fault) => fault.verdict === 'warn' || fault.verdict === 'waived');
}

/** Describes the admission of an image into an environment. A gate that was bypassed gives no level. */
export function describeAdmission(image: AdmittedImage): AdmissionContent {
  const { repository, environment, pipeline, results, time } = image;
  return {
    ...{ time, version: TOOL_VERSION, result: 'PASSED' },
    resource: resourceOf(repository),
    policy: { uri: pipeline.path, digest: pipeline.digest },
    inputs: inputsOf(image),
    levels: [enteredLevel(environment.name), ...results.filter(isPassed).map(({ gate }) => gateLevel(gate))],
  };
}
