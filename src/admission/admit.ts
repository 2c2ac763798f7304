import { isSealiftError, type PolicyError } from '../errors.ts';
import { createEvidenceRun, type KnownEvidence } from '../evidence/run.ts';
import { isWhole } from '../image/graph.ts';
import { FormatError, type JsonObject } from '../oci/json.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import { bypass, type Fault, type GateResult, makeResult } from '../policy/gates/gate.ts';
import { digestOfSettings } from '../policy/settings-digest.ts';
import { safeText } from '../util/safe-text.ts';
import { encodeChecks, type JudgedGate } from './checks.ts';
import { type EvidenceContext, openEvidence } from './evidence-of-image.ts';
import { type FactsSource, readFacts } from './facts.ts';
import { type ConfiguredGate, type EvidenceSource, judge, needsOf } from './gates.ts';
import { refusalOf } from './refusal.ts';

/** Images that are to enter an environment, and what they are judged by. */
export interface AdmissionRequest extends Omit<EvidenceContext, 'run' | 'needs'> {
  readonly gates: readonly ConfiguredGate[];
  /** The gates that the route skips: they are judged all the same, and recorded as bypassed. */
  readonly skips: readonly GateId[];
  readonly images: readonly FactsSource[];
  /** What was fetched before for other images of the run, and what they share. */
  readonly known?: KnownEvidence | undefined;
}

/** What the gates say of one image. */
export interface AdmittedImage {
  readonly name: string;
  readonly results: readonly GateResult[];
  /** As the record of the promotion holds them. */
  readonly checks: readonly JsonObject[];
}

/** What the gates say of all images. */
export interface AdmissionAnswer {
  /** In the order of the request. */
  readonly images: readonly AdmittedImage[];
  /** All that they have against them; undefined if they let all in. */
  readonly refusal: PolicyError | undefined;
}

/** Says why the evidence of a gate could not be gathered. */
function explain(error: unknown): Fault {
  if (error instanceof FormatError) {
    return { verdict: 'error', reason: safeText(error.message), remedy: error.remedy ?? 'correct it, and run again' };
  }
  if (!isSealiftError(error)) throw error;
  const { words } = error;
  if (words === undefined) return { verdict: 'error', reason: error.message };
  return { verdict: 'error', reason: `cannot ${words.what}: ${words.reason}`, remedy: words.remedy };
}

async function judgeGate(gate: ConfiguredGate, source: EvidenceSource, now: Date): Promise<GateResult> {
  try {
    return await judge(gate, source, now);
  } catch (error) {
    return makeResult(gate.id, gate.settings, { faults: [explain(error)] });
  }
}

/**
 * Judges images by all gates of an environment before anything is written: all images, all platforms and all gates, so
 * that one answer names all that is wrong.
 *
 * What all gates need is fetched once, at most six requests at a time. What cannot be fetched or read is an error of the
 * gate that needs it, which refuses as a fault does.
 */
export async function admitImages(request: AdmissionRequest): Promise<AdmissionAnswer> {
  const { gates, skips, images, environment, now } = request;
  const context: EvidenceContext = { ...request, run: createEvidenceRun(request.known), needs: gates.flatMap(needsOf) };
  const settings = new Map(gates.map((gate) => [gate.id, digestOfSettings(gate.settings)]));
  for (const { name, graph } of images) {
    if (!isWhole(graph)) throw new Error(`not all manifests of ${name} were read before it was judged`);
  }
  const judged = await Promise.all(
    images.map(async (image): Promise<AdmittedImage> => {
      const source = openEvidence(context, image);
      const results = await Promise.all(
        gates.map(async (gate) => {
          const result = await judgeGate(gate, source, now);
          return skips.includes(gate.id) ? bypass(result) : result;
        }),
      );
      const facts = await readFacts(context.run, image, { environment, withConfigs: false });
      const all = results.map(
        (result): JudgedGate => ({ result, settings: settings.get(result.gate) ?? digestOfSettings({}) }),
      );
      return { name: image.reference, results, checks: encodeChecks(facts, all) };
    }),
  );
  return { images: judged, refusal: refusalOf(environment, judged) };
}
