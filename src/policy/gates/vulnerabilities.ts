import type { EvidenceReference } from '../../evidence/formats/evidence.ts';
import { type Finding, joinFindings, type VulnerabilityReport } from '../../evidence/formats/findings.ts';
import { worstSeverity } from '../../evidence/formats/severity.ts';
import { type RatedSeverity, SEVERITIES } from '../../pipeline/gates/vocabulary.ts';
import type { Threshold, VulnerabilitySettings } from '../../pipeline/gates/vulnerabilities.ts';
import { DAY } from '../../util/time.ts';
import { type ChosenReports, chooseReports, type ReportCandidate } from './choose-report.ts';
import { describeFailures, describeFinding, type Failure } from './describe-findings.ts';
import { findWaiver, indexWaivers, type WaiverIndex } from './find-waiver.ts';
import {
  type EvidenceNeed,
  type Fault,
  type Gate,
  type GateResult,
  type ImageFacts,
  judgeArtifact,
  judgedPlatforms,
  makeResult,
  notProven,
  type PlatformFacts,
  type UsedWaiver,
} from './gate.ts';
import { type BaseLineage, isOfBase } from './lineage.ts';
import { comparableId, comparableIds } from './package-keys.ts';
import { askVex, indexVex, type VexCandidate, type VexIndex } from './vex.ts';
import { describeWaiver, type Waiver, type WaiverFile } from './waivers.ts';
import { foreign, listFew } from './words.ts';

/** What the gate judges. */
export interface VulnerabilityEvidence {
  readonly image: ImageFacts;
  readonly reports: readonly ReportCandidate[];
  readonly vex: readonly VexCandidate[];
  readonly waivers: WaiverFile | undefined;
  /** Ids from the list of the settings. */
  readonly knownExploited: ReadonlySet<string> | undefined;
  /** By platform; one that is missing has no base that is known. */
  readonly bases: ReadonlyMap<string, BaseLineage>;
}

/** A waiver that ends so soon is warned of (ms). */
const ENDS_SOON = 7 * DAY;

/** Of so many waivers it is said by name that they end soon. */
const MOST_SHOWN = 5;

/** The findings of one platform, sorted by what becomes of them. */
interface Sorted {
  readonly failing: Failure[];
  /** Those that nothing excuses. */
  readonly denied: Failure[];
  readonly young: Failure[];
  readonly waived: { readonly finding: Finding; readonly waiver: Waiver }[];
  readonly vexUsed: Set<EvidenceReference>;
  cleared: number;
}

/** What is the same for all findings of a platform. */
interface Context {
  readonly settings: VulnerabilitySettings;
  readonly now: Date;
  readonly deny: ReadonlySet<string>;
  readonly knownExploited: ReadonlySet<string>;
  readonly waivers: WaiverIndex;
  readonly vex: VexIndex;
  readonly base: BaseLineage | undefined;
}

function hasId(ids: ReadonlySet<string>, own: readonly string[]): boolean {
  return ids.size > 0 && own.some((each) => ids.has(each));
}

function isOverThreshold(threshold: Threshold | undefined, { isFixable }: Finding): boolean {
  if (threshold === undefined || threshold === 'none') return false;
  return threshold === 'fixable' ? isFixable : true;
}

function isYoung({ settings, now }: Context, { published, fixed }: Finding, severity: RatedSeverity): boolean {
  const grace = settings.grace[severity];
  const start = (fixed ?? published)?.getTime();
  if (grace === undefined || start === undefined) return false;
  const age = now.getTime() - start;
  return age >= 0 && age < grace;
}

/** Decides what becomes of a finding. */
function sortFinding(context: Context, finding: Finding, sorted: Sorted): void {
  const { settings, base } = context;
  const severity = worstSeverity(finding.ratings, settings.unknown);
  const ids = comparableIds(finding);
  const { suppressedBy } = finding;
  const remarks: (() => string)[] = suppressedBy === undefined ? [] : [() => `suppressed by ${foreign(suppressedBy)}`];
  if (hasId(context.deny, ids)) {
    sorted.denied.push({ finding, severity, remarks: [...remarks, () => 'denied by id'], isDenied: true });
    return;
  }
  const vex = settings.vex === undefined ? undefined : askVex(settings.vex, context.vex, { finding, ids });
  if (vex?.kind === 'cleared') {
    sorted.cleared++;
    sorted.vexUsed.add(vex.reference);
    return;
  }
  if (vex?.reason !== undefined) remarks.push(vex.reason);
  if (settings.knownExploited === 'deny' && (finding.isKnownExploited || hasId(context.knownExploited, ids))) {
    sorted.denied.push({ finding, severity, remarks: [...remarks, () => 'known to be exploited'] });
    return;
  }
  if (settings.layers === 'app' && isOfBase(finding, base)) return;
  const isLikely = settings.epss !== undefined && (finding.epss ?? 0) >= settings.epss;
  if (isLikely) remarks.push(() => `EPSS ${finding.epss}`);
  if (!isLikely && !isOverThreshold(settings.fail[severity], finding)) return;
  const waiver = findWaiver(context.waivers, { finding, ids });
  if (waiver !== undefined && context.now < waiver.end) {
    sorted.waived.push({ finding, waiver });
    return;
  }
  if (waiver !== undefined) remarks.push(() => `its waiver ended on ${waiver.expires}`);
  const list = isYoung(context, finding, severity) ? sorted.young : sorted.failing;
  list.push({ finding, severity, remarks });
}

/** Leaves out findings of a severity of which so many may be there. */
function withinNumbers({ fail, epss }: VulnerabilitySettings, failing: readonly Failure[]): readonly Failure[] {
  const allowed = new Set(
    SEVERITIES.filter((severity) => {
      const threshold = fail[severity];
      return typeof threshold === 'number' && failing.filter((each) => each.severity === severity).length <= threshold;
    }),
  );
  return failing.filter(({ severity, finding }) => {
    return !allowed.has(severity) || (epss !== undefined && (finding.epss ?? 0) >= epss);
  });
}

/** Refuses reports that say nothing of what the settings ask for. */
function judgeReports(
  { settings, knownExploited }: Pick<Context, 'settings'> & { readonly knownExploited: boolean },
  platform: string,
  reports: readonly VulnerabilityReport[],
): readonly Fault[] {
  const faults: Fault[] = [];
  const error = (reason: string, remedy: string) => faults.push({ verdict: 'error', platform, reason, remedy });
  const { format = 'the report', endOfLife } = reports.find((each) => each.endOfLife !== undefined) ?? reports[0] ?? {};
  if (!reports.every(({ isScanned }) => isScanned)) {
    error(`nothing was scanned: ${format} has no result of packages`, 'scan for vulnerabilities of packages');
  }
  if (endOfLife !== undefined) {
    const reason = `${foreign(endOfLife)} is past its end of life, so that few findings are known`;
    const remedy = 'build on a supported version, or set end-of-life: warn';
    faults.push({ verdict: settings.endOfLife, platform, reason, remedy });
  }
  if (settings.knownExploited === 'deny' && !knownExploited && !reports.some((each) => each.tellsKnownExploited)) {
    error(`${format} does not tell what is known to be exploited`, 'scan with Grype, or give a list');
  }
  if (settings.epss !== undefined && !reports.some(({ tellsEpss }) => tellsEpss)) {
    error(`${format} does not tell EPSS scores`, 'scan with Grype, or leave out epss');
  }
  return faults;
}

function judgeWaived(
  platform: string,
  waived: Sorted['waived'],
  { now, file }: { readonly now: Date; readonly file: WaiverFile | undefined },
): { readonly faults: readonly Fault[]; readonly used: readonly UsedWaiver[] } {
  if (waived.length === 0 || file === undefined) return { faults: [], used: [] };
  const words = listFew(
    waived,
    ({ finding, waiver }) => `${describeFinding(finding)} until ${waiver.expires} (${foreign(waiver.reason)})`,
  );
  const faults: Fault[] = [{ verdict: 'waived', platform, reason: `waived: ${words}` }];
  const waivers = [...new Set(waived.map(({ waiver }) => waiver))];
  const ending = waivers
    .filter((waiver) => waiver.end.getTime() - now.getTime() <= ENDS_SOON)
    .toSorted((left, right) => left.end.getTime() - right.end.getTime());
  for (const waiver of ending.slice(0, MOST_SHOWN)) {
    const reason = `the waiver of ${foreign(waiver.id)} ends on ${waiver.expires}`;
    const at = `${file.path}, line ${waiver.position.line}`;
    faults.push({ verdict: 'warn', platform, reason, remedy: `update the package, or renew the waiver (${at})` });
  }
  const more = ending.length - MOST_SHOWN;
  if (more > 0) {
    const reason = `${more === 1 ? '1 more waiver ends' : `${more} more waivers end`} within 7 days`;
    faults.push({ verdict: 'warn', platform, reason, remedy: `update the packages, or renew them (${file.path})` });
  }
  return { faults, used: waivers.map((waiver) => describeWaiver(waiver, file)) };
}

/** What one platform came to. */
interface PlatformOutcome {
  readonly faults: readonly Fault[];
  readonly notes: readonly string[];
  readonly evidence: readonly EvidenceReference[];
  readonly waivers: readonly UsedWaiver[];
}

function judgePlatform(
  settings: VulnerabilitySettings,
  evidence: VulnerabilityEvidence,
  { platform, now, waivers }: { readonly platform: PlatformFacts; readonly now: Date; readonly waivers: WaiverIndex },
): PlatformOutcome {
  const { image } = evidence;
  const name = platform.platform;
  const chosen: ChosenReports = chooseReports(settings, { image, platform, now }, evidence.reports);
  if (chosen.reports.length === 0) {
    return { faults: chosen.faults, notes: [], evidence: chosen.references, waivers: [] };
  }
  const context: Context = {
    settings,
    now,
    deny: new Set(settings.deny.map(comparableId)),
    knownExploited: evidence.knownExploited ?? new Set(),
    waivers,
    vex: settings.vex === undefined ? new Map() : indexVex(settings.vex, evidence.vex, { image, platform, now }),
    base: evidence.bases.get(name),
  };
  const sorted: Sorted = { failing: [], denied: [], young: [], waived: [], vexUsed: new Set(), cleared: 0 };
  const findings = joinFindings(chosen.reports);
  for (const finding of findings) {
    if (finding.suppressedBy !== undefined && settings.trustSuppressed) continue;
    sortFinding(context, finding, sorted);
  }
  const failing = [...sorted.denied, ...withinNumbers(settings, sorted.failing)];
  const excused = judgeWaived(name, sorted.waived, { now, file: evidence.waivers });
  const judged: readonly Fault[] = [
    ...judgeReports({ settings, knownExploited: evidence.knownExploited !== undefined }, name, chosen.reports),
    ...describeFailures('fail', name, failing, context.base),
    ...describeFailures('warn', name, sorted.young, context.base),
    ...excused.faults,
  ];
  const isOld = chosen.faults.length > 0;
  const faults = [...chosen.faults, ...(isOld ? notProven(judged) : judged)];
  const cleared = sorted.cleared === 0 ? '' : `, ${sorted.cleared} cleared by VEX`;
  return {
    faults,
    notes: [`${name}: ${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}${cleared}`],
    evidence: [...chosen.references, ...sorted.vexUsed],
    waivers: excused.used,
  };
}

function evaluate(settings: VulnerabilitySettings, evidence: VulnerabilityEvidence, now: Date): GateResult {
  const { image } = evidence;
  const passedOver = judgeArtifact('vulnerabilities', settings, image);
  if (passedOver !== undefined) return passedOver;
  const waivers = indexWaivers(evidence.waivers, image);
  const outcomes = judgedPlatforms(image).map((platform) =>
    judgePlatform(settings, evidence, { platform, now, waivers }),
  );
  const unread = evidence.vex.flatMap(({ statements, signature, reference }): Fault[] => {
    const isNamed =
      signature.kind === 'signed' && signature.signers.some((signer) => settings.vex?.signedBy.includes(signer));
    if (!isNamed || statements.kind !== 'unreadable') return [];
    const reason = `a VEX document (${foreign(reference.uri)}) cannot be read: ${statements.reason}`;
    return [{ verdict: 'warn', reason, remedy: 'attach one that can be read' }];
  });
  const used = new Map(outcomes.flatMap((each) => each.waivers).map((each) => [`${each.id}\0${each.expires}`, each]));
  const unwaived: readonly Fault[] =
    settings.waivers === undefined || evidence.waivers !== undefined
      ? []
      : [
          {
            verdict: 'error',
            reason: `${foreign(settings.waivers)} was not read`,
            remedy: 'add the file, or leave out waivers',
          },
        ];
  const uncompared: readonly Fault[] = waivers.paths.isSpent
    ? [
        {
          verdict: 'warn',
          reason: 'the report has more paths than are compared with those of waivers',
          remedy: 'name packages in the waivers',
        },
      ]
    : [];
  return makeResult('vulnerabilities', settings, {
    faults: [...outcomes.flatMap((each) => each.faults), ...unread, ...unwaived, ...uncompared],
    notes: outcomes.flatMap((each) => each.notes),
    evidence: outcomes.flatMap((each) => each.evidence),
    waivers: [...used.values()],
  });
}

function needs(settings: VulnerabilitySettings): readonly EvidenceNeed[] {
  const { from, signedBy, waivers, vex, knownExploitedList } = settings;
  const source: EvidenceNeed =
    from === 'attestation'
      ? { kind: 'attestations', what: 'scans', signedBy }
      : from === 'registry'
        ? { kind: 'registry-scans' }
        : { kind: 'report-files' };
  return [
    source,
    { kind: 'configs' },
    ...(waivers === undefined ? [] : [{ kind: 'file', path: waivers, what: 'waivers' } as const]),
    ...(knownExploitedList === undefined
      ? []
      : [{ kind: 'file', path: knownExploitedList, what: 'known-exploited' } as const]),
    ...(vex === undefined ? [] : [{ kind: 'attestations', what: 'vex', signedBy: vex.signedBy } as const]),
  ];
}

/** What scanners found in each platform of an image (reference, section 1.3). */
export const vulnerabilitiesGate: Gate<VulnerabilitySettings, VulnerabilityEvidence> = {
  id: 'vulnerabilities',
  needs,
  evaluate,
};
