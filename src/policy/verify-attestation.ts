import { HOLD } from '../attestation/predicates/hold.ts';
import { PROMOTION } from '../attestation/predicates/promotion.ts';
import type { Statement } from '../attestation/statement.ts';
import { namesOf } from '../attestation/verify/trusted-signer.ts';
import type { Signature, TrustedSigner } from '../attestation/verify/verifier.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { decodeUnverifiedStatement, type StoredRecord } from '../records/stored-record.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { nameSigner, type RecordTrust } from './verify-record.ts';

/** An attestation of somebody else beside the records of promotions, and what it proves. */
export interface AttestationResult {
  readonly digest: Digest;
  /** Null if it holds no statement. */
  readonly predicateType: string | null;
  /** What it says of the image: a clause of which "it" is the image. */
  readonly claim: string;
  /** Whether one of the pinned signers signed it. */
  readonly trusted: boolean;
  /** Who signed it if that is trusted; otherwise why it is not. */
  readonly because: string;
}

/** What Sealift's own statements begin with: those who sign evidence sign none of them. */
const OWN = 'https://sealift.github.io/';

/** By what attestations of others are verified. */
interface AttestationTrust extends Omit<RecordTrust, 'environment'>, Pick<Environment, 'signers'> {
  /** The signers of `evidence`, by their names. */
  readonly evidence: ReadonlyMap<string, TrustedSigner>;
}

function describeSigner(signature: Signature, evidence: AttestationTrust['evidence']): string {
  const names = namesOf(
    signature.by,
    [...evidence].map(([name, signer]) => [name, [signer]]),
  );
  const who = nameSigner(signature);
  return names.length === 0 ? who : `${formatList(names)} (${who})`;
}

/** Says what an attestation proves, such as cosign and actions/attest attach, and if it proves nothing, why. */
export function verifyAttestation(
  record: StoredRecord,
  { digest, verify, signers, evidence }: AttestationTrust,
): AttestationResult {
  const statement = readUnverified(record);
  if (typeof statement === 'string') {
    const claim = 'it has an attachment that holds no statement';
    return { digest: record.digest, predicateType: null, claim, trusted: false, because: statement };
  }
  const { predicateType, subjects } = statement;
  const common = { digest: record.digest, predicateType, claim: describeAttestation(statement) };
  const distrust = (because: string): AttestationResult => ({ ...common, trusted: false, because });
  if (!subjects.some((subject) => subject.digest.includes(digest))) return distrust('it is about another image');
  if (record.form === 'statement') return distrust('it is not signed');
  const isOwn = predicateType.startsWith(OWN);
  const verdict = verify(record.bytes, isOwn ? signers : [...signers, ...evidence.values()]);
  if (verdict.kind === 'rejected') return distrust(verdict.reason);
  return { ...common, trusted: true, because: describeSigner(verdict.signature, evidence) };
}

/** Reads what a statement says, or says why there is none. */
function readUnverified(record: StoredRecord): Statement | string {
  try {
    return decodeUnverifiedStatement(record);
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

type Describe = (predicate: JsonObject, statement: Statement) => string;

/** Walks down through objects; undefined if one is missing. */
function within(object: JsonObject, ...keys: readonly string[]): JsonObject | undefined {
  return keys.reduce<JsonObject | undefined>((found, key) => found && objectProperty(found, key), object);
}

function textWithin(object: JsonObject, ...path: readonly [...string[], string]): string | undefined {
  const parent = within(object, ...path.slice(0, -1));
  return parent && stringProperty(parent, path.at(-1) ?? '');
}

function part(before: string, text: string | undefined): string {
  return text === undefined || text === '' ? '' : `${before}${quote(text)}`;
}

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

function describeMaterials(predicate: JsonObject, key: string, format: string): string {
  const list = property(predicate, key);
  return `it has a bill of materials${Array.isArray(list) ? ` of ${list.length} ${key}` : ''}${part(' in ', format)}`;
}

const describeSpdx: Describe = (predicate) =>
  describeMaterials(predicate, 'packages', stringProperty(predicate, 'spdxVersion') ?? 'SPDX');

const describeCycloneDx: Describe = (predicate) => describeMaterials(predicate, 'components', 'CycloneDX');

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

const describeHold: Describe = (predicate) => {
  const isEnd = stringProperty(predicate, 'action') === 'unhold';
  return (
    `${isEnd ? 'a hold of it was ended' : 'it was held'}${part(' by ', textWithin(predicate, 'actor', 'login'))}` +
    `${part(', because of ', textWithin(predicate, 'change', 'reason'))}`
  );
};

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
  [HOLD.type, describeHold],
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

/** Says what a statement claims, as a clause of which "it" is the image; whether it is signed does not matter here. */
export function describeAttestation(statement: Statement): string {
  const { predicateType, predicate } = statement;
  const known = DESCRIPTIONS.get(predicateType) ?? FAMILIES.find(([prefix]) => predicateType.startsWith(prefix))?.[1];
  return known?.(predicate, statement) ?? `it has an attestation of the type ${quote(predicateType)}`;
}
