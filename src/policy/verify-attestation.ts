import { PROMOTION } from '../attestation/predicates/promotion.ts';
import type { Statement } from '../attestation/statement.ts';
import type { BundleVerifier, TrustedSigner } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import { decodeUnverifiedStatement, type StoredRecord } from '../records/stored-record.ts';
import { quote } from '../util/safe-text.ts';
import { nameSigner } from './verify-record.ts';

/** An attestation of somebody else beside the records of promotions, and what it proves. */
export interface AttestationResult {
  readonly digest: Digest;
  readonly predicateType: string;
  /** What it says of the image: a clause of which "it" is the image. */
  readonly claim: string;
  /** Whether one of the pinned signers signed it. */
  readonly trusted: boolean;
  /** Who signed it, where that is trusted; otherwise why it is not. */
  readonly because: string;
}

/** What an attestation is judged by. */
interface VerifyAttestationOptions {
  readonly digest: Digest;
  readonly verify: BundleVerifier;
  readonly signers: readonly TrustedSigner[];
}

/**
 * Says what an attestation proves, such as cosign and actions/attest attach.
 *
 * @returns undefined if it holds no statement.
 */
export function verifyAttestation(
  record: StoredRecord,
  { digest, verify, signers }: VerifyAttestationOptions,
): AttestationResult | undefined {
  try {
    const statement = decodeUnverifiedStatement(record);
    const { predicateType } = statement;
    const common = { digest: record.digest, predicateType, claim: describeAttestation(statement) };
    if (!statement.subjects.some((subject) => subject.digest.includes(digest))) {
      return { ...common, trusted: false, because: 'it speaks of another image' };
    }
    if (record.form === 'statement') return { ...common, trusted: false, because: 'it is not signed' };
    const verdict = verify(record.bytes, signers);
    if (verdict.kind === 'refused') return { ...common, trusted: false, because: verdict.reason };
    return { ...common, trusted: true, because: nameSigner(verdict.signature) };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Says what a predicate claims, as a sentence without a full stop. */
type Describe = (predicate: JsonObject, statement: Statement) => string;

/** Walks down through objects; undefined if one is missing. */
function within(object: JsonObject, ...keys: readonly string[]): JsonObject | undefined {
  return keys.reduce<JsonObject | undefined>((found, key) => found && objectProperty(found, key), object);
}

function textWithin(object: JsonObject, ...path: readonly [...string[], string]): string | undefined {
  const parent = within(object, ...path.slice(0, -1));
  return parent && stringProperty(parent, path.at(-1) ?? '');
}

/** Adds a part where the text in it is known. */
function part(before: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `${before}${quote(text)}`;
}

/** The commit among the digests of a source. */
function commitOf(digest: JsonObject | undefined): string | undefined {
  return digest && (stringProperty(digest, 'gitCommit') ?? stringProperty(digest, 'sha1'));
}

/** Finds the source among the materials: the one by commit, else the first. */
function findSource(materials: unknown): JsonObject | undefined {
  const list = Array.isArray(materials) ? materials.filter(isJsonObject) : [];
  return list.find((each) => commitOf(objectProperty(each, 'digest')) !== undefined) ?? list[0];
}

function describeBuild(builder: string | undefined, source: JsonObject | undefined): string {
  const uri = source && stringProperty(source, 'uri');
  const revision = source && commitOf(objectProperty(source, 'digest'));
  return `it was built${part(' by ', builder)}${part(' from ', uri)}${part(' at ', revision)} (SLSA provenance)`;
}

const describeSlsa1: Describe = (predicate) =>
  describeBuild(
    textWithin(predicate, 'runDetails', 'builder', 'id'),
    findSource(property(objectProperty(predicate, 'buildDefinition') ?? {}, 'resolvedDependencies')),
  );

const describeSlsa02: Describe = (predicate) => {
  const source = within(predicate, 'invocation', 'configSource');
  const isNamed = source !== undefined && stringProperty(source, 'uri') !== undefined;
  return describeBuild(
    textWithin(predicate, 'builder', 'id'),
    isNamed ? source : findSource(property(predicate, 'materials')),
  );
};

const describeSpdx: Describe = (predicate) => {
  const packages = property(predicate, 'packages');
  const count = Array.isArray(packages) ? ` of ${packages.length} packages` : '';
  return `it has a bill of materials${count}${part(' in ', stringProperty(predicate, 'spdxVersion') ?? 'SPDX')}`;
};

const describeCycloneDx: Describe = (predicate) => {
  const components = property(predicate, 'components');
  const count = Array.isArray(components) ? ` of ${components.length} components` : '';
  return `it has a bill of materials${count} in "CycloneDX"`;
};

const describeScan: Describe = (predicate) =>
  `it was scanned for vulnerabilities${part(' by ', textWithin(predicate, 'scanner', 'uri'))}` +
  part(' at ', textWithin(predicate, 'metadata', 'scanFinishedOn'));

const describeSummary: Describe = (predicate) => {
  const result = stringProperty(predicate, 'verificationResult');
  const verb = result === 'PASSED' ? 'passed' : result === 'FAILED' ? 'did not pass' : 'has no known result of';
  return (
    `it ${verb} a verification${part(' by ', textWithin(predicate, 'verifier', 'id'))}` +
    `${part(' as ', stringProperty(predicate, 'resourceUri'))} (SLSA verification summary)`
  );
};

const describeTest: Describe = (predicate) => {
  const result = stringProperty(predicate, 'result');
  return `it was tested${part(', with the result ', result)}${part(', see ', stringProperty(predicate, 'url'))}`;
};

const describeKubernetesPromotion: Describe = (predicate) =>
  `it was promoted${part(' from ', stringProperty(predicate, 'srcRef'))}${part(' to ', stringProperty(predicate, 'dstRef'))}` +
  `${part(' by ', stringProperty(predicate, 'builderId'))} (Kubernetes image promoter)`;

const describePromotion: Describe = (predicate) =>
  `it was promoted${part(' from ', textWithin(predicate, 'source', 'uri'))}` +
  `${part(' to ', textWithin(predicate, 'destination', 'uri'))}${part(' by ', textWithin(predicate, 'actor', 'login'))}`;

/** As GitHub writes them for immutable releases (in-toto/attestation, spec/predicates/release.md). */
const describeRelease: Describe = (predicate) => {
  const purl = stringProperty(predicate, 'purl');
  const where = part(' as ', stringProperty(predicate, 'tag')) + part(' of ', stringProperty(predicate, 'repository'));
  return `it was released${purl === undefined || purl === '' ? where : part(' as ', purl)}`;
};

const describeSignature: Describe = () => 'its digest was signed (cosign)';

/** By predicate type. Versions that only add are one. */
const DESCRIPTIONS: ReadonlyMap<string, Describe> = new Map([
  [PROMOTION.type, describePromotion],
  ['https://slsa.dev/provenance/v1', describeSlsa1],
  ['https://slsa.dev/provenance/v0.2', describeSlsa02],
  ['https://slsa.dev/verification_summary/v1', describeSummary],
  ['https://sigstore.dev/cosign/sign/v1', describeSignature],
  ['https://cosign.sigstore.dev/attestation/vuln/v1', describeScan],
  ['https://in-toto.io/attestation/vulns/v0.1', describeScan],
  ['https://in-toto.io/attestation/vulns/v0.2', describeScan],
  ['https://in-toto.io/attestation/test-result/v0.1', describeTest],
  ['https://k8s.io/promo-tools/promotion/v1', describeKubernetesPromotion],
  ['https://cyclonedx.org/bom', describeCycloneDx],
]);

/** Types with their versions behind them; those of releases only add so far. */
const FAMILIES: readonly (readonly [prefix: string, describe: Describe])[] = [
  ['https://in-toto.io/attestation/release/v0.', describeRelease],
  ['https://spdx.dev/Document', describeSpdx],
  ['https://cyclonedx.org/bom/', describeCycloneDx],
];

/**
 * Says what a statement claims of its subjects, for people: a clause of which "it" is the image.
 *
 * It is as true as its signer: whether somebody signed it is not looked at.
 */
export function describeAttestation(statement: Statement): string {
  const { predicateType, predicate } = statement;
  const known = DESCRIPTIONS.get(predicateType) ?? FAMILIES.find(([prefix]) => predicateType.startsWith(prefix))?.[1];
  return known?.(predicate, statement) ?? `it has an attestation of the type ${quote(predicateType)}`;
}
