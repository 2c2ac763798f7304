import { isSealiftError } from '../errors.ts';
import type { FoundBases } from '../evidence/bases.ts';
import type { BaseVersion } from '../evidence/formats/base-version.ts';
import { listBases, toBaseVersions } from '../evidence/list-bases.ts';
import { FormatError } from '../oci/json.ts';
import type { VulnerabilitySettings } from '../pipeline/gates/vulnerabilities.ts';
import { findBase, newerVersions } from '../policy/gates/base-match.ts';
import { type GateResult, type ImageFacts, judgedPlatforms } from '../policy/gates/gate.ts';
import { configOf } from '../policy/gates/image-config.ts';
import { type BaseLineage, isOfBase, lineageOf } from '../policy/gates/lineage.ts';
import type { VulnerabilityEvidence } from '../policy/gates/vulnerabilities.ts';
import { type BaseReports, readBaseFindings } from './base-findings.ts';

/** Of so many newer versions of a base reports are looked for. */
const MAX_SCANNED = 3;

/** Of so many tags of a base it is found out whether they are newer, where no ledger tells. */
const MAX_LISTED = 20;

/** Returns the bases that the platforms of an image stand on, by platform. */
export function lineagesOf(
  image: ImageFacts,
  bases: readonly BaseVersion[],
  findingsOf: Parameters<typeof lineageOf>[3] = () => undefined,
): ReadonlyMap<string, BaseLineage> {
  return new Map(
    judgedPlatforms(image).flatMap((platform) => {
      const config = configOf(platform);
      const diffIds = config.kind === 'read' ? config.value.diffIds : [];
      const lineage = lineageOf(diffIds, platform.platform, bases, findingsOf);
      return lineage === undefined ? [] : [[platform.platform, lineage] as const];
    }),
  );
}

/** Whether a gate has findings against an image, of which a report says that the base brings some. */
export function mayCure({ faults }: GateResult, { bases, reports }: VulnerabilityEvidence): boolean {
  if (!faults.some(({ verdict, isMissing }) => (verdict === 'fail' || verdict === 'warn') && isMissing !== true)) {
    return false;
  }
  const lineages = [...bases.values()];
  return reports.some(
    ({ report }) =>
      report.kind === 'read' &&
      report.value.findings.some((finding) => lineages.some((lineage) => isOfBase(finding, lineage))),
  );
}

/** The base that each platform stands on. */
function basesOf(image: ImageFacts, bases: readonly BaseVersion[]): readonly BaseVersion[] {
  return judgedPlatforms(image).flatMap((platform) => {
    const config = configOf(platform);
    const diffIds = config.kind === 'read' ? config.value.diffIds : [];
    return findBase(diffIds, platform.platform, bases)?.versions.slice(0, 1) ?? [];
  });
}

/** Lists the newest versions of bases of which no newer one is known; what cannot be read is left out. */
async function listNewer(
  { run, open }: BaseReports,
  found: FoundBases,
  own: readonly BaseVersion[],
): Promise<readonly BaseVersion[]> {
  const ofLedger = new Set(found.ledger?.repositories.map(({ name }) => name));
  const names = new Set(
    own
      .filter((base) => !ofLedger.has(base.repository) && newerVersions(base, found.bases).length === 0)
      .map(({ repository }) => repository),
  );
  const lists = await Promise.all(
    [...names].map(async (name) => {
      try {
        return toBaseVersions(await listBases(run, open, name, { limit: MAX_LISTED }));
      } catch (error) {
        if (error instanceof FormatError || isSealiftError(error)) return [];
        throw error;
      }
    }),
  );
  return lists.flat();
}

/**
 * Finds what newer versions of the bases of an image would remove, when a gate has found something: at most three versions
 * of each base are asked for, and each once in a run.
 *
 * @param signed the repositories of which only versions count that a record brought there.
 */
export async function findCures(
  image: ImageFacts,
  found: FoundBases,
  settings: VulnerabilitySettings,
  { reports, signed }: { readonly reports: BaseReports; readonly signed: readonly string[] },
): Promise<ReadonlyMap<string, BaseLineage>> {
  const own = basesOf(image, found.bases);
  const listed = await listNewer(reports, found, own);
  const knowsRecords = found.ledger?.isSigned === true;
  const toKey = ({ repository, digest, platform }: BaseVersion) => `${repository}@${digest} ${platform}`;
  const ownKeys = new Set(own.map(toKey));
  const all = [...new Map([...listed, ...found.bases].map((each) => [toKey(each), each])).values()].filter((each) => {
    const isUsable = each.isThere && (each.isSigned || !knowsRecords || !signed.includes(each.repository));
    return isUsable || ownKeys.has(toKey(each));
  });
  const findings = new Map<string, ReadonlySet<string> | undefined>();
  const asked = own.flatMap((base) => newerVersions(base, all).slice(0, MAX_SCANNED));
  await Promise.all(
    asked.map(async (base) => {
      const found = await readBaseFindings(reports, base, settings);
      findings.set(toKey(base), found?.keys);
    }),
  );
  return lineagesOf(image, all, (base) => findings.get(toKey(base)));
}
