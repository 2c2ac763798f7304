import type { Reading } from '../../evidence/formats/document.ts';
import type { EvidenceReference } from '../../evidence/formats/evidence.ts';
import type { CheckRun, WorkflowRun } from '../../evidence/formats/github-runs.ts';
import type { TestResult } from '../../evidence/formats/test-result.ts';
import { shortDigest } from '../../oci/digest.ts';
import type { AttestedTestRule, TestRule, TestSettings } from '../../pipeline/gates/tests.ts';
import {
  type EvidenceNeed,
  type Fault,
  type Gate,
  type GateResult,
  type ImageFacts,
  judgedPlatforms,
  makeResult,
} from './gate.ts';
import { judgeCheckRuns, judgeWorkflowRuns } from './github-tests.ts';
import { acceptStatements, remedyAmong, type StatementCandidate } from './statements.ts';
import { foreign, listFew } from './words.ts';

/** A test result that was found. */
export interface TestCandidate extends StatementCandidate {
  /** The commits that it is about (`gitCommit`). */
  readonly commits: readonly string[];
  readonly result: Reading<TestResult>;
}

/** What the gate judges. */
export interface TestEvidence {
  readonly image: ImageFacts;
  readonly results: readonly TestCandidate[];
  /** The commit that the image was built from; `isProven` if signed provenance says so, and no label. */
  readonly revision: { readonly commit: string; readonly isProven: boolean } | undefined;
  /** Of that commit. */
  readonly checkRuns: Reading<readonly CheckRun[]> | undefined;
  readonly workflowRuns: Reading<readonly WorkflowRun[]> | undefined;
}

function explainResult(
  { name, require }: AttestedTestRule,
  reading: Reading<TestResult>,
): Pick<Fault, 'verdict' | 'reason'> | undefined {
  if (reading.kind !== 'read') {
    return { verdict: 'error', reason: `${foreign(name)}: the result cannot be read: ${reading.reason}` };
  }
  const { result, passed, failed, warned } = reading.value;
  if (result === 'FAILED') {
    const which = failed.length === 0 ? '' : `: ${listFew(failed, foreign)}`;
    return { verdict: 'fail', reason: `${foreign(name)}: tests failed${which}` };
  }
  const all = new Set(passed);
  const lacking = require.filter((test) => !all.has(test));
  if (lacking.length > 0) {
    return { verdict: 'fail', reason: `${foreign(name)}: ${listFew(lacking, foreign)} did not pass` };
  }
  if (result === 'PASSED') return undefined;
  const which = warned.length === 0 ? '' : `: ${listFew(warned, foreign)}`;
  return { verdict: 'warn', reason: `${foreign(name)}: tests passed with warnings${which}` };
}

/** What one rule came to. */
export interface RuleOutcome {
  readonly faults: readonly Fault[];
  readonly evidence?: readonly EvidenceReference[];
}

function judgeAttested(rule: AttestedTestRule, evidence: TestEvidence, now: Date): RuleOutcome {
  const { image, revision } = evidence;
  const name = foreign(rule.name);
  const again = `run ${name} again for this digest`;
  const isOfRevision = rule.of === 'revision';
  if (isOfRevision && revision === undefined) {
    const reason = `${name}: it is not known from which commit the image was built`;
    return {
      faults: [{ verdict: 'fail', reason, remedy: 'sign its provenance, or label its revision', isMissing: true }],
    };
  }
  const about = isOfRevision
    ? // What is about the commit is made one about the image, which the rest of the rule asks for.
      evidence.results
        .filter(({ commits }) => revision !== undefined && commits.includes(revision.commit))
        .map((each) => ({ ...each, subjects: [image.digest] }))
    : evidence.results;
  // Of several platforms, a result for one says nothing of the others.
  const [only, ...others] = judgedPlatforms(image);
  const digests = only !== undefined && others.length === 0 ? [image.digest, only.digest] : [image.digest];
  const accepted = acceptStatements(rule, { platform: undefined, digests }, about, now);
  const label: readonly Fault[] =
    isOfRevision && revision?.isProven === false
      ? [{ verdict: 'warn', reason: `${name}: only a label names the commit`, remedy: 'sign the provenance' }]
      : [];
  if (accepted.kind === 'none') {
    const isThere = about.some(({ subjects }) => subjects.some((each) => digests.includes(each)));
    const fault: Fault = isThere
      ? accepted.fault
      : {
          ...accepted.fault,
          reason: `${name}: no result for ${shortDigest(image.digest)}`,
          remedy: `run ${name} for this digest`,
        };
    return { faults: [...label, fault] };
  }
  const { latest } = accepted;
  const complaints = latest.flatMap(({ result }) => explainResult(rule, result) ?? []);
  const remedy = remedyAmong(latest, again);
  return {
    faults: [...label, ...complaints.map((complaint) => ({ ...complaint, remedy }))],
    evidence: latest.map(({ reference }) => reference),
  };
}

function judgeRule(rule: TestRule, evidence: TestEvidence, now: Date): RuleOutcome {
  switch (rule.from) {
    case 'attestation':
      return judgeAttested(rule, evidence, now);
    case 'checks':
      return judgeCheckRuns(rule, evidence, now);
    case 'workflow':
      return judgeWorkflowRuns(rule, evidence, now);
  }
}

function evaluate(settings: TestSettings, evidence: TestEvidence, now: Date): GateResult {
  const outcomes = settings.rules.map((rule) => judgeRule(rule, evidence, now));
  return makeResult('tests', settings, {
    faults: outcomes.flatMap(({ faults }) => faults),
    evidence: outcomes.flatMap((outcome) => outcome.evidence ?? []),
  });
}

function needOf(rule: TestRule): EvidenceNeed {
  switch (rule.from) {
    case 'attestation':
      return { kind: 'attestations', what: 'test-results', types: rule.types, signedBy: rule.signedBy };
    case 'checks':
      return { kind: 'check-runs', name: rule.check, app: rule.app };
    case 'workflow':
      return { kind: 'workflow-runs', workflow: rule.workflow };
  }
}

function needs({ rules }: TestSettings): readonly EvidenceNeed[] {
  return rules.map(needOf);
}

/** Tests that have to have passed (reference, section 6). */
export const testsGate: Gate<TestSettings, TestEvidence> = { id: 'tests', needs, evaluate };
