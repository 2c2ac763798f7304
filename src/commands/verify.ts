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
import { joinClauses } from '../policy/requirements.ts';
import { USE_WHOLE_IMAGE } from '../policy/valid-promotions.ts';
import { verifyAttestation } from '../policy/verify-attestation.ts';
import { type Chain, type RecordSource, verifyChain } from '../policy/verify-chain.ts';
import type { PolicyContext } from '../promotion/request.ts';
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
  verificationWarnings,
} from '../report/verification.ts';
import { renderVerifySummary } from '../report/verification-summary.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { getOrMake } from '../util/memo.ts';
import type { CommandContext } from './context.ts';
import { explainGone } from './explain-gone.ts';
import { openKeptHolds } from './kept-holds.ts';
import { findHolds } from './verify-holds.ts';

/** Images verified concurrently. */
const IMAGES_AT_ONCE = 16;

function refuse([failed, ...others]: readonly VerifiedImage[]): PolicyError {
  const { environment, reason } = failed?.chain.broken ?? {};
  const more = others.length > 0 ? `, and ${others.length} more are not proven either` : '';
  const remedy = failed?.remedy ?? 'promote it with Sealift through every environment, or use an image that was';
  return new PolicyError(`Cannot verify ${failed?.reference}: ${environment}: ${reason}${more}; ${remedy}`);
}

/**
 * Follows the records of images back to where they were built, and shows each link. Nothing is written to a registry.
 *
 * @throws {PolicyError} if the chain of an image is not proven, after report and summary are written.
 */
export async function runVerify(inputs: VerifyInputs, context: CommandContext): Promise<void> {
  const { logger, now } = context;
  const { pipeline, locations } = inputs;
  await using pool = await openClientPool(context, inputs);
  const verify = await openVerifier(pipeline, now);
  const readKeptHolds = openKeptHolds(pipeline, inputs.githubToken, context);
  const verification = { inputs, now, verify, clientOf: openReaders(pool, inputs), readKeptHolds, tell: logger.info };
  const images = await eachAtMost(IMAGES_AT_ONCE, locations, (location) => verifyLocation(location, verification));
  const warnings = verificationWarnings(images);
  const report = reportVerification(images, {
    ...{ policy: pipeline.digest, warnings },
    requests: pool.requests,
    milliseconds: Date.now() - now.getTime(),
  });
  verificationLines(images).forEach(logger.info);
  warnings.forEach(logger.warn);
  const outputs = new Map([
    // A step that runs in spite of a failure must not deploy what was not proven.
    ['digest', report.verified ? images.map(({ digest }) => digest).join('\n') : ''],
    ['verified', String(report.verified)],
    ['report', JSON.stringify(report)],
  ]);
  const failure = context.handOver({
    outputs,
    summary: renderVerifySummary(images, report, { run: context.event.run, pipeline: inputs.pipeline }),
  });
  const broken = images.filter(isBroken);
  if (broken.length === 0) logger.info(verificationSummaryLine(images));
  throwWorst(broken.length === 0 ? undefined : refuse(broken), failure, logger);
}

interface Verification extends Pick<PolicyContext, 'readKeptHolds'> {
  readonly inputs: VerifyInputs;
  readonly now: Date;
  readonly verify: BundleVerifier;
  readonly tell: (sentence: string) => void;
  readonly clientOf: (repository: Repository) => Promise<RegistryClient>;
}

/** The login of the inputs is for the registry of what is verified: other registries of the pipeline never see it. */
function openReaders(pool: ClientPool, { sourceCredential, locations }: VerifyInputs): Verification['clientOf'] {
  const own = new Set(locations.map(({ reference }) => reference.repository.registry));
  const clients = new Map<string, Promise<RegistryClient>>();
  return (repository) =>
    getOrMake(clients, formatRepository(repository), async () => {
      const given = own.has(repository.registry) ? sourceCredential : undefined;
      const clientFor = await pool.open([{ repository, access: 'pull', given }]);
      return clientFor(repository, 'pull');
    });
}

/** Reads the records of an environment; of the verified one only in the repository that was named. */
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

/** Reads the image only if its environment names platforms. */
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
  if (promotion.signature === undefined) {
    const isBare = promotion.stored.form === 'statement';
    const reason = isBare ? 'is not signed' : 'has a signature, and the pipeline file names nobody who may sign it';
    return { ...given, reason: `the record that gives it ${reason}` };
  }
  return { ...given, proven: true, reason: null };
}

/** Finds the remedy if the chain is broken; null if the usual one will do. */
function findRemedy({ broken, promotions }: Chain, isBare: boolean): string | null {
  if (broken?.remedy !== undefined) return broken.remedy;
  if (broken === undefined || promotions.length > 0 || !isBare) return null;
  return `promote it with Sealift, or ${USE_WHOLE_IMAGE}`;
}

/** Names the image that has a tag by right, if the one in question has it without any record. */
async function nameOwner(chain: Chain, named: NameVerifier | undefined): Promise<Chain> {
  if (chain.broken === undefined || chain.promotions.length > 0) return chain;
  const owner = await named?.findOwner();
  if (owner === undefined) return chain;
  const { environment, reason } = chain.broken;
  return { ...chain, broken: { environment, reason: joinClauses([reason, owner.reason]), remedy: owner.remedy } };
}

/** A digest has no name to prove, nor has an image in the environment where it was built. */
async function openName(
  { reference, environment }: VerifiedLocation,
  client: RegistryClient,
  options: Omit<NamedImage, 'tag' | 'repository'>,
): Promise<NameVerifier | undefined> {
  const { tag, repository } = reference;
  if (tag === undefined || environment.from.length === 0) return undefined;
  return openNameVerifier(client, { ...options, repository, tag });
}

async function verifyLocation(location: VerifiedLocation, verification: Verification): Promise<VerifiedImage> {
  const { inputs, now, verify, clientOf, tell } = verification;
  const wait = { milliseconds: inputs.waitFor, tell };
  const { environment, image, reference } = location;
  const { repository } = reference;
  const client = await clientOf(repository);
  const stored = await resolveSource(client, {
    from: reference,
    expectedDigest: undefined,
    verb: 'verify',
    wait,
  }).catch(async (error: unknown) => {
    throw await explainGone(error, { ...location, pipeline: inputs.pipeline, verify, clientOf });
  });
  const { digest } = stored;
  const [lacking, { records, others, leftOut }] = await Promise.all([
    findLacking(location, client, stored),
    readAttestations(client, { repository, subject: digest }),
  ]);
  // Lists do not always name the predicate of an attestation (cosign without a referrers API).
  const foreign = records.filter((record) => decodeUnverifiedPredicate(PROMOTION, record) === undefined);
  const options = { pipeline: inputs.pipeline, environment, image, digest, verify, now };
  const named = await openName(location, client, { ...options, records });
  const uri = formatRepository(repository);
  const chainOptions = { ...options, uri, accepts: named?.accepts };
  const walked = await verifyChain(chainOptions, openSource(location, records, verification));
  const proven = await nameOwner(walked, named);
  const { broken, ...held } = await findHolds(location, client, { stored, records }, verification);
  const chain: Chain =
    broken !== undefined
      ? { promotions: [], origin: undefined, broken }
      : lacking === undefined || proven.broken !== undefined
        ? proven
        : { promotions: [], origin: undefined, broken: { environment: environment.name, reason: lacking } };
  return {
    image,
    environment: environment.name,
    reference: formatReference(reference),
    digest,
    // Nothing is proven where images are built, as they have no records there, nor by unsigned records.
    verified:
      chain.broken === undefined &&
      chain.promotions.length > 0 &&
      chain.promotions.every(({ signature }) => signature !== undefined),
    name: reportName(location, chain, named?.unread ?? 0),
    chain,
    remedy: findRemedy(chain, reference.tag === undefined && records.length === 0),
    attestations: [...others, ...foreign].map((record) =>
      verifyAttestation(record, { digest, verify, signers: environment.signers, evidence: inputs.pipeline.evidence }),
    ),
    attestationsLeftOut: leftOut,
    ...held,
  };
}
