import { cureFor, type Reading } from '../../evidence/formats/document.ts';
import type { EvidenceReference, Signature } from '../../evidence/formats/evidence.ts';
import type { VulnerabilityReport } from '../../evidence/formats/findings.ts';
import { type Digest, shortDigest } from '../../oci/digest.ts';
import type { ReportSettings } from '../../pipeline/gates/vulnerabilities.ts';
import { quote, safeText } from '../../util/safe-text.ts';
import { CLOCK_SKEW } from '../../util/time.ts';
import type { Fault, ImageFacts, PlatformFacts } from './gate.ts';
import { judgedPlatforms } from './gate.ts';
import { nameSigner } from './statements.ts';
import { foreign, formatAge, formatLimit, listSome } from './words.ts';

/** A report that was found, whoever made it. */
export interface ReportCandidate {
  readonly reference: EvidenceReference;
  readonly from: ReportSettings['from'];
  /** What a statement is about, or the digest that the registry was asked for; empty for a file. */
  readonly subjects: readonly Digest[];
  readonly signature: Signature;
  readonly report: Reading<VulnerabilityReport>;
}

/** A report of one platform that counts, and when it was made. */
interface BoundReport {
  readonly candidate: ReportCandidate;
  readonly report: VulnerabilityReport;
  readonly time: number;
}

/** The reports of a platform that decide: the newest, and others of the same time. */
export interface ChosenReports {
  readonly reports: readonly VulnerabilityReport[];
  readonly references: readonly EvidenceReference[];
  /** Why there is none or, if there are reports, that they are too old. */
  readonly faults: readonly Fault[];
}

/** What a candidate is for a platform. */
type Binding =
  | { readonly kind: 'bound'; readonly report: VulnerabilityReport }
  | { readonly kind: 'broken'; readonly reason: string; readonly remedy: string }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'other' };

const CONTRADICTION = { kind: 'broken', remedy: 'scan again, by the digest of the platform' } as const;

/** Whether what a report says of layers differs from the config's. */
function hasOtherLayers({ binding }: VulnerabilityReport, platform: PlatformFacts): boolean {
  const rootfs = platform.config?.kind === 'read' ? platform.config.value['rootfs'] : undefined;
  const known = typeof rootfs === 'object' && rootfs !== null ? (rootfs as { diff_ids?: unknown }).diff_ids : undefined;
  if (binding.diffIds === undefined || !Array.isArray(known)) return false;
  return binding.diffIds.length !== known.length || binding.diffIds.some((each, index) => each !== known[index]);
}

/** Binds a candidate to a platform: by the subject, or by the image that the report names; never by both in conflict. */
function bind({ from, subjects, report }: ReportCandidate, image: ImageFacts, platform: PlatformFacts): Binding {
  const isOfPlatform = subjects.includes(platform.digest);
  const mayBe = isOfPlatform || subjects.length === 0 || subjects.includes(image.digest);
  if (!mayBe) return { kind: 'other' };
  if (report.kind === 'absent') return { kind: 'absent', reason: report.reason };
  if (report.kind === 'unreadable') {
    const remedy =
      from === 'file' ? 'let an earlier step write it, or correct "evidence-files"' : 'attach one that can be read';
    return { kind: 'broken', reason: report.reason, remedy };
  }
  const { config, manifests } = report.value.binding;
  const names = config === platform.configDigest || (config === undefined && manifests.includes(platform.digest));
  if (!isOfPlatform && !names) return { kind: 'other' };
  if (config !== undefined && config !== platform.configDigest) {
    return {
      ...CONTRADICTION,
      reason: `the report contradicts itself: it is about the config of another image, ${shortDigest(config)}`,
    };
  }
  const [manifest] = manifests;
  if (manifest !== undefined && !manifests.some((each) => each === platform.digest || each === image.digest)) {
    const reason = `the report contradicts itself: it is about the digest of another image, ${shortDigest(manifest)}`;
    return { ...CONTRADICTION, reason };
  }
  if (hasOtherLayers(report.value, platform)) {
    return { ...CONTRADICTION, reason: 'the report contradicts itself: it is about other layers' };
  }
  return { kind: 'bound', report: report.value };
}

function isBySigner({ signedBy, unsigned, from }: ReportSettings, { signature }: ReportCandidate): boolean {
  if (from === 'registry') return true;
  if (signature.kind === 'signed' && signature.signers.some((name) => signedBy.includes(name))) return true;
  return unsigned && signature.kind !== 'invalid';
}

/** When a report was made: the oldest time that it tells, or why that cannot be. */
function timeOf(
  { time: source }: ReportSettings,
  { signature }: ReportCandidate,
  { times }: VulnerabilityReport,
  now: Date,
): number | { readonly reason: string; readonly remedy: string } {
  const witness = signature.kind === 'signed' ? signature.time?.getTime() : undefined;
  const told = times.length === 0 ? undefined : Math.min(...times.slice(0, 10).map((each) => each.getTime()));
  const time = told ?? (source === 'witness' ? witness : undefined);
  if (time === undefined) {
    return {
      reason: 'the report does not say when it was made',
      remedy: 'attach the JSON of the scanner, or set time: witness to take the time of the signature',
    };
  }
  const remedy = 'correct the clock of the scanner, and scan again';
  if (time > now.getTime() + CLOCK_SKEW) {
    return { reason: `the report is of ${new Date(time).toISOString()}, which is in the future`, remedy };
  }
  if (witness !== undefined && time > witness + CLOCK_SKEW) {
    return { reason: `the report is of ${new Date(time).toISOString()}, which is after it was signed`, remedy };
  }
  return time;
}

function describeSigners(names: readonly string[]): string {
  return names.length === 0 ? 'anybody' : listSome(names.map(foreign));
}

/** Says what was found instead of a report that counts. */
function explainNone(
  settings: ReportSettings,
  image: ImageFacts,
  platform: PlatformFacts,
  candidates: readonly ReportCandidate[],
): Fault {
  const common = { verdict: 'fail', platform: platform.platform, isMissing: true } as const;
  const wanted = describeSigners(settings.signedBy);
  const others = candidates.filter((each) => ['bound', 'broken'].includes(bind(each, image, platform).kind));
  for (const { signature } of others) {
    if (signature.kind === 'signed') {
      const reason = `a report is there, signed by ${safeText(signature.identity, 200)}`;
      return { ...common, reason, remedy: nameSigner(signature.signers, wanted) };
    }
  }
  if (others.some(({ signature }) => signature.kind === 'unsigned')) {
    return { ...common, reason: 'a report is there that nobody signed', remedy: `let ${wanted} sign it` };
  }
  for (const { signature } of others) {
    if (signature.kind !== 'invalid') continue;
    const reason = `the signature of a report cannot be verified: ${safeText(signature.reason, 200)}`;
    return { ...common, verdict: 'error', reason, remedy: cureFor(signature.reason, `let ${wanted} sign it again`) };
  }
  const found = judgedPlatforms(image)
    .map((each) => ({ name: each.platform, count: countBound(settings, image, each, candidates) }))
    .filter(({ count }) => count > 0);
  const instead =
    found.length === 0 ? '' : ` (${listSome(found.map((each) => `${each.count} of ${each.name}`))} found)`;
  const by = settings.from === 'attestation' ? ` by ${wanted}` : '';
  return { ...common, reason: `no report${by}${instead}`, remedy: 'scan each platform by its digest' };
}

function countBound(
  settings: ReportSettings,
  image: ImageFacts,
  platform: PlatformFacts,
  candidates: readonly ReportCandidate[],
): number {
  return candidates.filter((each) => isBySigner(settings, each) && bind(each, image, platform).kind === 'bound').length;
}

/** A report that cannot be used; whether it would be newer than one that can be is not known unless it was witnessed. */
interface BrokenReport {
  readonly fault: Fault;
  readonly time: number;
}

/** Chooses the reports that decide about a platform, among those of the right source and signer. */
export function chooseReports(
  settings: ReportSettings,
  { image, platform, now }: { readonly image: ImageFacts; readonly platform: PlatformFacts; readonly now: Date },
  all: readonly ReportCandidate[],
): ChosenReports {
  const candidates = all.filter(({ from }) => from === settings.from);
  const bound: BoundReport[] = [];
  const broken: BrokenReport[] = [];
  const absent: Fault[] = [];
  for (const candidate of candidates) {
    if (!isBySigner(settings, candidate)) continue;
    const binding = bind(candidate, image, platform);
    const witness = candidate.signature.kind === 'signed' ? candidate.signature.time?.getTime() : undefined;
    const at = { verdict: 'error', platform: platform.platform } as const;
    if (binding.kind === 'bound') {
      const time = timeOf(settings, candidate, binding.report, now);
      if (typeof time === 'number') bound.push({ candidate, report: binding.report, time });
      else broken.push({ fault: { ...at, ...time }, time: witness ?? Number.POSITIVE_INFINITY });
    } else if (binding.kind === 'broken') {
      const { reason, remedy } = binding;
      const what = `${candidate.report.kind === 'unreadable' ? 'cannot read ' : ''}${describe(candidate)}`;
      broken.push({
        fault: { ...at, reason: `${what}: ${safeText(reason)}`, remedy },
        time: witness ?? Number.POSITIVE_INFINITY,
      });
    } else if (binding.kind === 'absent') {
      const remedy = 'scan it there, and promote again';
      absent.push({ ...at, verdict: 'fail', reason: safeText(binding.reason), remedy, isMissing: true });
    }
  }
  const newest = Math.max(Number.NEGATIVE_INFINITY, ...bound.map(({ time }) => time));
  const newerBroken = broken.filter(({ time }) => time > newest).map(({ fault }) => fault);
  if (newerBroken.length > 0) return { reports: [], references: [], faults: newerBroken };
  if (bound.length === 0) {
    const faults = absent.length > 0 ? absent : [explainNone(settings, image, platform, candidates)];
    return { reports: [], references: [], faults };
  }
  const chosen = bound.filter(({ time }) => time === newest);
  return {
    reports: chosen.map(({ report }) => report),
    references: chosen.map(({ candidate }) => candidate.reference),
    faults: judgeAge(settings, { platform, now, newest }, chosen),
  };
}

function describe({ from, reference: { uri } }: ReportCandidate): string {
  return from === 'file' ? `the report ${quote(uri, 200)}` : `a report (${safeText(uri, 200)})`;
}

/** Refuses a report that is too old, or whose database was. */
function judgeAge(
  { maxAge, databaseMaxAge }: ReportSettings,
  { platform, now, newest }: { readonly platform: PlatformFacts; readonly now: Date; readonly newest: number },
  chosen: readonly BoundReport[],
): readonly Fault[] {
  const faults: Fault[] = [];
  const at = { platform: platform.platform, isMissing: true } as const;
  const age = now.getTime() - newest;
  if (age > maxAge) {
    const reason = `the newest report is ${formatAge(age)} and may be ${formatLimit(maxAge)}`;
    faults.push({ ...at, verdict: 'fail', reason, remedy: 'scan again' });
  }
  if (databaseMaxAge === undefined) return faults;
  for (const { report } of chosen) {
    const built = report.databaseTime?.getTime();
    if (built !== undefined && built > now.getTime() + CLOCK_SKEW) {
      const reason = `the scanner's database is of ${new Date(built).toISOString()}, which is in the future`;
      faults.push({ ...at, verdict: 'error', reason, remedy: 'correct the clock of the scanner, and scan again' });
    } else if (built === undefined) {
      const reason = `${report.format} does not tell how old the scanner's database was`;
      faults.push({
        ...at,
        verdict: 'error',
        reason,
        remedy: 'scan with Grype, attest it with scanner.db.lastUpdate, or leave out db-max-age',
      });
    } else if (now.getTime() - built > databaseMaxAge) {
      const reason = `the scanner's database is ${formatAge(now.getTime() - built)} and may be ${formatLimit(databaseMaxAge)}`;
      faults.push({ ...at, verdict: 'fail', reason, remedy: 'update the database, and scan again' });
    }
  }
  return faults;
}
