import type { Finding } from '../../evidence/formats/findings.ts';
import { type RatedSeverity, SEVERITIES } from '../../pipeline/gates/vocabulary.ts';
import type { Fault } from './gate.ts';
import { type BaseLineage, findRemedy, isOfBase } from './lineage.ts';
import { foreign, listFew, listSome } from './words.ts';

/** A finding that fails, with what else is to be said of it. */
export interface Failure {
  readonly finding: Finding;
  readonly severity: RatedSeverity;
  /** In brackets behind the finding, such as that its waiver ended; written for the few that are shown. */
  readonly remarks: readonly (() => string)[];
  /** Whether the file denies its id. */
  readonly isDenied?: boolean;
}

/** Names a finding. @example describeFinding(finding) // 'CVE-2026-1111 in openssl 3.0.1' */
export function describeFinding({ id, package: name, version }: Finding): string {
  return `${foreign(id)}${name === '' ? '' : ` in ${foreign(`${name} ${version}`.trim())}`}`;
}

function describeFailure({ finding, remarks }: Failure): string {
  const fix = finding.fixedIn.length === 0 ? [] : [`fixed in ${foreign(finding.fixedIn[0] ?? '')}`];
  const all = [...fix, ...remarks.map((write) => write())];
  return `${describeFinding(finding)}${all.length === 0 ? '' : ` (${all.join(', ')})`}`;
}

function countBySeverity(failures: readonly Failure[]): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: failures.filter((each) => each.severity === severity).length,
  })).filter(({ count }) => count > 0);
  return listSome(counts.map(({ severity, count }) => `${count} ${severity}`));
}

/** Says which of the findings the base brings. */
function describeOrigin(failures: readonly Failure[], base: BaseLineage | undefined): string {
  const count = failures.filter(({ finding }) => isOfBase(finding, base)).length;
  if (base === undefined || count === 0) return '';
  const name = foreign(`${base.name} ${base.version}`);
  if (failures.length === 1) return `, from ${name}`;
  return `, ${count} of ${failures.length} from ${name}`;
}

/** Names the newest version of a base that brings findings, where nobody knows whether that still has them. */
function adviseNewer(findings: readonly Finding[], base: BaseLineage | undefined): string | undefined {
  const [newest] = base?.newer ?? [];
  if (base === undefined || newest === undefined || !findings.some((each) => isOfBase(each, base))) return undefined;
  if (newest.findings !== undefined) return undefined;
  const { length } = base.newer;
  const versions = length === 1 ? '1 version' : `${length} versions`;
  return `try ${foreign(`${base.name} ${newest.version}`)}, which is ${versions} newer: no report says what it still has`;
}

/** The cure that removes most: a newer base, else newer packages. */
function chooseRemedy(failures: readonly Failure[], base: BaseLineage | undefined): string {
  const findings = failures.map(({ finding }) => finding);
  const better = findRemedy(findings, base);
  if (better !== undefined) {
    const name = foreign(`${better.name} ${better.version}`);
    return failures.length === 1
      ? `rebuild on ${name}, which has the fix`
      : `rebuild on ${name}: ${better.removes} of ${failures.length} are gone there`;
  }
  const newer = adviseNewer(findings, base);
  if (newer !== undefined) return newer;
  const fixed = findings.filter(({ fixedIn }) => fixedIn.length > 0);
  const [first] = fixed;
  if (first !== undefined && fixed.length === 1 && findings.length === 1) {
    return `update ${foreign(first.package)} to ${foreign(first.fixedIn[0] ?? '')}`;
  }
  if (fixed.length > 0) return `update ${listFew([...new Set(fixed.map((each) => each.package))], foreign)}`;
  return 'remove the package, or waive it with a reason and an end';
}

/** Makes the fault of all findings of one platform that fail, or would but for their grace; none if there are none. */
export function describeFailures(
  verdict: 'fail' | 'warn',
  platform: string,
  failures: readonly Failure[],
  base: BaseLineage | undefined,
): readonly Fault[] {
  if (failures.length === 0) return [];
  const sorted = failures.toSorted(
    (left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity),
  );
  const separator = sorted.length === 1 ? ',' : ':';
  const list = listFew(sorted, describeFailure);
  const grace = verdict === 'warn' ? ' within their time of grace' : '';
  const reason = `${countBySeverity(sorted)}${grace}${separator} ${list}${describeOrigin(sorted, base)}`;
  const isDenied = sorted.some((each) => each.isDenied);
  return [{ verdict, platform, reason, remedy: chooseRemedy(sorted, base), ...(isDenied ? { isDenied } : {}) }];
}
