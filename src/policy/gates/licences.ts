import type { Reading } from '../../evidence/formats/document.ts';
import type { EvidenceReference } from '../../evidence/formats/evidence.ts';
import type { Licences, LicensedPackage } from '../../evidence/formats/licences.ts';
import type { LicenceSettings } from '../../pipeline/gates/licences.ts';
import { getOrMake } from '../../util/memo.ts';
import { safeText } from '../../util/safe-text.ts';
import {
  type EvidenceNeed,
  type Fault,
  type Gate,
  type GateResult,
  type ImageFacts,
  judgeArtifact,
  makeResult,
} from './gate.ts';
import { judgeExpression, type LicenceAnswer } from './licence-expression.ts';
import { acceptStatements, listTargets, remedyAmong, type StatementCandidate } from './statements.ts';
import { foreign, listFew } from './words.ts';

/** A bill of materials that was found. */
export interface BomCandidate extends StatementCandidate {
  readonly licences: Reading<Licences>;
}

/** What the gate judges. */
export interface LicenceEvidence {
  readonly image: ImageFacts;
  readonly boms: readonly BomCandidate[];
}

function nameOf({ name, version }: LicensedPackage): string {
  return foreign(`${name} ${version}`.trim());
}

/** Writes what is wrong with a package: for the few that are shown. */
type Complaint = () => string;

/** Judges a package: all that is said of it has to be fine. */
function judgePackage(
  each: LicensedPackage,
  judge: (expression: string) => LicenceAnswer,
): { readonly refused?: Complaint; readonly unknown?: Complaint } {
  const [name] = each.names;
  if (name !== undefined) return { unknown: () => `${nameOf(each)} (${foreign(name)})` };
  if (each.expressions.length === 0) return { unknown: () => nameOf(each) };
  let unknown: Complaint | undefined;
  for (const expression of each.expressions) {
    const answer = judge(expression);
    if (answer.kind === 'refused') {
      return { refused: () => `${nameOf(each)} (${listFew(answer.licences, foreign, 3)})` };
    }
    if (answer.kind === 'unknown') {
      unknown ??= () => `${nameOf(each)} (${safeText(expression, 60)}: ${answer.reason})`;
    }
  }
  return unknown === undefined ? {} : { unknown };
}

/** The licence expressions of a bill of materials that differ may have so many characters together. */
const MOST_TEXT = 2_000_000;

/** Returns what decides expressions, each once, however many packages have it. */
function openJudge({ allow, deny }: LicenceSettings): (expression: string) => LicenceAnswer {
  const [allowed, denied] = [new Set(allow), new Set(deny)];
  const isAllowed = (name: string): boolean => !denied.has(name) && (allowed.size === 0 || allowed.has(name));
  const answers = new Map<string, LicenceAnswer>();
  let length = 0;
  return (expression) =>
    getOrMake(answers, expression, () => {
      length += expression.length;
      return length > MOST_TEXT
        ? { kind: 'unknown', reason: 'there are more licence expressions than are read' }
        : judgeExpression(expression, isAllowed);
    });
}

/** Judges one bill of materials. */
function judgeBom(settings: LicenceSettings, { packages }: Licences, platform: string | undefined): readonly Fault[] {
  const judge = openJudge(settings);
  const except = new Set(settings.except);
  const judged = packages.filter(({ name }) => !except.has(name)).map((each) => judgePackage(each, judge));
  const refused = judged.flatMap((each) => each.refused ?? []);
  const unknown = judged.flatMap((each) => each.unknown ?? []);
  const list = (complaints: readonly Complaint[]): string => listFew(complaints, (write) => write());
  const faults: Fault[] = [];
  if (packages.length === 0) {
    const reason = 'the bill of materials has no packages';
    faults.push({ verdict: 'error', platform, reason, remedy: 'make it of the image, not of a folder' });
  }
  if (refused.length > 0) {
    const reason = `${refused.length} ${refused.length === 1 ? 'package has a licence' : 'packages have licences'} that is not allowed: ${list(refused)}`;
    faults.push({ verdict: 'fail', platform, reason, remedy: 'replace the package, or allow the licence' });
  }
  if (unknown.length > 0 && settings.unknown !== 'allow') {
    const reason = `the licence of ${unknown.length} ${unknown.length === 1 ? 'package' : 'packages'} is not known: ${list(unknown)}`;
    faults.push({ verdict: settings.unknown, platform, reason, remedy: 'say in the bill of materials what it is' });
  }
  return faults;
}

function judgeReading(
  settings: LicenceSettings,
  { licences }: BomCandidate,
  platform: string | undefined,
): readonly Fault[] {
  if (licences.kind === 'read') return judgeBom(settings, licences.value, platform);
  const reason = `the bill of materials cannot be read: ${licences.reason}`;
  return [{ verdict: 'error', platform, reason, remedy: 'attest it again' }];
}

function evaluate(settings: LicenceSettings, { image, boms }: LicenceEvidence, now: Date): GateResult {
  const passedOver = judgeArtifact('licences', settings, image);
  if (passedOver !== undefined) return passedOver;
  const faults: Fault[] = [];
  const evidence: EvidenceReference[] = [];
  const seen = new Set<BomCandidate>();
  for (const target of listTargets(image, settings.bom.eachPlatform)) {
    const accepted = acceptStatements(settings.bom, target, boms, now);
    if (accepted.kind === 'none') {
      faults.push(accepted.fault);
      continue;
    }
    // What is about all platforms is judged once.
    const latest = accepted.latest.filter((bom) => !seen.has(bom));
    for (const bom of latest) {
      seen.add(bom);
      evidence.push(bom.reference);
      const platform = bom.subjects.includes(image.digest) ? undefined : target.platform;
      const found = judgeReading(settings, bom, platform);
      faults.push(
        ...found.map((fault) => ({ ...fault, remedy: fault.remedy && remedyAmong(accepted.latest, fault.remedy) })),
      );
    }
  }
  return makeResult('licences', settings, { faults, evidence });
}

function needs({ bom }: LicenceSettings): readonly EvidenceNeed[] {
  return [
    { kind: 'attestations', what: 'boms', types: bom.types, signedBy: bom.signedBy },
    ...(bom.unsigned ? [{ kind: 'inline-attestations' } as const] : []),
  ];
}

/** The licences of what is in the image (reference, section 4). */
export const licencesGate: Gate<LicenceSettings, LicenceEvidence> = { id: 'licences', needs, evaluate };
