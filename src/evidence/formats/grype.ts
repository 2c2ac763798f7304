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
import { earlier, FindingList, type NewFinding, type VulnerabilityReport } from './findings.ts';
import { parseSeverity } from './severity.ts';

/** Whether a document is the JSON of Grype. */
export function isGrype(document: JsonObject): boolean {
  const descriptor = objectProperty(document, 'descriptor');
  return descriptor !== undefined && stringProperty(descriptor, 'name') === 'grype';
}

/** A day, as Grype writes when a fix came out; a time is taken too. */
function parseDay(text: string | undefined): Date | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(/^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ? text : '');
  return Number.isNaN(time) || text?.startsWith('0001-') ? undefined : new Date(time);
}

function earliestFix(fix: JsonObject): Date | undefined {
  return objectList(fix, 'available')
    .map((each) => parseDay(optionalText(each, 'date')))
    .reduce(earlier, undefined);
}

function highestScore(vulnerability: JsonObject): number | undefined {
  return objectList(vulnerability, 'epss')
    .map((each) => property(each, 'epss'))
    .filter((score) => typeof score === 'number')
    .reduce<number | undefined>((highest, score) => Math.max(highest ?? score, score), undefined);
}

function readMatch(match: JsonObject): NewFinding {
  const vulnerability = objectProperty(match, 'vulnerability');
  const artifact = objectProperty(match, 'artifact');
  if (vulnerability === undefined || artifact === undefined) throw new FormatError('it has a match without its parts');
  const fix = objectProperty(vulnerability, 'fix') ?? {};
  const fixedIn = textList(fix, 'versions');
  const locations = objectList(artifact, 'locations');
  return {
    id: requiredText(vulnerability, 'id', 'a match'),
    aliases: objectList(match, 'relatedVulnerabilities').flatMap((each) => present(optionalText(each, 'id'))),
    package: requiredText(artifact, 'name', 'a match'),
    version: stringProperty(artifact, 'version') ?? '',
    purl: optionalText(artifact, 'purl'),
    ratings: [parseSeverity(property(vulnerability, 'severity'))],
    isFixable: fixedIn.length > 0 || stringProperty(fix, 'state') === 'fixed',
    fixedIn,
    fixed: earliestFix(fix),
    layers: locations.flatMap((each) => present(optionalText(each, 'layerID'))),
    paths: locations.flatMap((each) => present(optionalText(each, 'path'))),
    isKnownExploited: objectList(vulnerability, 'knownExploited').length > 0,
    epss: highestScore(vulnerability),
  };
}

/** Says what took a match out: the ignore rules that applied to it. */
function explainRules(match: JsonObject): string {
  const rules = objectList(match, 'appliedIgnoreRules');
  const reason = rules.map((rule) => optionalText(rule, 'reason')).find((each) => each !== undefined);
  return `an ignore rule of Grype${reason === undefined ? '' : ` (${reason})`}`;
}

/** The kinds of alerts about packages: they say what could not be matched well (grype/presenter/models/alerts.go). */
function alertTypes(document: JsonObject): ReadonlySet<string> {
  const alerts = objectList(document, 'alertsByPackage').flatMap((each) => objectList(each, 'alerts'));
  return new Set(alerts.map((alert) => stringProperty(alert, 'type') ?? ''));
}

function endOfLife(alerts: ReadonlySet<string>, distro: JsonObject): string | undefined {
  if (!alerts.has('distro-eol')) return undefined;
  return `${optionalText(distro, 'name') ?? 'the operating system'} ${stringProperty(distro, 'version') ?? ''}`.trim();
}

/** The database's time, which newer versions write one level deeper. */
function databaseTime(descriptor: JsonObject): Date | undefined {
  const database = objectProperty(descriptor, 'db') ?? {};
  return timeProperty(objectProperty(database, 'status') ?? {}, 'built') ?? timeProperty(database, 'built');
}

/**
 * Reads the JSON of Grype.
 *
 * @throws {FormatError} if it is not about an image, or malformed.
 */
export function parseGrype(document: JsonObject): VulnerabilityReport {
  const source = objectProperty(document, 'source') ?? {};
  const type = stringProperty(source, 'type') ?? '';
  const target = objectProperty(source, 'target');
  if (type !== 'image' || target === undefined) {
    throw new FormatError(`it is about ${quote(type, 40)}, not about a container image`);
  }
  const descriptor = objectProperty(document, 'descriptor') ?? {};
  const distro = objectProperty(document, 'distro') ?? {};
  const list = new FindingList();
  const matches = objectList(document, 'matches');
  for (const match of matches) list.add(readMatch(match));
  for (const match of objectList(document, 'ignoredMatches')) {
    list.add({ ...readMatch(match), suppressedBy: explainRules(match) });
  }
  const alerts = alertTypes(document);
  const findings = list.finish();
  const tells = (key: keyof (typeof findings)[number]): boolean => findings.some((each) => Boolean(each[key]));
  const diffIds = objectList(target, 'layers').map((layer) => requiredText(layer, 'digest', 'a layer'));
  // A database that has scores has the list of known exploited ones too.
  const hasSignals = findings.length === 0 || tells('epss') || tells('isKnownExploited');
  return {
    format: 'Grype JSON',
    findings,
    times: present(timeProperty(descriptor, 'timestamp')),
    databaseTime: databaseTime(descriptor),
    binding: {
      config: digestProperty(target, 'imageID'),
      diffIds: diffIds.length === 0 ? undefined : digestList(diffIds, 'layers'),
      manifests: [],
    },
    // Packages of a distribution that it does not know were not looked up.
    isScanned:
      !alerts.has('distro-unknown') &&
      !alerts.has('distro-disabled') &&
      (matches.length > 0 || optionalText(distro, 'name') !== undefined),
    endOfLife: endOfLife(alerts, distro),
    tellsKnownExploited: hasSignals,
    tellsEpss: findings.length === 0 || tells('epss'),
  };
}
