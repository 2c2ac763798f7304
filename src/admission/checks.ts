import { encodeDigest } from '../attestation/statement.ts';
import type { EvidenceReference } from '../evidence/formats/evidence.ts';
import type { Digest } from '../oci/digest.ts';
import type { JsonObject } from '../oci/json.ts';
import { formatFaults, type GateResult, type ImageFacts, platformVerdicts } from '../policy/gates/gate.ts';

/** All checks of a record have no more than so much (bytes of JSON): what they rest on is told by digests. */
const MAX_CHECKS = 64 * 1024;

/** How much of each list and sentence a record keeps, from all that is sensible to next to nothing. */
const MEASURES = [
  { summary: 2000, items: 200 },
  { summary: 1000, items: 60 },
  { summary: 500, items: 20 },
  { summary: 200, items: 5 },
  { summary: 100, items: 0 },
] as const;

type Measure = (typeof MEASURES)[number];

function summarise({ faults, notes }: GateResult, most: number): string {
  const text = [...formatFaults(faults).map((fault) => fault.text), ...notes].join('. ');
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function encodeReference({ digest, uri, mediaType, predicateType, signer, time }: EvidenceReference): JsonObject {
  return { digest: encodeDigest(digest), uri, mediaType, predicateType, signer, time: time?.toISOString() };
}

/** A gate's result, and by what it was judged. */
export interface JudgedGate {
  readonly result: GateResult;
  readonly settings: Digest;
}

function encodeCheck(image: ImageFacts, { result, settings }: JudgedGate, { summary, items }: Measure): JsonObject {
  const { gate, verdict, mode, evidence, waivers } = result;
  const left = Math.max(evidence.length - items, 0) + Math.max(waivers.length - items, 0);
  return {
    id: gate,
    result: verdict,
    mode,
    summary: summarise(result, summary),
    platforms: Object.fromEntries([...platformVerdicts(image, result)].slice(0, Math.max(items, 20))),
    evidence: evidence.slice(0, items).map(encodeReference),
    waived: waivers.slice(0, items).map((each) => ({ ...each, digest: encodeDigest(each.digest) })),
    settings: encodeDigest(settings),
    leftOut: left === 0 ? undefined : left,
  };
}

/** Writes the results of all gates as the record of a promotion holds them, as much of each as there is room for. */
export function encodeChecks(image: ImageFacts, judged: readonly JudgedGate[]): readonly JsonObject[] {
  let checks: readonly JsonObject[] = [];
  for (const measure of MEASURES) {
    checks = judged.map((each) => encodeCheck(image, each, measure));
    if (Buffer.byteLength(JSON.stringify(checks)) <= MAX_CHECKS) break;
  }
  return checks;
}
