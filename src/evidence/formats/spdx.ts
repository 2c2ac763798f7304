import { FormatError, type JsonObject, optionalText, property, stringProperty } from '../../oci/json.ts';
import { objectList, present, requiredText, textList } from './document.ts';
import { type Licences, type LicensedPackage, requireFewPackages } from './licences.ts';

/** Whether a document is SPDX 2 in JSON. */
function isSpdx2(document: JsonObject): boolean {
  return stringProperty(document, 'spdxVersion') !== undefined;
}

/** Whether a document is SPDX, of version 2 or 3. */
export function isSpdx(document: JsonObject): boolean {
  return isSpdx2(document) || (stringProperty(document, '@context') ?? '').startsWith('https://spdx.org/rdf/3.');
}

/** What says nothing: the next source is asked. */
const NO_ASSERTION = 'NOASSERTION';

/** Returns the first of some sources that says something. */
function chosen(...sources: readonly (readonly string[] | undefined)[]): readonly string[] {
  return sources.find((texts) => texts?.some((text) => text !== NO_ASSERTION)) ?? [];
}

function purlOf(item: JsonObject): string | undefined {
  const reference = objectList(item, 'externalRefs').find((each) => stringProperty(each, 'referenceType') === 'purl');
  return reference && optionalText(reference, 'referenceLocator');
}

/** What a package is for that stands for the image itself. */
const IMAGE_PURPOSES: ReadonlySet<string> = new Set(['CONTAINER', 'OPERATING-SYSTEM', 'OPERATING_SYSTEM']);

function parseSpdx2(document: JsonObject): Licences {
  const version = stringProperty(document, 'spdxVersion') ?? '';
  if (!/^SPDX-2\.[23]$/.test(version)) throw new FormatError('it is of a version of SPDX that is not known here');
  const items = objectList(document, 'packages');
  requireFewPackages(items.length);
  const packages = items
    .filter((each) => !IMAGE_PURPOSES.has(stringProperty(each, 'primaryPackagePurpose') ?? ''))
    .map(
      (each): LicensedPackage => ({
        name: requiredText(each, 'name', 'a package'),
        version: stringProperty(each, 'versionInfo') ?? '',
        purl: purlOf(each),
        expressions: chosen(
          present(optionalText(each, 'licenseConcluded')),
          present(optionalText(each, 'licenseDeclared')),
        ),
        names: [],
      }),
    );
  return { format: `SPDX ${version.slice('SPDX-'.length)}`, packages };
}

/** A package has fewer licences than this that all hold. */
const MOST_TARGETS = 500;

/** The licence expressions of SPDX 3 by their ids. */
function expressionsOf(graph: readonly JsonObject[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const element of graph) {
    const expression = optionalText(element, 'simplelicensing_licenseExpression');
    const id = stringProperty(element, 'spdxId');
    if (expression !== undefined && id !== undefined) texts.set(id, expression);
  }
  return texts;
}

/** What holds for each package by its id, all of it together: by the kind of statement. */
function licencesOf(
  graph: readonly JsonObject[],
  kind: string,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const element of graph) {
    if (stringProperty(element, 'relationshipType') !== kind) continue;
    const from = stringProperty(element, 'from') ?? '';
    const known = found.get(from) ?? [];
    const targets = textList(element, 'to');
    if (known.length + targets.length > MOST_TARGETS) {
      throw new FormatError('it has a package with more than 500 licences');
    }
    if (targets.length > 0) found.set(from, [...known, ...targets.map((id) => texts.get(id) ?? wellKnown(id))]);
  }
  return found;
}

/** The individuals of SPDX 3 that stand for no licence and for nothing said, and licences of the list by their address. */
function wellKnown(id: string): string {
  if (/NoAssertionLicense$/.test(id)) return NO_ASSERTION;
  if (/NoneLicense$/.test(id)) return 'NONE';
  return id.startsWith('https://spdx.org/licenses/') ? id.slice('https://spdx.org/licenses/'.length) : id.slice(0, 200);
}

function parseSpdx3(document: JsonObject): Licences {
  const graph = objectList(document, '@graph');
  requireFewPackages(graph.length / 10);
  const texts = expressionsOf(graph);
  const concluded = licencesOf(graph, 'hasConcludedLicense', texts);
  const declared = licencesOf(graph, 'hasDeclaredLicense', texts);
  const packages = graph
    .filter((each) => stringProperty(each, 'type') === 'software_Package')
    .filter((each) => stringProperty(each, 'software_primaryPurpose') !== 'container')
    .map((each): LicensedPackage => {
      const id = stringProperty(each, 'spdxId') ?? '';
      return {
        name: requiredText(each, 'name', 'a package'),
        version: stringProperty(each, 'software_packageVersion') ?? '',
        purl: optionalText(each, 'software_packageUrl'),
        expressions: chosen(concluded.get(id), declared.get(id)),
        names: [],
      };
    });
  requireFewPackages(packages.length);
  return { format: 'SPDX 3', packages };
}

/**
 * Reads the licences of an SPDX document in JSON, version 2.2, 2.3 or 3: the concluded one, else the declared one.
 *
 * @throws {FormatError} if it is malformed.
 */
export function parseSpdxLicences(document: JsonObject): Licences {
  if (isSpdx2(document)) return parseSpdx2(document);
  if (!isSpdx(document) || property(document, '@graph') === undefined) throw new FormatError('it is not SPDX');
  return parseSpdx3(document);
}
