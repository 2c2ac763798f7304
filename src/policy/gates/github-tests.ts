import type { Reading } from '../../evidence/formats/document.ts';
import type { CheckRun, WorkflowRun } from '../../evidence/formats/github-runs.ts';
import type { CheckRule, GitHubRule, WorkflowRule } from '../../pipeline/gates/tests.ts';
import type { Fault } from './gate.ts';
import { foreign, formatAge, formatLimit } from './words.ts';

/** What GitHub says of the commit of an image. */
export interface GitHubEvidence {
  readonly revision: { readonly commit: string; readonly isProven: boolean } | undefined;
  readonly checkRuns: Reading<readonly CheckRun[]> | undefined;
  readonly workflowRuns: Reading<readonly WorkflowRun[]> | undefined;
}

interface Outcome {
  readonly faults: readonly Fault[];
}

type Run = Pick<CheckRun, 'id' | 'status' | 'conclusion' | 'completed'>;

/** Judges the newest of the runs that are meant. */
function judgeNewest(rule: GitHubRule, run: Run | undefined, none: string, now: Date): readonly Fault[] {
  const name = foreign(rule.name);
  const fail = (reason: string, isMissing: boolean, remedy = 'run it again'): readonly Fault[] => [
    { verdict: 'fail', reason: `${name}: ${reason}`, remedy, isMissing },
  ];
  if (run === undefined) return fail(none, true, 'run it for the commit of the image');
  if (run.status !== 'completed') return fail('it has not ended', true, 'wait for it');
  const { conclusion = 'none' } = run;
  const isFine = conclusion === 'success' || (rule.allow as readonly string[]).includes(conclusion);
  if (!isFine) return fail(`it ended with ${foreign(conclusion)}`, false);
  if (rule.maxAge === undefined) return [];
  const age = run.completed === undefined ? Number.POSITIVE_INFINITY : now.getTime() - run.completed.getTime();
  if (age <= rule.maxAge) return [];
  return fail(
    `it is ${Number.isFinite(age) ? formatAge(age) : 'of no known age'} and may be ${formatLimit(rule.maxAge)}`,
    true,
  );
}

/** Refuses what cannot be looked up; undefined if it can. */
function refuseLookUp(
  { name }: GitHubRule,
  { revision }: GitHubEvidence,
  runs: Reading<unknown> | undefined,
): readonly Fault[] | undefined {
  if (revision === undefined) {
    const reason = `${foreign(name)}: it is not known from which commit the image was built`;
    return [{ verdict: 'fail', reason, remedy: 'sign its provenance, or label its revision', isMissing: true }];
  }
  if (runs?.kind === 'read') return undefined;
  const reason = `${foreign(name)}: GitHub cannot be asked: ${runs?.reason ?? 'nothing was fetched'}`;
  return [{ verdict: 'error', reason, remedy: 'give the token checks: read and actions: read' }];
}

function warnOfLabel({ name }: GitHubRule, { revision }: GitHubEvidence): readonly Fault[] {
  if (revision?.isProven !== false) return [];
  return [
    { verdict: 'warn', reason: `${foreign(name)}: only a label names the commit`, remedy: 'sign the provenance' },
  ];
}

/** Judges a check of the commit, of one app. */
export function judgeCheckRuns(rule: CheckRule, evidence: GitHubEvidence, now: Date): Outcome {
  const { checkRuns, revision } = evidence;
  const refused = refuseLookUp(rule, evidence, checkRuns);
  if (refused !== undefined) return { faults: refused };
  const named = (checkRuns?.kind === 'read' ? checkRuns.value : []).filter(
    ({ name, commit }) => name === rule.check && commit === revision?.commit,
  );
  const own = named.filter(({ app }) => app === rule.app).toSorted((left, right) => right.id - left.id);
  const [other] = named;
  const none =
    other === undefined
      ? `no check of the commit is called ${foreign(rule.check)}`
      : `the check is of the app ${foreign(other.app)}, not of ${foreign(rule.app)}`;
  return { faults: [...warnOfLabel(rule, evidence), ...judgeNewest(rule, own[0], none, now)] };
}

/** Judges a workflow's run of the commit: its newest attempt, never a fork's. */
export function judgeWorkflowRuns(rule: WorkflowRule, evidence: GitHubEvidence, now: Date): Outcome {
  const { workflowRuns, revision } = evidence;
  const refused = refuseLookUp(rule, evidence, workflowRuns);
  if (refused !== undefined) return { faults: refused };
  const own = (workflowRuns?.kind === 'read' ? workflowRuns.value : [])
    .filter(({ workflow, commit, isFork }) => workflow === rule.workflow && commit === revision?.commit && !isFork)
    .filter(({ event }) => rule.event === undefined || event === rule.event)
    .filter(({ branch }) => rule.branch === undefined || branch === rule.branch)
    .toSorted((left, right) => right.id - left.id || right.attempt - left.attempt);
  const none = `no run of ${foreign(rule.workflow)} is for the commit`;
  return { faults: [...warnOfLabel(rule, evidence), ...judgeNewest(rule, own[0], none, now)] };
}
