import { FormatError, type JsonObject, objectProperty, optionalText, property } from '../../oci/json.ts';
import { objectList, present, requiredText, timeProperty } from './document.ts';
import { earlier, FindingList, UNBOUND, type VulnerabilityReport } from './findings.ts';
import { isGrype, parseGrype } from './grype.ts';
import { parseSeverity } from './severity.ts';
import { isTrivy, parseTrivy } from './trivy.ts';

/** The times of scanning that the metadata of a predicate tells. */
function scanTimes(predicate: JsonObject): readonly Date[] {
  const metadata = objectProperty(predicate, 'metadata') ?? {};
  return present(timeProperty(metadata, 'scanStartedOn'), timeProperty(metadata, 'scanFinishedOn'));
}

/**
 * Reads the predicate of cosign's vulnerability attestation, which holds the JSON of Trivy or Grype.
 *
 * The code of cosign and Trivy holds, not cosign's specification, which differs from it (`scanners`, `buildStartedOn`).
 * Trivy writes the time of writing as that of scanning, so the scanner's own time counts too.
 *
 * @throws {FormatError} if it is malformed, or of another scanner.
 */
export function parseCosignVuln(predicate: JsonObject): VulnerabilityReport {
  const scanner = objectProperty(predicate, 'scanner');
  const result = scanner && objectProperty(scanner, 'result');
  if (result === undefined) throw new FormatError('it has no scanner.result');
  if (!isTrivy(result) && !isGrype(result)) {
    throw new FormatError('its scanner.result is neither the JSON of Trivy nor that of Grype');
  }
  const report = isTrivy(result) ? parseTrivy(result) : parseGrype(result);
  const database = (scanner && objectProperty(scanner, 'db')) ?? {};
  return {
    ...report,
    format: `${report.format} in cosign's attestation`,
    times: [...report.times, ...scanTimes(predicate)],
    // Of two times the older one counts, as with those of the scan.
    databaseTime: earlier(report.databaseTime, timeProperty(database, 'lastUpdate')),
  };
}

/**
 * Reads the predicate of in-toto's vulnerability attestation, v0.2 (in-toto/attestation, spec/predicates/vuln.md).
 *
 * It names no packages and tells of no fixes: each finding counts as fixable.
 *
 * @throws {FormatError} if it is malformed.
 */
export function parseInTotoVulns(predicate: JsonObject): VulnerabilityReport {
  const scanner = objectProperty(predicate, 'scanner');
  if (scanner === undefined) throw new FormatError('it has no scanner');
  const list = new FindingList();
  for (const finding of objectList(scanner, 'result')) {
    const ratings = objectList(finding, 'severity').map((each) => parseSeverity(property(each, 'score')));
    list.add({
      id: requiredText(finding, 'id', 'a finding'),
      package: '',
      version: '',
      ratings: ratings.length === 0 ? ['unknown'] : ratings,
      isFixable: true,
    });
  }
  const database = objectProperty(scanner, 'db') ?? {};
  return {
    format: 'in-toto vulns',
    findings: list.finish(),
    times: scanTimes(predicate),
    databaseTime: timeProperty(database, 'lastUpdate'),
    binding: UNBOUND,
    isScanned: property(scanner, 'result') !== undefined && optionalText(scanner, 'uri') !== undefined,
    endOfLife: undefined,
    tellsKnownExploited: false,
    tellsEpss: false,
  };
}
