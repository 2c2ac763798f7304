import { throwWorst } from '../action/write-results.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { type ClientPool, openClientPool } from '../clients/pool.ts';
import { PolicyError } from '../errors.ts';
import type { VerifiedLocation, VerifyInputs } from '../inputs/verify.ts';
import type { Digest } from '../oci/digest.ts';
import { formatReference, formatRepository, isSameRepository, type Repository } from '../oci/reference.ts';
import { type Environment, expandTemplate } from '../pipeline/pipeline.ts';
import { lackingPlatforms } from '../policy/platforms.ts';
import type { Fault } from '../policy/requirements.ts';
import { verifyAttestation } from '../policy/verify-attestation.ts';
import { type Chain, describeChain, type RecordSource, walkChain } from '../policy/verify-chain.ts';
import { TAKE_THE_WHOLE, type VerifiedRecord } from '../policy/verify-record.ts';
import { resolveSource } from '../promotion/resolve-source.ts';
import { SourceImage } from '../promotion/source.ts';
import { type NamedImage, type NameVerifier, openNameVerifier } from '../promotion/verify-name.ts';
import { readAttestations, readRecords } from '../records/read.ts';
import { decodeUnverifiedClaims, type StoredRecord } from '../records/stored-record.ts';
import { openVerifier } from '../records/verifier.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import {
  isRefused,
  renderVerifySummary,
  type VerifiedImage,
  type VerifiedName,
  type VerifyReport,
  verificationLines,
  verificationSummaryLine,
} from '../report/verification.ts';
import { eachAtMost } from '../util/concurrency.ts';
import type { CommandContext } from './context.ts';

/** Images verified concurrently. */
const IMAGES_AT_ONCE = 16;

/** Names what is not proven. */
function refuse(report: VerifyReport): PolicyError {
  const [failed, ...others] = report.images.filter(isRefused);
  const broken = failed?.links.find(({ kind }) => kind === 'broken');
  const more = others.length > 0 ? `, and ${others.length} more are not proven either` : '';
  const remedy = failed?.remedy ?? 'promote it by Sealift through every environment, or take an image that was';
  return new PolicyError(
    `Cannot verify ${failed?.reference}: ${broken?.sentence ?? 'its chain is broken'}${more}; ${remedy}`,
  );
}

/**
 * Runs `command: verify`: walks the records of images back to where they were built, and says of each link what it is.
 *
 * Nothing is written to a registry.
 *
 * @throws {PolicyError} if the way of an image is not proven, after report and summary are written.
 */
export async function runVerify(inputs: VerifyInputs, context: CommandContext): Promise<void> {
  const { logger, now } = context;
  const { pipeline, locations } = inputs;
  await using pool = await openClientPool(context, inputs);
  const verify = await openVerifier(pipeline, now);
  const verification = { inputs, now, verify, clientOf: openReaders(pool, inputs) };
  const images = await eachAtMost(IMAGES_AT_ONCE, locations, (location) => verifyLocation(location, verification));
  const report: VerifyReport = {
    schema: REPORT_SCHEMA,
    command: 'verify',
    verified: images.every(({ verified }) => verified),
    images,
    policy: pipeline.digest,
    requests: pool.requests,
    milliseconds: Date.now() - now.getTime(),
  };
  verificationLines(report).forEach(logger.info);
  const outputs = new Map([
    ['digest', images.map(({ digest }) => digest).join('\n')],
    ['verified', String(report.verified)],
    ['report', JSON.stringify(report)],
  ]);
  const failure = context.handOver({ outputs, summary: renderVerifySummary(report) });
  const isProven = !images.some(isRefused);
  if (isProven) logger.info(verificationSummaryLine(report));
  throwWorst(isProven ? undefined : refuse(report), failure, logger);
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

/** Reads the records of an environment: of the asked one only where the image is asked about. */
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

/** What is reported of the name by which an image was asked for. */
function reportName(
  { reference, environment }: VerifiedLocation,
  chain: Chain,
  verifier: NameVerifier | undefined,
): VerifiedName {
  const { tag = null } = reference;
  const [entry] = chain.entries;
  const unread = verifier?.unread ?? 0;
  const nothing = { tag, proven: false, record: null, unread };
  if (tag === null) return { ...nothing, reason: 'it was asked for by its digest' };
  if (environment.from.length === 0) return { ...nothing, reason: `images are built in ${environment.name}` };
  if (chain.broken !== undefined || entry === undefined) {
    return { ...nothing, reason: chain.broken?.reason ?? 'no record was found' };
  }
  const given = { ...nothing, record: entry.record.digest };
  // Whoever may push can have written it.
  if (entry.signature === undefined) return { ...given, reason: 'the record that gives it is not signed' };
  return { ...given, proven: true, reason: null };
}

/** Finds what helps where the first link is what breaks; null if the usual remedy does. */
function findRemedy(
  { broken, entries }: Chain,
  { fault, isBare }: { readonly fault: Fault | undefined; readonly isBare: boolean },
): string | null {
  if (broken === undefined || entries.length > 0) return null;
  if (fault !== undefined) return fault.remedy;
  return isBare ? `promote it by Sealift, or ${TAKE_THE_WHOLE}` : null;
}

/** Opens what verifies the name; a digest has none to prove, and where images are built no name is proven. */
async function openName(
  { reference, environment }: VerifiedLocation,
  client: RegistryClient,
  question: Omit<NamedImage, 'tag' | 'repository'>,
): Promise<NameVerifier | undefined> {
  const { tag, repository } = reference;
  if (tag === undefined || environment.from.length === 0) return undefined;
  return openNameVerifier(client, { ...question, repository, tag });
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
  // Lists do not always say what an attestation is about (cosign, where there is no referrers API).
  const attestations = [...others, ...records.filter((record) => decodeUnverifiedClaims(record) === undefined)];
  const { pipeline } = inputs;
  const question = { pipeline, environment, image, digest, verify, now };
  const verifier = await openName(location, client, { ...question, records });
  const faults: Fault[] = [];
  const accepts = (entry: VerifiedRecord): Fault | undefined => {
    const fault = verifier?.accepts(entry);
    if (fault !== undefined) faults.push(fault);
    return fault;
  };
  const asked = { ...question, uri: formatRepository(repository), accepts };
  const walked = await walkChain(asked, openSource(location, records, verification));
  const chain: Chain =
    lacking === undefined || walked.broken !== undefined
      ? walked
      : { entries: [], origin: undefined, broken: { environment: environment.name, reason: lacking } };
  return {
    image,
    environment: environment.name,
    reference: formatReference(reference),
    digest,
    // Where images are built nothing comes before, and nothing was proven; nor was it by what nobody signed.
    verified:
      chain.broken === undefined &&
      chain.entries.length > 0 &&
      chain.entries.every(({ signature }) => signature !== undefined),
    name: reportName(location, chain, verifier),
    links: describeChain(chain),
    remedy: findRemedy(chain, { fault: faults[0], isBare: reference.tag === undefined && records.length === 0 }),
    attestations: attestations.flatMap(
      (record) => verifyAttestation(record, { digest, verify, signers: environment.signers }) ?? [],
    ),
    attestationsLeftOut: leftOut,
  };
}
