import { matchesGlob } from '../../attestation/glob.ts';
import type { EvidenceReference } from '../../evidence/formats/evidence.ts';
import type { Provenance } from '../../evidence/formats/provenance.ts';
import type { AttestationRule, AttestationSettings } from '../../pipeline/gates/attestations.ts';
import { type EvidenceNeed, type Fault, type Gate, type GateResult, type ImageFacts, makeResult } from './gate.ts';
import { acceptStatements, listTargets, type StatementCandidate, type Target } from './statements.ts';
import { foreign } from './words.ts';

/** What the gate judges. */
export interface AttestationEvidence {
  readonly image: ImageFacts;
  readonly statements: readonly StatementCandidate[];
  /** The label `org.opencontainers.image.revision`; undefined if there is none. */
  readonly revision: string | undefined;
}

interface Complaint {
  readonly verdict: 'fail' | 'error';
  readonly reason: string;
  readonly remedy: string;
}

function isProvenance(predicateType: string): boolean {
  return predicateType.startsWith('https://slsa.dev/provenance/');
}

/** Holds what provenance says against what its signature proves, and against the image. */
function judgeProvenance(
  rule: AttestationRule,
  provenance: Provenance,
  { candidate, revision }: { readonly candidate: StatementCandidate; readonly revision: string | undefined },
): Complaint | undefined {
  const { signature } = candidate;
  const fail = (reason: string, remedy = 'build and attest it again, by the right workflow'): Complaint => {
    return { verdict: 'fail', reason, remedy };
  };
  if (revision !== undefined && provenance.revision !== undefined && provenance.revision !== revision) {
    return fail(`it was built from commit ${foreign(provenance.revision)}, and its label says ${foreign(revision)}`);
  }
  // BuildKit signs nothing, and its builder is what it was told.
  if (signature.kind !== 'signed') return undefined;
  const isOfWorkflow = signature.identity.startsWith('https://') && provenance.builderId.startsWith('https://');
  if (isOfWorkflow && provenance.builderId !== signature.identity) {
    return fail(`its builder is ${foreign(provenance.builderId)}, and ${foreign(signature.identity)} signed`);
  }
  if (signature.repository !== undefined && provenance.repository !== undefined) {
    if (provenance.repository !== signature.repository) {
      return fail(`it names the source ${foreign(provenance.repository)}, and ${foreign(signature.repository)} signed`);
    }
  }
  if (rule.ref !== undefined && provenance.ref !== undefined && !matchesGlob(provenance.ref, rule.ref)) {
    return fail(`it was built from ${foreign(provenance.ref)}`, `build it from ${foreign(rule.ref)}`);
  }
  return undefined;
}

/** What the certificate, or what is signed, says of the source. */
function judgeSource(rule: AttestationRule, candidate: StatementCandidate): Complaint | undefined {
  const { signature, provenance } = candidate;
  const told = provenance?.kind === 'read' ? provenance.value : undefined;
  const proven = signature.kind === 'signed' ? signature : undefined;
  for (const key of ['repository', 'ref'] as const) {
    const wanted = rule[key];
    if (wanted === undefined) continue;
    const found = proven?.[key] ?? told?.[key];
    if (found !== undefined && matchesGlob(found, wanted)) continue;
    const reason = found === undefined ? `its ${key} is not told` : `its ${key} is ${foreign(found)}`;
    return { verdict: 'fail', reason, remedy: `build it from ${foreign(wanted)}` };
  }
  return undefined;
}

function judgeCandidate(
  rule: AttestationRule,
  candidate: StatementCandidate,
  revision: string | undefined,
): Complaint | undefined {
  const source = judgeSource(rule, candidate);
  if (source !== undefined || !isProvenance(candidate.predicateType)) return source;
  const { provenance } = candidate;
  if (provenance?.kind !== 'read') {
    const reason = `it cannot be read: ${provenance?.reason ?? 'it was not fetched'}`;
    return { verdict: 'error', reason, remedy: 'attest it again' };
  }
  return judgeProvenance(rule, provenance.value, { candidate, revision });
}

function judgeTarget(
  rule: AttestationRule,
  target: Target,
  { statements, revision }: AttestationEvidence,
  now: Date,
): { readonly faults: readonly Fault[]; readonly used: readonly EvidenceReference[] } {
  const accepted = acceptStatements(rule, target, statements, now);
  if (accepted.kind === 'none') return { faults: [accepted.fault], used: [] };
  // One that meets all of the rule is enough: others may be of other builds of the same bytes.
  let first: Complaint | undefined;
  for (const candidate of accepted.candidates) {
    const complaint = judgeCandidate(rule, candidate, revision);
    if (complaint === undefined) return { faults: [], used: [candidate.reference] };
    first ??= complaint;
  }
  if (first === undefined) return { faults: [], used: [] };
  const used = accepted.candidates.map(({ reference }) => reference);
  return { faults: [{ ...first, platform: target.platform, reason: `${foreign(rule.name)}: ${first.reason}` }], used };
}

/** Says once what is wrong with all platforms alike. */
function joinAlike(faults: readonly Fault[], targets: number): readonly Fault[] {
  const [first] = faults;
  const isAlike = faults.every(({ reason, verdict }) => reason === first?.reason && verdict === first.verdict);
  return first !== undefined && isAlike && faults.length === targets && targets > 1
    ? [{ ...first, platform: undefined }]
    : faults;
}

function evaluate(settings: AttestationSettings, evidence: AttestationEvidence, now: Date): GateResult {
  const outcomes = settings.rules.map((rule) => {
    const targets = listTargets(evidence.image, rule.eachPlatform);
    const each = targets.map((target) => judgeTarget(rule, target, evidence, now));
    const faults = each.flatMap((outcome) => outcome.faults);
    return {
      faults: rule.eachPlatform ? faults : joinAlike(faults, targets.length),
      used: each.flatMap(({ used }) => used),
    };
  });
  return makeResult('attestations', settings, {
    faults: outcomes.flatMap(({ faults }) => faults),
    evidence: outcomes.flatMap(({ used }) => used),
  });
}

function needs({ rules }: AttestationSettings): readonly EvidenceNeed[] {
  return rules.flatMap(({ types, signedBy, unsigned }): readonly EvidenceNeed[] => [
    { kind: 'attestations', what: 'statements', types, signedBy },
    // BuildKit's, which nobody signed.
    ...(unsigned ? [{ kind: 'inline-attestations' } as const] : []),
  ]);
}

/** Statements that have to be there, by their type and signer (reference, section 4). */
export const attestationsGate: Gate<AttestationSettings, AttestationEvidence> = { id: 'attestations', needs, evaluate };
