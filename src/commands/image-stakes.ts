import { type BaseReports, readBaseFindings } from '../admission/base-findings.ts';
import type { BaseVersion } from '../evidence/formats/base-version.ts';
import type { VulnerabilitySettings } from '../pipeline/gates/vulnerabilities.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { isLeft } from '../policy/gates/lineage.ts';
import type { StandingPlatform } from '../policy/standing-base.ts';
import type { PlatformReport } from '../report/outdated.ts';
import type { StandingImage } from './standing-images.ts';

/** What is at stake, or why that is not known, as a clause. */
export type Stake = NonNullable<PlatformReport['stake']> | string;

/** Finds by which gate reports about an image count: that of the last environment it is in that reads signed reports. */
export function settingsFor(
  { places }: StandingImage,
  environments: readonly Environment[],
): VulnerabilitySettings | undefined {
  const names = new Set(places.map(({ environment }) => environment));
  return environments
    .filter(({ name }) => names.has(name))
    .map(({ gates }) => gates.vulnerabilities)
    .findLast((settings) => settings?.from === 'attestation' && settings.signedBy.length > 0);
}

/**
 * Finds how many findings the base of a platform brings, and how many of them the newest version of the base has not: by
 * the reports about both bases that the gate of the environment would take.
 */
export async function findStake(
  reports: BaseReports,
  { base, newer: [newest] }: StandingPlatform,
  settings: VulnerabilitySettings | undefined,
): Promise<Stake | undefined> {
  if (base === undefined || newest === undefined) return undefined;
  if (settings === undefined) return 'no gate "vulnerabilities" of its environments reads signed reports';
  // A base that was replaced is not scanned any more: what its last report says is still there.
  const lasting = { ...settings, maxAge: Number.POSITIVE_INFINITY, databaseMaxAge: undefined };
  const [before, after] = await Promise.all([
    readBaseFindings(reports, base, lasting),
    readBaseFindings(reports, newest, settings),
  ]);
  if (before === undefined) return `no report of ${nameOf(base)} counts`;
  if (after === undefined) return `no report of ${nameOf(newest)} counts`;
  const removed = before.findings.filter((finding) => !isLeft(finding, after.keys));
  return { findings: before.findings.length, removes: removed.length };
}

function nameOf({ repository, version }: BaseVersion): string {
  return `${repository.split('/').at(-1)} ${version}`;
}
