import type { Reading } from '../../evidence/formats/document.ts';
import type { EvidenceReference } from '../../evidence/formats/evidence.ts';
import type { Digest } from '../../oci/digest.ts';
import type { JsonObject } from '../../oci/json.ts';
import type { Role } from '../../pipeline/approvals.ts';
import type { GateId } from '../../pipeline/gate-id.ts';
import type { CommonSettings } from '../../pipeline/gates/common.ts';
import { safeText } from '../../util/safe-text.ts';
import { listSome } from './words.ts';

/**
 * What a gate says. `fail`: the evidence says no. `error`: it cannot be read or decided. Both refuse. `bypassed`: a route
 * skips the gate, whatever it says.
 */
export type Verdict = 'pass' | 'warn' | 'waived' | 'bypassed' | 'fail' | 'error';

/** What is wrong, or has to be known, with what to do about it. */
export interface Fault {
  readonly verdict: 'fail' | 'error' | 'waived' | 'warn';
  /** Such as `linux/arm64`; undefined if it is about all of the image. */
  readonly platform?: string | undefined;
  readonly reason: string;
  readonly remedy?: string | undefined;
  /** Whether evidence is missing or too old: then nothing is proven against the image, and nothing is withdrawn. */
  readonly isMissing?: boolean;
  /** Whether the file denies it by name: then no route gets around it. */
  readonly isDenied?: boolean;
}

/** A waiver that a verdict rests on. */
export interface UsedWaiver {
  readonly id: string;
  /** The last day on which it holds, as it is written. */
  readonly expires: string;
  readonly reason: string;
  /** Of the file that holds it. */
  readonly digest: Digest;
}

/** What a gate says of one image. */
export interface GateResult {
  readonly gate: GateId;
  readonly verdict: Verdict;
  readonly mode: 'enforce' | 'warn';
  /** All that led to the verdict, in the order of the platforms; they keep their own verdicts in any mode. */
  readonly faults: readonly Fault[];
  /** What else people want to know, such as when a window closes. */
  readonly notes: readonly string[];
  readonly evidence: readonly EvidenceReference[];
  readonly waivers: readonly UsedWaiver[];
}

/** One platform of an image. */
export interface PlatformFacts {
  /** Such as `linux/arm64` or `linux/arm/v7`. */
  readonly platform: string;
  /** Of its manifest. */
  readonly digest: Digest;
  readonly configDigest: Digest;
  /** Undefined unless a gate needs it. */
  readonly config?: Reading<JsonObject> | undefined;
  readonly layers: readonly { readonly digest: Digest; readonly size: number }[];
  readonly annotations: ReadonlyMap<string, string>;
}

/** The image that is judged. */
export interface ImageFacts {
  /** Without registry and environment, such as `shop/app`. */
  readonly name: string;
  readonly environment: string;
  readonly digest: Digest;
  readonly kind: 'image' | 'artifact';
  /** Without the attestations that BuildKit lists as `unknown/unknown`. */
  readonly platforms: readonly PlatformFacts[];
  /** Of the index, or of the only manifest. */
  readonly annotations: ReadonlyMap<string, string>;
}

/** What a gate has to be given; whoever fetches it knows how. */
export type EvidenceNeed =
  /** The configs of all platforms. */
  | { readonly kind: 'configs' }
  /** Statements about the image and each platform. */
  | {
      readonly kind: 'attestations';
      readonly what: 'scans' | 'vex' | 'boms' | 'provenance' | 'test-results' | 'statements';
      /** Predicate types, where `what` alone does not tell. */
      readonly types?: readonly string[];
      readonly signedBy: readonly string[];
    }
  /** What the registry itself found in each platform. */
  | { readonly kind: 'registry-scans' }
  /** The reports of the input `evidence-files`. */
  | { readonly kind: 'report-files' }
  /** A file of the repository. */
  | { readonly kind: 'file'; readonly path: string; readonly what: 'waivers' | 'structure-test' | 'known-exploited' }
  /** On what each platform stands: the ledger of bases, hints, or the bases' repositories. */
  | {
      readonly kind: 'bases';
      readonly allow: readonly string[];
      readonly deny: readonly string[];
      /** Those of which only versions count that a record brought there. */
      readonly signed: readonly string[];
      /** Whether newer versions have to be known, too. */
      readonly countsNewer: boolean;
    }
  /** BuildKit's attestations in the index, unsigned as they are. */
  | { readonly kind: 'inline-attestations' }
  | { readonly kind: 'check-runs'; readonly name: string; readonly app: string }
  | { readonly kind: 'workflow-runs'; readonly workflow: string }
  | { readonly kind: 'approvals' }
  | { readonly kind: 'accounts'; readonly roles: readonly Role[] }
  | { readonly kind: 'reason' };

/** A check of an image; what it is given decides what it says, and nothing else does. */
export interface Gate<Settings extends CommonSettings, Evidence> {
  readonly id: GateId;
  needs(settings: Settings): readonly EvidenceNeed[];
  evaluate(settings: Settings, evidence: Evidence, now: Date): GateResult;
}

/** The platforms of an image that are images; attestations are listed as `unknown/unknown`. */
export function judgedPlatforms(image: ImageFacts): readonly PlatformFacts[] {
  return image.platforms.filter(({ platform }) => !platform.startsWith('unknown/'));
}

/** The worst first. What is proven against an image counts more than what could not be decided. */
const ORDER = ['fail', 'error', 'waived', 'warn'] as const;

/** Returns the verdict that faults come to, of one platform or of all. */
export function verdictOf(faults: readonly Fault[]): Exclude<Verdict, 'bypassed'> {
  return ORDER.find((verdict) => faults.some((fault) => fault.verdict === verdict)) ?? 'pass';
}

/** What a gate found, from which its result is made. */
export interface Findings {
  readonly faults: readonly Fault[];
  readonly notes?: readonly string[];
  readonly evidence?: readonly EvidenceReference[];
  readonly waivers?: readonly UsedWaiver[];
}

/** Makes the result of a gate. */
export function makeResult(gate: GateId, { mode }: CommonSettings, findings: Findings): GateResult {
  const { faults, notes = [], evidence = [], waivers = [] } = findings;
  const verdict = verdictOf(faults);
  const isWarning = mode === 'warn' && (verdict === 'fail' || verdict === 'error');
  const used = new Map(evidence.map((each) => [each.digest, each]));
  return { gate, verdict: isWarning ? 'warn' : verdict, mode, faults, notes, evidence: [...used.values()], waivers };
}

/** Returns the result of a gate that a route skips: it keeps what the gate found, and its verdict if that is denied. */
export function bypass(result: GateResult): GateResult {
  return result.faults.some(({ isDenied }) => isDenied) ? result : { ...result, verdict: 'bypassed' };
}

/** Returns the true verdicts of the platforms, for the record. */
export function platformVerdicts(image: ImageFacts, { faults }: GateResult): ReadonlyMap<string, Verdict> {
  return new Map(
    judgedPlatforms(image).map(({ platform }) => [
      platform,
      verdictOf(faults.filter((fault) => fault.platform === undefined || fault.platform === platform)),
    ]),
  );
}

/** Whether something is proven against the image, so that a statement about it may be withdrawn. */
export function isProven({ faults }: GateResult): boolean {
  return faults.some(({ verdict, isMissing }) => verdict === 'fail' && isMissing !== true);
}

/** Marks what evidence that is too old says as not proven: it refuses, and nothing is withdrawn for it. */
export function notProven(faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => (fault.verdict === 'fail' ? { ...fault, isMissing: true } : fault));
}

/** Writes a fault as a sentence: "PLATFORM: REASON; CURE". */
export function formatFault({ platform, reason, remedy }: Fault): string {
  return `${platform === undefined ? '' : `${safeText(platform, 60)}: `}${reason}${remedy === undefined ? '' : `; ${remedy}`}`;
}

/** Writes faults as sentences; several platforms with the same fault share one. */
export function formatFaults(
  faults: readonly Fault[],
): readonly { readonly verdict: Fault['verdict']; readonly text: string }[] {
  const groups = Map.groupBy(faults, (fault) =>
    JSON.stringify([fault.verdict, formatFault({ ...fault, platform: undefined })]),
  );
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const platforms = [
      ...new Set(same.flatMap(({ platform }) => (platform === undefined ? [] : [safeText(platform, 60)]))),
    ];
    const text = formatFault({ ...first, platform: undefined });
    return [{ verdict: first.verdict, text: platforms.length === 0 ? text : `${listSome(platforms)}: ${text}` }];
  });
}

/** The result for what is no image, where a gate needs one; undefined for an image. */
export function judgeArtifact(gate: GateId, settings: CommonSettings, image: ImageFacts): GateResult | undefined {
  const hasPlatforms = judgedPlatforms(image).length > 0;
  if (image.kind === 'image' && hasPlatforms) return undefined;
  if (image.kind === 'artifact' && settings.appliesTo === 'images') {
    return makeResult(gate, settings, { faults: [], notes: ['passed over: it is an artifact, not an image'] });
  }
  const [reason, remedy] =
    image.kind === 'artifact'
      ? ['it is an artifact, not an image', 'set applies-to: images to pass over artifacts']
      : ['it has no platform', 'push an image with a config'];
  return makeResult(gate, settings, { faults: [{ verdict: 'error', reason, remedy }] });
}
