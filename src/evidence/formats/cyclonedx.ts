import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import {
  FormatError,
  hasProperty,
  isJsonObject,
  type JsonObject,
  objectProperty,
  optionalText,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { digestList, objectList, present, requiredText, timeProperty } from './document.ts';
import { distinct, FindingList, MOST_ALIASES, type ReportBinding, type VulnerabilityReport } from './findings.ts';
import { type Licences, type LicensedPackage, requireFewPackages } from './licences.ts';
import { parseSeverity, type Severity } from './severity.ts';

/** Whether a document is CycloneDX. */
export function isCycloneDx(document: JsonObject): boolean {
  return stringProperty(document, 'bomFormat') === 'CycloneDX';
}

function requireCycloneDx(document: JsonObject): string {
  if (!isCycloneDx(document)) throw new FormatError('it is not CycloneDX');
  const version = stringProperty(document, 'specVersion') ?? '';
  if (!/^1\.\d{1,2}$/.test(version)) throw new FormatError('it is of a version of CycloneDX that is not known here');
  return version;
}

/** Lists all components, those within others too, and that of the metadata first. */
function listComponents(document: JsonObject): readonly JsonObject[] {
  const main = objectProperty(objectProperty(document, 'metadata') ?? {}, 'component');
  const open = [...present(main), ...objectList(document, 'components')];
  for (let at = 0; at < open.length; at++) {
    requireFewPackages(open.length);
    for (const each of objectList(open[at] ?? {}, 'components')) open.push(each);
  }
  return open;
}

/** The states in which an analysis says that a vulnerability is none (CycloneDX 1.6, "impactAnalysisState"). */
const CLEARED: ReadonlySet<string> = new Set(['resolved', 'resolved_with_pedigree', 'false_positive', 'not_affected']);

/** The names that Grype gives to what is not a severity. */
const SIGNALS = { epss: 'FIRST', exploited: 'CISA KEV Catalog' } as const;

interface Ratings {
  readonly ratings: readonly Severity[];
  readonly isKnownExploited: boolean;
  readonly epss: number | undefined;
}

function readRatings(vulnerability: JsonObject): Ratings {
  const ratings: Severity[] = [];
  let isKnownExploited = false;
  let epss: number | undefined;
  for (const rating of objectList(vulnerability, 'ratings')) {
    const source = optionalText(objectProperty(rating, 'source') ?? {}, 'name');
    const score = property(rating, 'score');
    if (source === SIGNALS.epss && typeof score === 'number') epss = Math.max(epss ?? 0, score);
    else if (source === SIGNALS.exploited) isKnownExploited = true;
    else ratings.push(parseSeverity(optionalText(rating, 'severity') ?? score));
  }
  return { ratings: ratings.length === 0 ? ['unknown'] : [...new Set(ratings)], isKnownExploited, epss };
}

/** The scanners that say nothing where there is no fix; of others, silence does not tell. */
const TELL_FIXES: ReadonlySet<string> = new Set(['grype', 'trivy']);

function toolNames(document: JsonObject): readonly string[] {
  const tools = property(objectProperty(document, 'metadata') ?? {}, 'tools');
  // Before 1.5 it was a list.
  const list = isJsonObject(tools) ? property(tools, 'components') : tools;
  return Array.isArray(list) ? list.filter(isJsonObject).map((tool) => stringProperty(tool, 'name') ?? '') : [];
}

/** The key of a component in a reference, which may name the document too (`urn:cdx:SERIAL/VERSION#REF`). */
function componentKey(reference: string): string {
  return reference.startsWith('urn:cdx:') ? decodeReference(reference.slice(reference.indexOf('#') + 1)) : reference;
}

function decodeReference(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What the document says of the image, by the component that it is about. */
function readBinding(document: JsonObject): ReportBinding {
  const component = objectProperty(objectProperty(document, 'metadata') ?? {}, 'component') ?? {};
  const properties = objectList(component, 'properties');
  const valuesOf = (name: string): readonly string[] =>
    properties
      .filter((each) => stringProperty(each, 'name') === name)
      .flatMap((each) => present(optionalText(each, 'value')));
  const [config] = digestList(valuesOf('aquasecurity:trivy:ImageID'), 'ImageID');
  const diffIds = digestList(valuesOf('aquasecurity:trivy:DiffID'), 'DiffID');
  return { config, diffIds: diffIds.length === 0 ? undefined : diffIds, manifests: present(digestOfPurl(component)) };
}

function digestOfPurl(component: JsonObject): Digest | undefined {
  const purl = optionalText(component, 'purl') ?? '';
  const text = /^pkg:oci\/[^@?#]{1,500}@([^?#]{1,200})/.exec(purl)?.[1];
  return text === undefined ? undefined : tryParseDigest(decodeReference(text));
}

/**
 * Reads the vulnerabilities of a CycloneDX document.
 *
 * A document without the key `vulnerabilities` is a bill of materials: nothing was scanned.
 *
 * @throws {FormatError} if it is malformed.
 */
export function parseCycloneDx(document: JsonObject): VulnerabilityReport {
  requireCycloneDx(document);
  const components = new Map(listComponents(document).map((each) => [stringProperty(each, 'bom-ref') ?? '', each]));
  const isSilenceTold = toolNames(document).some((name) => TELL_FIXES.has(name.toLowerCase()));
  const list = new FindingList();
  for (const vulnerability of objectList(document, 'vulnerabilities')) {
    const id = requiredText(vulnerability, 'id', 'a vulnerability');
    const state = optionalText(objectProperty(vulnerability, 'analysis') ?? {}, 'state');
    const recommendation = optionalText(vulnerability, 'recommendation');
    const affects = objectList(vulnerability, 'affects');
    // Distinct, because all components that it affects share them.
    const common = {
      id,
      aliases: distinct(
        objectList(vulnerability, 'references').flatMap((each) => present(optionalText(each, 'id'))),
        MOST_ALIASES,
      ),
      published: timeProperty(vulnerability, 'published'),
      ...readRatings(vulnerability),
      ...(state !== undefined && CLEARED.has(state) ? { suppressedBy: `the analysis ${state} in the report` } : {}),
    };
    for (const affected of affects.length === 0 ? [{}] : affects) {
      const component = components.get(componentKey(stringProperty(affected, 'ref') ?? ''));
      const fixes = objectList(affected, 'versions').filter((each) => stringProperty(each, 'status') === 'unaffected');
      list.add({
        ...common,
        package: (component && optionalText(component, 'name')) ?? stringProperty(affected, 'ref') ?? '',
        version: (component && optionalText(component, 'version')) ?? '',
        purl: component && optionalText(component, 'purl'),
        isFixable: recommendation !== undefined || fixes.length > 0 || !isSilenceTold,
        fixedIn: fixes.flatMap((each) => present(optionalText(each, 'version') ?? optionalText(each, 'range'))),
      });
    }
  }
  const findings = list.finish();
  return {
    format: 'CycloneDX',
    findings,
    times: present(timeProperty(objectProperty(document, 'metadata') ?? {}, 'timestamp')),
    databaseTime: undefined,
    binding: readBinding(document),
    isScanned: hasProperty(document, 'vulnerabilities'),
    endOfLife: undefined,
    tellsKnownExploited: findings.some((each) => each.isKnownExploited || each.epss !== undefined),
    tellsEpss: findings.some((each) => each.epss !== undefined),
  };
}

/** The choices of a component are all meant: each entry adds to the others. */
function readLicences(component: JsonObject): Pick<LicensedPackage, 'expressions' | 'names'> {
  const expressions: string[] = [];
  const names: string[] = [];
  for (const choice of objectList(component, 'licenses')) {
    const licence = objectProperty(choice, 'license') ?? {};
    const expression = optionalText(choice, 'expression') ?? optionalText(licence, 'id');
    if (expression !== undefined) expressions.push(expression);
    else names.push(optionalText(licence, 'name') ?? '');
  }
  return { expressions, names };
}

/**
 * Reads the licences of a CycloneDX document; the image itself and files are no packages.
 *
 * @throws {FormatError} if it is malformed.
 */
export function parseCycloneDxLicences(document: JsonObject): Licences {
  const version = requireCycloneDx(document);
  const main = objectProperty(objectProperty(document, 'metadata') ?? {}, 'component');
  const packages = listComponents(document)
    .filter((each) => each !== main && stringProperty(each, 'type') !== 'file')
    // An operating system is described by its packages.
    .filter((each) => stringProperty(each, 'type') !== 'operating-system')
    .map((each) => ({
      name: requiredText(each, 'name', 'a component'),
      version: stringProperty(each, 'version') ?? '',
      purl: optionalText(each, 'purl'),
      ...readLicences(each),
    }));
  return { format: `CycloneDX ${version}`, packages };
}
