import { throwWorst } from '../action/write-results.ts';
import { PROMOTION } from '../attestation/predicates/promotion.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { type ClientPool, openClientPool } from '../clients/pool.ts';
import { PolicyError } from '../errors.ts';
import type { VerifiedLocation, VerifyInputs } from '../inputs/verify.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, formatRepository, isSameRepository, type Repository } from '../oci/reference.ts';
import { type Environment, expandTemplate } from '../pipeline/pipeline.ts';
import { lackingPlatforms } from '../policy/platforms.ts';
import type { Fault } from '../policy/requirements.ts';
import { USE_WHOLE_IMAGE } from '../policy/valid-promotions.ts';
import { verifyAttestation } from '../policy/verify-attestation.ts';
import { type Chain, type RecordSource, verifyChain } from '../policy/verify-chain.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { resolveSource } from '../promotion/resolve-source.ts';
import { SourceImage } from '../promotion/source.ts';
import { type NamedImage, type NameVerifier, openNameVerifier } from '../promotion/verify-name.ts';
import { readAttestations, readRecords } from '../records/read.ts';
import { decodeUnverifiedPredicate, type StoredRecord } from '../records/stored-record.ts';
import { openVerifier } from '../records/verifier.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import {
  isBroken,
  reportVerification,
  type VerifiedImage,
  type VerifiedName,
  verificationLines,
  verificationSummaryLine,
} from '../report/verification.ts';
import { renderVerifySummary } from '../report/verification-summary.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { CommandContext } from './context.ts';

/** Images verified concurrently. */
const IMAGES_AT_ONCE = 16;

/** Names what is not proven. */
function refuse([failed, ...others]: readonly VerifiedImage[]): PolicyError {
  const { environment, reason } = failed?.chain.broken ?? {};
  const more = others.length > 0 ? `, and ${others.length} more are not proven either` : '';
  const remedy = failed?.remedy ?? 'promote it with Sealift through every environment, or use an image that was';
  return new PolicyError(`Cannot verify ${failed?.reference}: ${environment}: ${reason}${more}; ${remedy}`);
}

/**
 * Runs `command: verify`: follows the records of images back to where they were built, and shows each link.
 *
 * Nothing is written to a registry.
 *
 * @throws {PolicyError} if the chain of an image is not proven, after report and summary are written.
 */
export async function runVerify(inputs: VerifyInputs, context: CommandContext): Promise<void> {
  const { logger, now } = context;
  const { pipeline, locations } = inputs;
  await using pool = await openClientPool(context, inputs);
  const verify = await openVerifier(pipeline, now);
  const verification = { inputs, now, verify, clientOf: openReaders(pool, inputs) };
  const images = await eachAtMost(IMAGES_AT_ONCE, locations, (location) => verifyLocation(location, verification));
  const report = reportVerification(images, {
    policy: pipeline.digest,
    requests: pool.requests,
    milliseconds: Date.now() - now.getTime(),
  });
  verificationLines(images).forEach(logger.info);
  const outputs = new Map([
    ['digest', images.map(({ digest }) => digest).join('\n')],
    ['verified', String(report.verified)],
    ['report', JSON.stringify(report)],
  ]);
  const failure = context.handOver({ outputs, summary: renderVerifySummary(images, report) });
  const broken = images.filter(isBroken);
  if (broken.length === 0) logger.info(verificationSummaryLine(images));
  throwWorst(broken.length === 0 ? undefined : refuse(broken), failure, logger);
}

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
function openReaders(pool: ClientPool, { sourceCredential, locations }: VerifyInputs): Verification['clientOf'] {
  const own = new Set(locations.map(({ reference }) => reference.repository.registry));
  const clients = new Map<string, Promise<RegistryClient>>();
  return (repository) => {
    const key = formatRepository(repository);
    const known = clients.get(key);
    if (known !== undefined) return known;
    const given = own.has(repository.registry) ? sourceCredential : undefined;
    const opened = pool
      .open([{ repository, access: 'pull', given }])
      .then((clientFor) => clientFor(repository, 'pull'));
    clients.set(key, opened);
    return opened;
  };
}

/** Reads the records of an environment: of the one that is verified only in the repository that was named. */
function openSource(
  location: VerifiedLocation,
  own: readonly StoredRecord[],
  { clientOf }: Verification,
): RecordSource {
  const asked = location.reference.repository;
  async function read(environment: Environment, image: string, subject: Digest) {
    const repositories = environment.repositories.map((template) => expandTemplate(template, image));
    const others = repositories.filter((repository) => !isSameRepository(repository, asked));
    const found = await Promise.all(
      others.map(async (repository) => readRecords(await clientOf(repository), { repository, subject })),
    );
    return found.flat();
  }
  return {
    async recordsOf(environment, image, subject) {
      if (environment.name === location.environment.name) return own;
      // Environments may share a repository: what is there was read already.
      return [...own, ...(await read(environment, image, subject))];
    },
  };
}

/** Finds what an image lacks of the platforms of its environment; it is read only if there are any. */
async function findLacking(
  { environment, reference }: VerifiedLocation,
  client: RegistryClient,
  stored: StoredManifest,
): Promise<string | undefined> {
  if (environment.platforms.length === 0) return undefined;
  const clients = { source: client, destination: () => client };
  const image = new SourceImage(clients, reference.repository, Promise.resolve(stored));
  return lackingPlatforms(environment, await image.platforms())?.reason;
}

/** What is reported of the name by which an image was given. */
function reportName(
  { reference, environment }: VerifiedLocation,
  { promotions: [promotion], broken }: Chain,
  unread: number,
): VerifiedName {
  const { tag = null } = reference;
  const nothing = { tag, proven: false, record: null, unread };
  if (tag === null) return { ...nothing, reason: 'the image was given by its digest' };
  if (environment.from.length === 0) return { ...nothing, reason: `images are built in ${environment.name}` };
  if (broken !== undefined || promotion === undefined) {
    return { ...nothing, reason: broken?.reason ?? 'no record was found' };
  }
  const given = { ...nothing, record: promotion.stored.digest };
  // Anybody who may push can have written it.
  if (promotion.signature === undefined) return { ...given, reason: 'the record that gives it is not signed' };
  return { ...given, proven: true, reason: null };
}

/** Finds what to do if the first link is what breaks; null if the usual remedy will do. */
function findRemedy(
  { broken, promotions }: Chain,
  { fault, isBare }: { readonly fault: Fault | undefined; readonly isBare: boolean },
): string | null {
  if (broken === undefined || promotions.length > 0) return null;
  if (fault !== undefined) return fault.remedy;
  return isBare ? `promote it with Sealift, or ${USE_WHOLE_IMAGE}` : null;
}

/** Opens what verifies the name; a digest has none to prove, nor has an image where it was built. */
async function openName(
  { reference, environment }: VerifiedLocation,
  client: RegistryClient,
  options: Omit<NamedImage, 'tag' | 'repository'>,
): Promise<NameVerifier | undefined> {
  const { tag, repository } = reference;
  if (tag === undefined || environment.from.length === 0) return undefined;
  return openNameVerifier(client, { ...options, repository, tag });
}

/** Walks the chain of an image in one repository, and looks at what else is attached to it. */
async function verifyLocation(location: VerifiedLocation, verification: Verification): Promise<VerifiedImage> {
  const { inputs, now, verify, clientOf } = verification;
  const { environment, image, reference } = location;
  const { repository } = reference;
  const client = await clientOf(repository);
  const stored = await resolveSource(client, { from: reference, expectedDigest: undefined, verb: 'verify' });
  const { digest } = stored;
  const [lacking, { records, others, leftOut }] = await Promise.all([
    findLacking(location, client, stored),
    readAttestations(client, { repository, subject: digest }),
  ]);
  // Lists do not always say what an attestation is about (cosign, if there is no referrers API).
  const foreign = records.filter((record) => decodeUnverifiedPredicate(PROMOTION, record) === undefined);
  const options = { pipeline: inputs.pipeline, environment, image, digest, verify, now };
  const named = await openName(location, client, { ...options, records });
  const faults: Fault[] = [];
  const accepts = (promotion: VerifiedPromotion): Fault | undefined => {
    const fault = named?.accepts(promotion);
    if (fault !== undefined) faults.push(fault);
    return fault;
  };
  const uri = formatRepository(repository);
  const proven = await verifyChain({ ...options, uri, accepts }, openSource(location, records, verification));
  const chain: Chain =
    lacking === undefined || proven.broken !== undefined
      ? proven
      : { promotions: [], origin: undefined, broken: { environment: environment.name, reason: lacking } };
  return {
    image,
    environment: environment.name,
    reference: formatReference(reference),
    digest,
    // Where images are built there is no record, and nothing is proven; nor is it by unsigned records.
    verified:
      chain.broken === undefined &&
      chain.promotions.length > 0 &&
      chain.promotions.every(({ signature }) => signature !== undefined),
    name: reportName(location, chain, named?.unread ?? 0),
    chain,
    remedy: findRemedy(chain, { fault: faults[0], isBare: reference.tag === undefined && records.length === 0 }),
    attestations: [...others, ...foreign].flatMap(
      (record) => verifyAttestation(record, { digest, verify, signers: environment.signers }) ?? [],
    ),
    attestationsLeftOut: leftOut,
  };
}
