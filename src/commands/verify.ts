import { type ClientOpener, openClients } from '../action/clients.ts';
import { openVerifier } from '../action/governance/open-verifier.ts';
import { writeOutputs } from '../action/outputs.ts';
import { printSummary } from '../action/summary/step-summary.ts';
import { renderVerifySummary } from '../action/summary/verify-summary.ts';
import type { VerifiedPlace, VerifyInputs } from '../action/verify-inputs.ts';
import {
  type AttestationReport,
  concludeVerification,
  narrateVerification,
  type VerifiedImage,
  type VerifyReport,
} from '../action/verify-report.ts';
import { describeChain, signerOf } from '../chain/describe-chain.ts';
import { peekClaims, peekStatement } from '../chain/peek.ts';
import { readRecords } from '../chain/read-records.ts';
import type { StoredRecord } from '../chain/stored-record.ts';
import { type RecordSource, walkChain } from '../chain/walk-chain.ts';
import type { Environment } from '../config/pipeline.ts';
import { expandTemplate } from '../config/repository-template.ts';
import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { formatReference } from '../oci/reference.ts';
import { formatRepository, isSameRepository, type Repository } from '../oci/repository.ts';
import { eachAtMost } from '../promotion/each-at-most.ts';
import { resolveSource } from '../promotion/source/resolve-source.ts';
import { PROMOTION_PREDICATE } from '../provenance/statement.ts';
import { describeAttestation } from '../provenance/verification/describe-attestation.ts';
import type { BundleVerifier } from '../provenance/verification/verdict.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import type { CommandContext } from './context.ts';

/** So many images are verified at the same time. */
const IMAGES_AT_ONCE = 16;

/** What verifying takes besides the image. */
interface Verification {
  readonly inputs: VerifyInputs;
  readonly now: Date;
  readonly verify: BundleVerifier;
  readonly clientOf: (repository: Repository) => Promise<RegistryClient>;
}

/**
 * Opens a client for each repository once; all of them may only read.
 *
 * The login that inputs give is for the registry of what is verified: other registries of the pipeline never see it.
 */
function openReaders(opener: ClientOpener, { sourceCredential, places }: VerifyInputs): Verification['clientOf'] {
  const own = new Set(places.map(({ reference }) => reference.repository.registry));
  const clients = new Map<string, Promise<RegistryClient>>();
  return (repository) => {
    const key = formatRepository(repository);
    const known = clients.get(key);
    if (known !== undefined) return known;
    const explicit = own.has(repository.registry) ? sourceCredential : undefined;
    const opened = opener.open(repository.registry, { explicit, push: [], pull: [repository] });
    clients.set(key, opened);
    return opened;
  };
}

/** Says what an attestation beside the records of promotions proves; undefined where it is one of those. */
function reportAttestation(
  record: StoredRecord,
  { environment }: VerifiedPlace,
  { verify, digest }: { readonly verify: BundleVerifier; readonly digest: Digest },
): AttestationReport | undefined {
  if (peekClaims(record) !== undefined) return undefined;
  try {
    const statement = peekStatement(record);
    const common = {
      digest: record.digest,
      predicateType: statement.predicateType,
      claim: describeAttestation(statement),
    };
    if (!statement.subjects.some((subject) => subject.digest.includes(digest))) {
      return { ...common, trusted: false, because: 'it speaks of another image' };
    }
    if (record.form === 'statement') return { ...common, trusted: false, because: 'nobody signed it' };
    const verdict = verify(record.bytes, environment.signers);
    if (verdict.kind === 'refused') return { ...common, trusted: false, because: verdict.reason };
    return { ...common, trusted: true, because: signerOf(verdict.signature) };
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** Reads the records of an environment: of the asked one only where the image is asked about. */
function openSource(place: VerifiedPlace, own: readonly StoredRecord[], { clientOf }: Verification): RecordSource {
  const asked = place.reference.repository;
  async function read(environment: Environment, image: string, subject: Digest) {
    const repositories = environment.repositories.map((template) => expandTemplate(template, image));
    const others = repositories.filter((repository) => !isSameRepository(repository, asked));
    const lots = await Promise.all(
      others.map(async (repository) =>
        readRecords(await clientOf(repository), { repository, subject, predicateType: PROMOTION_PREDICATE }),
      ),
    );
    return lots.flat();
  }
  return {
    async recordsOf(environment, image, subject) {
      if (environment.name === place.environment.name) return own;
      // Environments may share a repository: what is there was read already.
      return [...own, ...(await read(environment, image, subject))];
    },
  };
}

async function verifyPlace(place: VerifiedPlace, verification: Verification): Promise<VerifiedImage> {
  const { inputs, now, verify, clientOf } = verification;
  const { environment, image, reference } = place;
  const { repository } = reference;
  const client = await clientOf(repository);
  const { digest } = await resolveSource(client, { from: reference, expectedDigest: undefined });
  const own = await readRecords(client, { repository, subject: digest });
  const { pipeline } = inputs;
  const question = { pipeline, environment, image, digest, verify, now, uri: formatRepository(repository) };
  const chain = await walkChain(question, openSource(place, own, verification));
  return {
    image,
    environment: environment.name,
    reference: formatReference(reference),
    digest,
    verified: chain.broken === undefined,
    links: describeChain(chain),
    attestations: own.flatMap((record) => reportAttestation(record, place, { verify, digest }) ?? []),
  };
}

/** Names what is not proven. */
function refuse(report: VerifyReport): PolicyError {
  const failed = report.images.find(({ verified }) => !verified);
  const broken = failed?.links.find(({ kind }) => kind === 'broken');
  const more = report.images.filter(({ verified }) => !verified).length - 1;
  const others = more > 0 ? `, and ${more} more are not proven either` : '';
  return new PolicyError(
    `Cannot verify ${failed?.reference}: ${broken?.sentence ?? 'its chain is broken'}${others}; promote it by Sealift through every environment, or take an image that was`,
  );
}

/**
 * Runs `command: verify`: walks the records of images back to where they were built, and says of each link what it is.
 *
 * Nothing is written to a registry.
 *
 * @throws {PolicyError} where the way of an image is not proven, after report and summary are written.
 */
export async function runVerify(inputs: VerifyInputs, context: CommandContext): Promise<void> {
  const { environment, logger, now } = context;
  const { insecureRegistries, trustedAuthHosts, pipeline, places } = inputs;
  await using opener = await openClients({ environment, logger, insecureRegistries, trustedAuthHosts });
  const verify = await openVerifier(pipeline, now);
  const verification = { inputs, now, verify, clientOf: openReaders(opener, inputs) };
  const images = await eachAtMost(IMAGES_AT_ONCE, places, (place) => verifyPlace(place, verification));
  const report: VerifyReport = {
    command: 'verify',
    verified: images.every(({ verified }) => verified),
    images,
    policy: pipeline.digest,
    requests: opener.requests,
    milliseconds: Date.now() - now.getTime(),
  };
  narrateVerification(report).forEach(logger.info);
  const outputs = new Map([
    ['digest', images.map(({ digest }) => digest).join('\n')],
    ['verified', String(report.verified)],
    ['report', JSON.stringify(report)],
  ]);
  writeOutputs(outputs, environment, logger);
  printSummary(renderVerifySummary(report), environment, logger);
  if (!report.verified) throw refuse(report);
  logger.info(concludeVerification(report));
}
