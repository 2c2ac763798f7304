import type { Digest } from '../../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { encodeDigest, type PredicateCodec } from '../statement.ts';
import { isText, isTexts, objects, optional, readDigest, readTime, required, texts } from './fields.ts';

/** The version of SLSA whose text the summaries follow. */
const SLSA_VERSION = '1.2';

/** An attestation that a decision rests on. */
interface InputAttestation {
  readonly uri: string;
  readonly digest: Digest;
}

/** What somebody found who checked an image by a policy (slsa.dev/spec/v1.2/verification_summary). */
export interface VerificationSummary {
  readonly verifier: { readonly id: string; readonly version?: string | undefined };
  readonly time: Date;
  /** Where the image is: `oci://REGISTRY/REPOSITORY`, without a tag. */
  readonly resource: string;
  readonly policy: { readonly uri: string; readonly digest?: Digest | undefined };
  /** All that were used; undefined if not all of them are known. */
  readonly inputs?: readonly InputAttestation[] | undefined;
  readonly result: 'PASSED' | 'FAILED';
  readonly levels: readonly string[];
}

/** Has no key beyond those of SLSA: cosign refuses others, and Kyverno then refuses the image. */
function encode({ verifier, policy, inputs = [], ...summary }: VerificationSummary): JsonObject {
  return {
    verifier: { id: verifier.id, version: verifier.version === undefined ? undefined : { sealift: verifier.version } },
    timeVerified: summary.time.toISOString(),
    resourceUri: summary.resource,
    policy: { uri: policy.uri, digest: policy.digest && encodeDigest(policy.digest) },
    inputAttestations:
      inputs.length === 0 ? undefined : inputs.map(({ uri, digest }) => ({ uri, digest: encodeDigest(digest) })),
    verificationResult: summary.result,
    verifiedLevels: summary.levels,
    slsaVersion: SLSA_VERSION,
  };
}

function decodeResult(predicate: JsonObject): VerificationSummary['result'] {
  const result = required(predicate, 'verificationResult', isText);
  if (result === 'PASSED' || result === 'FAILED') return result;
  throw new FormatError(`its result is ${quote(result)}, which is neither PASSED nor FAILED`);
}

function decode(predicate: JsonObject): VerificationSummary {
  const verifier = required(predicate, 'verifier', isJsonObject);
  const version = optional(verifier, 'version', isJsonObject);
  const policy = required(predicate, 'policy', isJsonObject);
  const hasDigest = optional(policy, 'digest', isJsonObject) !== undefined;
  return {
    verifier: { id: required(verifier, 'id', isText), version: version && texts(version, ['sealift']).sealift },
    time: readTime(predicate, 'timeVerified'),
    resource: required(predicate, 'resourceUri', isText),
    policy: { uri: required(policy, 'uri', isText), digest: hasDigest ? readDigest(policy) : undefined },
    inputs: objects(predicate, 'inputAttestations')?.map((input) => ({
      uri: optional(input, 'uri', isText) ?? '',
      digest: readDigest(input),
    })),
    result: decodeResult(predicate),
    levels: required(predicate, 'verifiedLevels', isTexts),
  };
}

/** The standard summary, which any tool that knows SLSA can read. */
export const VERIFICATION_SUMMARY: PredicateCodec<VerificationSummary> = {
  type: 'https://slsa.dev/verification_summary/v1',
  encode,
  decode,
};

/**
 * The same under a type for one environment. Kyverno reads only one statement of each type, and images that went through
 * several environments carry the statements of all.
 */
export function admissionInto(environment: string): PredicateCodec<VerificationSummary> {
  return { type: `https://sealift.github.io/admitted/v1/${environment}`, encode, decode };
}

function levelName(text: string): string {
  return text.toUpperCase().replaceAll('-', '_');
}

/** The level of an image that has entered an environment. */
export function enteredLevel(environment: string): string {
  return `SEALIFT_ENTERED_${levelName(environment)}`;
}

/** The level of an image that has passed a gate. */
export function gateLevel(gate: string): string {
  return `SEALIFT_GATE_${levelName(gate)}`;
}

/** What the levels of a summary are if it failed. */
export const FAILED_LEVELS: readonly string[] = ['FAILED'];
