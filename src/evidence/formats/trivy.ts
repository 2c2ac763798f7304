import {
  FormatError,
  type JsonObject,
  objectProperty,
  optionalText,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { digestList, digestProperty, objectList, present, requiredText, textList, timeProperty } from './document.ts';
import { FindingList, type NewFinding, type VulnerabilityReport } from './findings.ts';
import { parseSeverity } from './severity.ts';

/** The kinds of results that packages are scanned for (aquasecurity/trivy, pkg/types/report.go). */
const PACKAGE_CLASSES: ReadonlySet<string> = new Set(['os-pkgs', 'lang-pkgs']);

/** Whether a document is the JSON of Trivy, of whatever version. */
export function isTrivy(document: JsonObject): boolean {
  return property(document, 'SchemaVersion') !== undefined && property(document, 'ArtifactType') !== undefined;
}

function readFinding(finding: JsonObject, target: string | undefined): NewFinding {
  const layer = objectProperty(finding, 'Layer');
  const fixedIn = optionalText(finding, 'FixedVersion');
  const path = optionalText(finding, 'PkgPath') ?? target;
  const diffId = layer && optionalText(layer, 'DiffID');
  const identifier = objectProperty(finding, 'PkgIdentifier');
  return {
    id: requiredText(finding, 'VulnerabilityID', 'a finding'),
    aliases: textList(finding, 'VendorIDs'),
    package: requiredText(finding, 'PkgName', 'a finding'),
    version: stringProperty(finding, 'InstalledVersion') ?? '',
    purl: identifier && optionalText(identifier, 'PURL'),
    ratings: [parseSeverity(property(finding, 'Severity'))],
    isFixable: fixedIn !== undefined || stringProperty(finding, 'Status') === 'fixed',
    fixedIn: present(fixedIn),
    published: timeProperty(finding, 'PublishedDate'),
    layers: present(diffId),
    paths: present(path),
  };
}

/** Reads what Trivy found and something took out again: an ignore file, a VEX document, a policy. */
function addModified(list: FindingList, result: JsonObject, target: string | undefined): void {
  for (const modified of objectList(result, 'ExperimentalModifiedFindings')) {
    const finding = objectProperty(modified, 'Finding');
    if (stringProperty(modified, 'Type') !== 'vulnerability' || finding === undefined) continue;
    const source = optionalText(modified, 'Source') ?? 'Trivy';
    list.add({ ...readFinding(finding, target), suppressedBy: source });
  }
}

/**
 * Reads the JSON of Trivy, schema version 2.
 *
 * @throws {FormatError} if it is another version, not about an image, or malformed.
 */
export function parseTrivy(document: JsonObject): VulnerabilityReport {
  if (property(document, 'SchemaVersion') !== 2) {
    throw new FormatError("it is of a version of Trivy's schema that is not known here: only version 2 is");
  }
  const type = stringProperty(document, 'ArtifactType') ?? '';
  if (type !== 'container_image') throw new FormatError(`it is about ${quote(type, 40)}, not about a container image`);
  const metadata = objectProperty(document, 'Metadata') ?? {};
  const system = objectProperty(metadata, 'OS') ?? {};
  const list = new FindingList();
  let isScanned = false;
  for (const result of objectList(document, 'Results')) {
    const resultClass = stringProperty(result, 'Class') ?? '';
    if (PACKAGE_CLASSES.has(resultClass)) isScanned = true;
    // The target of operating system packages is the image's name.
    const target = resultClass === 'lang-pkgs' ? optionalText(result, 'Target') : undefined;
    for (const finding of objectList(result, 'Vulnerabilities')) list.add(readFinding(finding, target));
    addModified(list, result, target);
  }
  const diffIds = textList(metadata, 'DiffIDs');
  const name = [optionalText(system, 'Family'), optionalText(system, 'Name')].filter(Boolean).join(' ');
  return {
    format: 'Trivy JSON',
    findings: list.finish(),
    times: present(timeProperty(document, 'CreatedAt')),
    databaseTime: undefined,
    binding: {
      config: digestProperty(metadata, 'ImageID'),
      diffIds: diffIds.length === 0 ? undefined : digestList(diffIds, 'DiffIDs'),
      manifests: [],
    },
    isScanned,
    endOfLife: property(system, 'EOSL') === true ? name || 'the operating system' : undefined,
    tellsKnownExploited: false,
    tellsEpss: false,
  };
}
