import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import {
  FormatError,
  type JsonObject,
  objectProperty,
  optionalText,
  property,
  stringProperty,
} from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { objectList, present, requiredText, textList, timeProperty } from './document.ts';

/** What a statement says of a vulnerability in a product (OPENVEX-SPEC.md, "Status Labels"). */
export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';

const STATUSES: ReadonlySet<string> = new Set(['not_affected', 'affected', 'fixed', 'under_investigation']);

function isStatus(text: string): text is VexStatus {
  return STATUSES.has(text);
}

/** An image that a statement is about: by its digests, as a name without a digest binds nothing. */
interface VexProduct {
  readonly digests: readonly Digest[];
  /** The packages in it, as purls; empty if the whole image is meant. */
  readonly packages: readonly string[];
}

/** What somebody says of a vulnerability in images. */
export interface VexStatement {
  readonly ids: readonly string[];
  /** Undefined if it names none: then those of the attestation that holds it. */
  readonly products: readonly VexProduct[] | undefined;
  readonly status: VexStatus;
  readonly justification: string | undefined;
  readonly hasImpactStatement: boolean;
  readonly time: Date;
}

/** More statements are not read. */
const MAX_STATEMENTS = 20_000;

/** More products are not read. */
const MAX_PRODUCTS = 100_000;

/** Of each vulnerability the statements are kept for each package: there are as many as the one times the other. */
const MAX_PAIRS = 300_000;

/** The names that OpenVEX has for the hash functions of registries. */
const HASHES: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

function digestsOf(component: JsonObject): readonly Digest[] {
  const named = namesOf(component).map(digestInName);
  const hashes = objectProperty(component, 'hashes');
  if (hashes === undefined) return present(...named);
  const hashed = Object.entries(HASHES).map(([name, algorithm]) => {
    const hex = stringProperty(hashes, name) ?? '';
    return tryParseDigest(`${algorithm}:${hex.toLowerCase()}`);
  });
  return present(...named, ...hashed);
}

function namesOf(component: JsonObject): readonly string[] {
  const identifiers = objectProperty(component, 'identifiers') ?? {};
  return present(optionalText(component, '@id'), optionalText(identifiers, 'purl'));
}

/** The digest of a purl of an image, or of an image reference. */
function digestInName(name: string): Digest | undefined {
  const text = /@(sha(?:256|512)(?::|%3A)[0-9a-f]{64,128})(?:[?#]|$)/i.exec(name.slice(0, 2000))?.[1];
  return text === undefined ? undefined : tryParseDigest(text.replace(/%3A/i, ':'));
}

function readProduct(product: JsonObject): VexProduct {
  const parts = objectList(product, 'subcomponents');
  const packages = parts.flatMap((part) => namesOf(part));
  if (parts.length > 0 && packages.length === 0) throw new FormatError('it has a subcomponent without @id');
  return { digests: digestsOf(product), packages };
}

function readVulnerability(statement: JsonObject): readonly string[] {
  const vulnerability = property(statement, 'vulnerability');
  // Before version 0.2.0 it was a text.
  if (typeof vulnerability === 'string' && vulnerability !== '') return [vulnerability];
  const named = objectProperty(statement, 'vulnerability');
  if (named === undefined) throw new FormatError('it has a statement without a vulnerability');
  return [requiredText(named, 'name', 'a vulnerability'), ...textList(named, 'aliases').slice(0, 100)];
}

/**
 * Reads an OpenVEX document: the predicate of an attestation, or a file.
 *
 * A statement that is `not_affected` without saying why is read as it is; the gate does not accept it.
 *
 * @throws {FormatError} if it is malformed.
 */
export function parseOpenVex(document: JsonObject): readonly VexStatement[] {
  const context = stringProperty(document, '@context') ?? '';
  if (!/^https:\/\/openvex\.dev\/ns(?:\/v0\.\d+\.\d+)?$/.test(context)) throw new FormatError('it is not OpenVEX');
  const statements = objectList(document, 'statements');
  if (statements.length > MAX_STATEMENTS) throw new FormatError('it has more than 20,000 statements');
  const documentTime = timeProperty(document, 'last_updated') ?? timeProperty(document, 'timestamp');
  let [pairs, count] = [0, 0];
  return statements.map((statement) => {
    const status = stringProperty(statement, 'status') ?? '';
    if (!isStatus(status)) throw new FormatError(`it has a statement of the unknown status ${quote(status, 40)}`);
    const time = timeProperty(statement, 'timestamp') ?? documentTime;
    if (time === undefined) throw new FormatError('it does not say when it was made');
    const ids = readVulnerability(statement);
    const listed = objectList(statement, 'products');
    count += listed.length;
    if (count > MAX_PRODUCTS) throw new FormatError('it has more than 100,000 products');
    const products = listed.map(readProduct);
    pairs += ids.length * products.reduce((sum, { packages }) => sum + packages.length, 1);
    if (pairs > MAX_PAIRS) throw new FormatError('it has more than 300,000 pairs of a vulnerability and a package');
    return {
      ids,
      products: products.length === 0 ? undefined : products,
      status,
      justification: optionalText(statement, 'justification'),
      hasImpactStatement: optionalText(statement, 'impact_statement') !== undefined,
      time,
    };
  });
}
