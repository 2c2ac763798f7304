import { tryParseDigest } from '../../oci/digest.ts';
import {
  FormatError,
  type JsonObject,
  objectProperty,
  optionalText,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { objectList, present, type Reading, readBy, requiredText, timeProperty } from './document.ts';
import { FindingList, UNBOUND, type VulnerabilityReport } from './findings.ts';
import { parseSeverity } from './severity.ts';

/** The media type that Harbor is asked for, and the key of its answer (goharbor/harbor, src/pkg/scan/rest/v1/spec.go). */
export const HARBOR_REPORT = 'application/vnd.security.vulnerability.report; version=1.1';

/** The older form of the same report. */
const OLDER_REPORT = 'application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0';

/** Statuses that say that there is a fix; an empty one leaves it to the version. */
const FIXED = 'fixed';

/** Reads the answer of Harbor's API about one digest; an empty one says that the digest was not scanned. */
export function readHarbor(answer: JsonObject): Reading<VulnerabilityReport> {
  if (Object.keys(answer).length === 0) return { kind: 'absent', reason: 'Harbor has not scanned it' };
  return readBy(parseReport, answer);
}

function parseReport(answer: JsonObject): VulnerabilityReport {
  const report = objectProperty(answer, HARBOR_REPORT) ?? objectProperty(answer, OLDER_REPORT);
  if (report === undefined) throw new FormatError('it is not a report of Harbor');
  const list = new FindingList();
  const manifests = new Set<string>();
  for (const finding of objectList(report, 'vulnerabilities')) {
    const fixedIn = optionalText(finding, 'fix_version');
    const vector = objectProperty(finding, 'preferred_cvss') ?? {};
    const word = property(finding, 'severity');
    list.add({
      id: requiredText(finding, 'id', 'a finding'),
      package: stringProperty(finding, 'package') ?? '',
      version: stringProperty(finding, 'version') ?? '',
      ratings: [parseSeverity(word || property(vector, 'score_v3'))],
      isFixable: fixedIn !== undefined || stringProperty(finding, 'status') === FIXED,
      fixedIn: present(fixedIn),
    });
    for (const digest of listedDigests(finding)) manifests.add(digest);
  }
  return {
    format: "Harbor's report",
    findings: list.finish(),
    times: present(timeProperty(report, 'generated_at')),
    databaseTime: undefined,
    binding: { ...UNBOUND, manifests: [...manifests].flatMap((text) => present(tryParseDigest(text))) },
    isScanned: optionalText(objectProperty(report, 'scanner') ?? {}, 'name') !== undefined,
    endOfLife: undefined,
    tellsKnownExploited: false,
    tellsEpss: false,
  };
}

/** The digests that a finding was found in: newer versions list them. */
function listedDigests(finding: JsonObject): readonly string[] {
  const list = property(finding, 'artifact_digests');
  const digests: readonly unknown[] = Array.isArray(list) ? list : [property(finding, 'artifact_digest')];
  return digests.filter((each) => typeof each === 'string').slice(0, 100);
}
