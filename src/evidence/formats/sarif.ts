import {
  FormatError,
  type JsonObject,
  objectProperty,
  optionalText,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { getOrMake } from '../../util/memo.ts';
import { digestProperty, objectList, present, requiredText, textList } from './document.ts';
import { FindingList, type NewFinding, type VulnerabilityReport } from './findings.ts';
import { parseSeverity, type Severity } from './severity.ts';

/** Whether a document is SARIF, of whatever version. */
export function isSarif(document: JsonObject): boolean {
  return Array.isArray(property(document, 'runs')) && property(document, 'version') !== undefined;
}

/** The other kinds of findings that Trivy writes into the same file: they are no vulnerabilities. */
const OTHER_KINDS: ReadonlySet<string> = new Set(['misconfiguration', 'secret', 'license']);

/** The lines `Name: value` at the start of a help text or message; what follows them is prose of others. */
function readLines(text: string): ReadonlyMap<string, string> {
  const pairs = text
    .slice(0, 2000)
    .split('\n')
    .slice(0, 10)
    .flatMap((line): [string, string][] => {
      const at = line.indexOf(':');
      return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
    });
  return new Map(pairs.reverse());
}

function textOf(object: JsonObject, key: string): string {
  const holder = objectProperty(object, key);
  return (holder && stringProperty(holder, 'text')) ?? '';
}

/** What a rule says of each of its results. */
interface Rule {
  /** Grype joins the id and the package in its rule's id; the help text begins with the id alone. */
  readonly vulnerability: string | undefined;
  readonly isOtherKind: boolean;
  readonly help: ReadonlyMap<string, string>;
  /** Where no line tells it: in the scanner's own word, which CVSS's number is not. */
  readonly severity: Severity;
}

function readRule(rule: JsonObject): Rule {
  const help = textOf(rule, 'help');
  const properties = objectProperty(rule, 'properties') ?? {};
  const tags = textList(properties, 'tags');
  const word = tags.find((tag) => parseSeverity(tag) !== 'unknown');
  return {
    vulnerability: /^Vulnerability ([^\s]{1,200})\n/.exec(help)?.[1],
    isOtherKind: tags.some((tag) => OTHER_KINDS.has(tag)),
    help: readLines(help),
    severity: parseSeverity(word ?? property(properties, 'security-severity')),
  };
}

function isSuppressed(result: JsonObject): boolean {
  return objectList(result, 'suppressions').length > 0;
}

function readResult(result: JsonObject, rule: Rule | undefined): NewFinding | undefined {
  const ruleId = requiredText(result, 'ruleId', 'a result');
  if (rule?.isOtherKind) return undefined;
  const message = readLines(textOf(result, 'message'));
  const line = (name: string): string | undefined => message.get(name) ?? rule?.help.get(name);
  const fixedIn = line('Fixed Version') ?? line('Fix Version');
  const word = line('Severity');
  const severity = word === undefined ? rule?.severity : parseSeverity(word);
  return {
    id: rule?.vulnerability ?? ruleId,
    package: line('Package') ?? '',
    version: line('Installed Version') ?? line('Version') ?? '',
    ratings: [rule === undefined ? 'unknown' : (severity ?? 'unknown')],
    isFixable: fixedIn !== '',
    fixedIn: present(fixedIn || undefined),
    ...(isSuppressed(result) ? { suppressedBy: 'a suppression in the report' } : {}),
  };
}

/** Finds the rule of a result: by its place, which has to have the same id, else by its id. */
function ruleOf(
  result: JsonObject,
  rules: readonly JsonObject[],
  byId: ReadonlyMap<string, JsonObject>,
): JsonObject | undefined {
  const id = stringProperty(result, 'ruleId') ?? '';
  const placed = rules[Number(property(result, 'ruleIndex'))];
  return placed !== undefined && stringProperty(placed, 'id') === id ? placed : byId.get(id);
}

/**
 * Reads SARIF 2.1.0, as Trivy and Grype write it.
 *
 * It does not tell when the scan was made. Of other tools' rules the number `security-severity` counts.
 *
 * @throws {FormatError} if it is another version, or malformed.
 */
export function parseSarif(document: JsonObject): VulnerabilityReport {
  if (stringProperty(document, 'version') !== '2.1.0') {
    throw new FormatError('it is of a version of SARIF that is not known here: only 2.1.0 is');
  }
  const list = new FindingList();
  const runs = objectList(document, 'runs');
  // Each is read once, however many results have it.
  const read = new Map<JsonObject, Rule>();
  for (const run of runs) {
    const tool = objectProperty(run, 'tool') ?? {};
    const rules = objectList(objectProperty(tool, 'driver') ?? {}, 'rules');
    const byId = new Map(rules.map((rule) => [stringProperty(rule, 'id') ?? '', rule]));
    for (const result of objectList(run, 'results')) {
      const rule = ruleOf(result, rules, byId);
      const finding = readResult(result, rule && getOrMake(read, rule, () => readRule(rule)));
      if (finding !== undefined) list.add(finding);
    }
  }
  const configs = runs.flatMap((run) => present(digestProperty(objectProperty(run, 'properties') ?? {}, 'imageID')));
  if (new Set(configs).size > 1) throw new FormatError('it is about several images');
  return {
    format: 'SARIF',
    findings: list.finish(),
    times: [],
    databaseTime: undefined,
    binding: { config: configs[0], diffIds: undefined, manifests: [] },
    isScanned: runs.some((run) =>
      optionalText(objectProperty(objectProperty(run, 'tool') ?? {}, 'driver') ?? {}, 'name'),
    ),
    endOfLife: undefined,
    tellsKnownExploited: false,
    tellsEpss: false,
  };
}
