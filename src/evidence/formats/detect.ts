import { FormatError, type JsonObject } from '../../oci/json.ts';
import { isCycloneDx, parseCycloneDx, parseCycloneDxLicences } from './cyclonedx.ts';
import type { VulnerabilityReport } from './findings.ts';
import { isGrype, parseGrype } from './grype.ts';
import type { Licences } from './licences.ts';
import { isSarif, parseSarif } from './sarif.ts';
import { parseCosignVuln, parseInTotoVulns } from './scan-attestations.ts';
import { isSpdx, parseSpdxLicences } from './spdx.ts';
import { isTrivy, parseTrivy } from './trivy.ts';

type Parser = (document: JsonObject) => VulnerabilityReport;

/** The predicate types of scans, with and without `https://`, as cosign has written both. */
const BY_TYPE: readonly (readonly [type: RegExp, parse: Parser])[] = [
  [/^(?:https:\/\/)?cosign\.sigstore\.dev\/attestation\/vuln\/v1$/, parseCosignVuln],
  [/^https:\/\/in-toto\.io\/attestation\/vulns\/v0\.2$/, parseInTotoVulns],
  [/^https:\/\/cyclonedx\.org\/(?:bom|vex)(?:\/v?1\.\d+)?$/, parseCycloneDx],
];

/** Formats by what they say of themselves. */
const BY_CONTENT: readonly (readonly [is: (document: JsonObject) => boolean, parse: Parser])[] = [
  [isTrivy, parseTrivy],
  [isGrype, parseGrype],
  [isSarif, parseSarif],
  [isCycloneDx, parseCycloneDx],
];

/** Whether a predicate type is one of a scan, so that the statement is worth fetching. */
export function isScanType(predicateType: string): boolean {
  return BY_TYPE.some(([type]) => type.test(predicateType)) || /sarif/i.test(predicateType);
}

/**
 * Reads a report by its predicate type where it has one that is known, else by its content: a file, or another predicate.
 *
 * @throws {FormatError} if it is of no known format, or malformed.
 */
export function parseVulnerabilityReport(document: JsonObject, predicateType?: string): VulnerabilityReport {
  const typed = predicateType === undefined ? undefined : BY_TYPE.find(([type]) => type.test(predicateType))?.[1];
  const parse = typed ?? BY_CONTENT.find(([is]) => is(document))?.[1];
  if (parse === undefined) {
    throw new FormatError('it is not a report of a known format: Trivy JSON, Grype JSON, SARIF or CycloneDX');
  }
  return parse(document);
}

/**
 * Reads the licences of a bill of materials, SPDX or CycloneDX.
 *
 * @throws {FormatError} if it is neither, or malformed.
 */
export function parseLicences(document: JsonObject): Licences {
  if (isSpdx(document)) return parseSpdxLicences(document);
  if (isCycloneDx(document)) return parseCycloneDxLicences(document);
  throw new FormatError('it is neither SPDX nor CycloneDX');
}
