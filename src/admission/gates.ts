import type { GateId } from '../pipeline/gate-id.ts';
import type { AttestationSettings } from '../pipeline/gates/attestations.ts';
import type { BaseSettings } from '../pipeline/gates/base.ts';
import type { ChangeSettings } from '../pipeline/gates/change.ts';
import type { ConfigSettings } from '../pipeline/gates/config.ts';
import type { LabelSettings } from '../pipeline/gates/labels.ts';
import type { LicenceSettings } from '../pipeline/gates/licences.ts';
import type { PeopleSettings } from '../pipeline/gates/people.ts';
import type { TestSettings } from '../pipeline/gates/tests.ts';
import type { VulnerabilitySettings } from '../pipeline/gates/vulnerabilities.ts';
import type { WindowSettings } from '../pipeline/gates/windows.ts';
import { type AttestationEvidence, attestationsGate } from '../policy/gates/attestations.ts';
import { type BaseEvidence, baseGate } from '../policy/gates/base.ts';
import { type ChangeEvidence, changeGate } from '../policy/gates/change.ts';
import { type ConfigEvidence, configGate } from '../policy/gates/config.ts';
import type { EvidenceNeed, GateResult } from '../policy/gates/gate.ts';
import { type LabelEvidence, labelsGate } from '../policy/gates/labels.ts';
import { type LicenceEvidence, licencesGate } from '../policy/gates/licences.ts';
import { type PeopleEvidence, peopleGate } from '../policy/gates/people.ts';
import { type TestEvidence, testsGate } from '../policy/gates/tests.ts';
import { type VulnerabilityEvidence, vulnerabilitiesGate } from '../policy/gates/vulnerabilities.ts';
import { type WindowEvidence, windowsGate } from '../policy/gates/windows.ts';

/** What each gate is set to, and what it judges. */
interface GateKinds {
  readonly vulnerabilities: { readonly settings: VulnerabilitySettings; readonly evidence: VulnerabilityEvidence };
  readonly base: { readonly settings: BaseSettings; readonly evidence: BaseEvidence };
  readonly config: { readonly settings: ConfigSettings; readonly evidence: ConfigEvidence };
  readonly labels: { readonly settings: LabelSettings; readonly evidence: LabelEvidence };
  readonly attestations: { readonly settings: AttestationSettings; readonly evidence: AttestationEvidence };
  readonly licences: { readonly settings: LicenceSettings; readonly evidence: LicenceEvidence };
  readonly tests: { readonly settings: TestSettings; readonly evidence: TestEvidence };
  readonly windows: { readonly settings: WindowSettings; readonly evidence: WindowEvidence };
  readonly people: { readonly settings: PeopleSettings; readonly evidence: PeopleEvidence };
  readonly change: { readonly settings: ChangeSettings; readonly evidence: ChangeEvidence };
}

/** A gate of an environment, with its settings. */
export type ConfiguredGate = {
  readonly [Id in GateId]: { readonly id: Id; readonly settings: GateKinds[Id]['settings'] };
}[GateId];

/** What gathers the evidence of each gate for one image. */
export type EvidenceSource = {
  readonly [Id in GateId]: (settings: GateKinds[Id]['settings']) => Promise<GateKinds[Id]['evidence']>;
} & {
  /** Adds what newer bases would remove of what was found; undefined if the base brings none of it. */
  readonly cure: (
    settings: VulnerabilitySettings,
    evidence: VulnerabilityEvidence,
    result: GateResult,
  ) => Promise<VulnerabilityEvidence | undefined>;
};

/** Judges what scanners found; what newer bases would remove is looked for only if something was. */
async function judgeVulnerabilities(
  settings: VulnerabilitySettings,
  source: EvidenceSource,
  now: Date,
): Promise<GateResult> {
  const evidence = await source.vulnerabilities(settings);
  const result = vulnerabilitiesGate.evaluate(settings, evidence, now);
  const cured = await source.cure(settings, evidence, result);
  return cured === undefined ? result : vulnerabilitiesGate.evaluate(settings, cured, now);
}

/** Returns what a gate has to be given. */
export function needsOf(gate: ConfiguredGate): readonly EvidenceNeed[] {
  switch (gate.id) {
    case 'vulnerabilities':
      return vulnerabilitiesGate.needs(gate.settings);
    case 'base':
      return baseGate.needs(gate.settings);
    case 'config':
      return configGate.needs(gate.settings);
    case 'labels':
      return labelsGate.needs(gate.settings);
    case 'attestations':
      return attestationsGate.needs(gate.settings);
    case 'licences':
      return licencesGate.needs(gate.settings);
    case 'tests':
      return testsGate.needs(gate.settings);
    case 'windows':
      return windowsGate.needs(gate.settings);
    case 'people':
      return peopleGate.needs(gate.settings);
    case 'change':
      return changeGate.needs(gate.settings);
  }
}

/** Gathers the evidence of a gate, and judges it. */
export async function judge(gate: ConfiguredGate, source: EvidenceSource, now: Date): Promise<GateResult> {
  switch (gate.id) {
    case 'vulnerabilities':
      return judgeVulnerabilities(gate.settings, source, now);
    case 'base':
      return baseGate.evaluate(gate.settings, await source.base(gate.settings), now);
    case 'config':
      return configGate.evaluate(gate.settings, await source.config(gate.settings), now);
    case 'labels':
      return labelsGate.evaluate(gate.settings, await source.labels(gate.settings), now);
    case 'attestations':
      return attestationsGate.evaluate(gate.settings, await source.attestations(gate.settings), now);
    case 'licences':
      return licencesGate.evaluate(gate.settings, await source.licences(gate.settings), now);
    case 'tests':
      return testsGate.evaluate(gate.settings, await source.tests(gate.settings), now);
    case 'windows':
      return windowsGate.evaluate(gate.settings, await source.windows(gate.settings), now);
    case 'people':
      return peopleGate.evaluate(gate.settings, await source.people(gate.settings), now);
    case 'change':
      return changeGate.evaluate(gate.settings, await source.change(gate.settings), now);
  }
}
