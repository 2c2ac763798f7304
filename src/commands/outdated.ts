import { throwWorst } from '../action/write-results.ts';
import type { BaseReports } from '../admission/base-findings.ts';
import type { LedgerRepository } from '../attestation/predicates/bases.ts';
import { type ClientPool, openClientPool } from '../clients/pool.ts';
import { isSealiftError, RegistryError } from '../errors.ts';
import type { Place } from '../evidence/configs.ts';
import type { BaseVersion } from '../evidence/formats/base-version.ts';
import { countNew, joinLedgers, type KnownRepositories, readKnownBases } from '../evidence/known-bases.ts';
import { readVersion, toBaseVersions } from '../evidence/list-bases.ts';
import { createEvidenceRun, type EvidenceRun } from '../evidence/run.ts';
import { locationsOf } from '../history/image-history.ts';
import type { OutdatedInputs } from '../inputs/outdated.ts';
import { formatReference, formatRepository, parseRepository, type Repository } from '../oci/reference.ts';
import { newestOf } from '../policy/gates/base-match.ts';
import { findStandingBase, type KnownBases } from '../policy/standing-base.ts';
import { readBaseLedger } from '../records/base-ledger.ts';
import { getManifest } from '../registry/manifests.ts';
import { buildOutdatedOutputs, type OutdatedImageReport, type OutdatedReport, sortImages } from '../report/outdated.ts';
import { findLeftOut, outdatedLines, outdatedSummaryLine } from '../report/outdated-log.ts';
import { renderOutdatedSummary } from '../report/outdated-summary.ts';
import { startHeartbeat } from '../report/progress.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount } from '../util/format.ts';
import { getOrMake, once } from '../util/memo.ts';
import { type LedgerAccess, verifyForAll } from './base-ledger.ts';
import { promotedAt } from './base-records.ts';
import type { CommandContext } from './context.ts';
import { findStake, settingsFor } from './image-stakes.ts';
import { describeStanding } from './outdated-report.ts';
import { findStandingImages, readImage, type StandingImage } from './standing-images.ts';
import { type OpenVerifier, trustOnce } from './trust-once.ts';
import { writeLedger } from './write-ledger.ts';

/** Images that are read concurrently. */
const IMAGES_AT_ONCE = 8;

/** What a run works with. */
interface OutdatedRun {
  readonly inputs: OutdatedInputs;
  readonly context: CommandContext;
  readonly pool: Pick<ClientPool, 'open'>;
  readonly run: EvidenceRun;
  readonly open: (repository: string) => Promise<Place>;
  readonly openVerifier: OpenVerifier;
  readonly access: LedgerAccess;
}

/** Opens repositories by name, each once. */
function openPlaces(pool: Pick<ClientPool, 'open'>, { sourceCredential: given }: OutdatedInputs) {
  const places = new Map<string, Promise<Place>>();
  return (name: string) =>
    getOrMake(places, name, async () => {
      const repository = parseRepository(name);
      const clientOf = await pool.open([{ repository, access: 'pull', given }]);
      return { client: clientOf(repository, 'pull'), repository };
    });
}

/** The ledger that was there before. */
interface PreviousLedger {
  readonly repositories: readonly LedgerRepository[];
  readonly digest: Awaited<ReturnType<typeof readBaseLedger>>;
  /** Why it cannot be used: then none is written, because what it knows would be lost. */
  readonly trouble: unknown;
}

/** Reads the ledger; one that does not count is not believed, and not replaced. */
async function readPrevious({ inputs, open, access }: OutdatedRun): Promise<PreviousLedger> {
  const { pipeline, bases } = inputs;
  const nothing = { repositories: [], digest: undefined, trouble: undefined };
  if (pipeline.baseLedger === undefined || bases.environments.length === 0) return nothing;
  try {
    const stored = await readBaseLedger(await open(pipeline.baseLedger));
    if (stored === undefined) return nothing;
    const { repositories } = await verifyForAll(stored, bases.environments, access);
    return { repositories, digest: stored, trouble: undefined };
  } catch (error) {
    if (!isSealiftError(error)) throw error;
    return { ...nothing, trouble: error };
  }
}

/** Reads the bases that the input `image` names. */
async function readAsked({ inputs, run, open }: OutdatedRun): Promise<readonly LedgerRepository[]> {
  return Promise.all(
    inputs.asked.map(async (reference) => {
      const name = formatRepository(reference.repository);
      const place = await open(name);
      const wanted = reference.kind === 'digest' ? reference.digest : reference.tag;
      const stored = wanted && (await run.ask(() => getManifest(place.client, place.repository, wanted)));
      if (stored === undefined) {
        throw new RegistryError({
          what: `find the base ${formatReference(reference)}`,
          reason: 'the registry does not have it',
          remedy: 'name a version that is there, or leave it out to see all images',
          code: 'not-found',
        });
      }
      const version = reference.tag ?? stored.digest.slice(0, 'sha256:'.length + 12);
      return {
        name,
        isWhole: false,
        tags: new Map(),
        versions: [await readVersion(run, place, name, { version, stored })],
      };
    }),
  );
}

/** Joins versions of one digest: the name by which gates know it counts before that of the input. */
function versionsOf(known: KnownRepositories, asked: readonly LedgerRepository[]): readonly BaseVersion[] {
  return joinLedgers(known.repositories, asked).flatMap(toBaseVersions);
}

/** Describes an image by what its platforms stand on; undefined if it stands on none of the bases that were asked for. */
async function describeImage(
  image: StandingImage,
  known: KnownBases,
  { inputs, run, open, context, openVerifier }: OutdatedRun,
): Promise<OutdatedImageReport | undefined> {
  const read = await readImage(run, image, open);
  if (typeof read === 'string') return describeStanding(image, { error: read });
  const standing = read.stacks.map((stack) => findStandingBase(stack, known));
  if (known.asked !== undefined && standing.every(({ base }) => base === undefined)) return undefined;
  const { pipeline } = inputs;
  const signers = new Map([...pipeline.evidence].map(([name, signer]) => [name, [signer]] as const));
  const reports: BaseReports = { run, open, now: context.now, signers, openVerifier };
  const settings = settingsFor(image, pipeline.environments);
  const stakes = await Promise.all(standing.map((each) => findStake(reports, each, settings)));
  return describeStanding(image, { owner: read.owner, standing, stakes });
}

/** Lists the bases that were looked at, with what is known of them. */
function listBases(
  { bases, asked: references }: OutdatedInputs,
  known: KnownRepositories,
  asked: readonly LedgerRepository[],
): OutdatedReport['bases'] {
  const uses = [
    ...bases.allowed.map((name) => ({ name, use: 'allowed' as const })),
    ...bases.denied.map((name) => ({ name, use: 'denied' as const })),
    ...references
      .map(({ repository }) => formatRepository(repository))
      .filter((name) => !bases.allowed.includes(name) && !bases.denied.includes(name))
      .map((name) => ({ name, use: 'asked' as const })),
  ];
  return uses.map(({ name, use }) => {
    const found = [...known.repositories, ...asked].find((each) => each.name === name);
    const newest = found && newestOf(toBaseVersions(found).filter(({ isThere }) => isThere));
    return {
      ...{ repository: name, use },
      versions: found?.versions.length ?? 0,
      newest: newest?.version ?? null,
      error: known.failures.get(name) ?? null,
    };
  });
}

/** Writes the ledger, where there is one; what goes wrong is thrown when all else is told. */
async function keepLedger(
  known: KnownRepositories,
  previous: PreviousLedger,
  { inputs, context, pool, access }: OutdatedRun,
): Promise<{ readonly ledger: OutdatedReport['ledger']; readonly trouble: unknown }> {
  const { pipeline, bases, dryRun, record } = inputs;
  const { baseLedger: uri } = pipeline;
  if (uri === undefined) return { ledger: null, trouble: undefined };
  const repositories = joinLedgers(known.repositories, previous.repositories);
  const versions = repositories.reduce((sum, each) => sum + each.versions.length, 0);
  const counts = { versions, added: countNew(repositories, previous.repositories) };
  const unwritten = { ...counts, reference: null, written: false };
  if (previous.trouble !== undefined || bases.environments.length === 0) {
    return { ledger: unwritten, trouble: previous.trouble };
  }
  if (dryRun || record === 'off') return { ledger: unwritten, trouble: undefined };
  try {
    const repository = parseRepository(uri);
    const given = inputs.destinationCredential;
    const clientOf = await pool.open([{ repository, access: 'push', given }]);
    const place = { client: clientOf(repository, 'push'), repository };
    const writing = { inputs, context, uri, place, environments: bases.environments, access };
    const digest = await writeLedger(repositories, { ...writing, previous: previous.digest?.digest });
    if (digest === undefined) return { ledger: unwritten, trouble: undefined };
    return { ledger: { ...counts, reference: `${uri}@${digest}`, written: true }, trouble: undefined };
  } catch (error) {
    if (!isSealiftError(error)) throw error;
    return { ledger: unwritten, trouble: error };
  }
}

/** Warns of bases of which not all versions are known yet: the next run with a ledger goes on where this one ended. */
function warnOfUnread({ repositories, failures }: KnownRepositories, hasLedger: boolean): readonly string[] {
  const names = repositories.filter(({ isWhole, name }) => !isWhole && !failures.has(name)).map(({ name }) => name);
  const rest = hasLedger ? 'the next run reads more' : 'keep a ledger ("bases.ledger"), so that each run reads more';
  return names.map((name) => `${name} has more tags than are read at once; ${rest}`);
}

/** The error of a run that could not read all that it was asked for; it is thrown when all else was told. */
function refuseLeftOut(report: OutdatedReport): RegistryError | undefined {
  const [first, ...others] = findLeftOut(report);
  if (first === undefined) return undefined;
  const more = others.length === 0 ? '' : `, and ${formatCount(others.length, 'more thing')} cannot be read either`;
  return new RegistryError({
    what: 'look up all base images',
    reason: `${first.slice(0, 1).toLowerCase()}${first.slice(1)}${more}`,
    remedy: 'the report has all others; correct that, and run again',
    code: 'refused',
  });
}

/**
 * Tells on which version of which base every image of every environment stands, how far behind that is, and what a rebuild
 * removes; and writes the ledger of bases, where the pipeline file names one. Whatever it finds is no error.
 *
 * @throws {SealiftError} if the ledger cannot be kept, or something could not be read, after all else was told.
 */
export async function runOutdated(
  inputs: OutdatedInputs,
  context: CommandContext,
  options: { readonly openVerifier: OpenVerifier },
): Promise<void> {
  const { logger, now } = context;
  const { pipeline, bases, images } = inputs;
  const warnings = new Set<string>();
  await using pool = await openClientPool(context, inputs);
  const openVerifier = once(options.openVerifier);
  const open = openPlaces(pool, inputs);
  const run = createEvidenceRun();
  const access: LedgerAccess = { pipeline, open, openVerifier, now };
  const work: OutdatedRun = { inputs, context, pool, run, open, openVerifier, access };
  const locations = images.flatMap(({ name }) => locationsOf(pipeline, name));
  const given = inputs.sourceCredential;
  const lookUp = await pool.open(locations.map(({ repository }) => ({ repository, access: 'pull', given })));
  const clientOf = (repository: Repository) => lookUp(repository, 'pull');
  const trust = trustOnce(openVerifier, (warning) => warnings.add(warning));
  const readBases = async () => {
    const previous = await readPrevious(work);
    const known = await readKnownBases(
      run,
      {
        open,
        promotedAt: async (place, digest) => promotedAt(place, digest, { pipeline, verify: await openVerifier(), now }),
      },
      { names: [...bases.allowed, ...bases.denied], signed: new Set(bases.signed), ledger: previous.repositories },
    );
    return { previous, known };
  };
  const [{ previous, known }, asked, standing] = await Promise.all([
    readBases(),
    readAsked(work),
    findStandingImages(inputs, { clientOf, trust, now }),
  ]);
  const versions = versionsOf(known, asked);
  const wanted = new Set(asked.flatMap(({ versions: own }) => own.map(({ digest }) => digest)));
  const matching: KnownBases = {
    bases: versions,
    denied: new Set(bases.denied),
    asked: asked.length === 0 ? undefined : versions.filter(({ digest }) => wanted.has(digest)),
  };
  let read = 0;
  using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(standing.images.length, 'image')}`);
  const described = await eachAtMost(IMAGES_AT_ONCE, standing.images, async (image) => {
    const found = await describeImage(image, matching, work);
    read++;
    return found;
  });
  reading[Symbol.dispose]();
  const kept = await keepLedger(known, previous, work);
  for (const warning of warnOfUnread(known, pipeline.baseLedger !== undefined)) warnings.add(warning);
  const report: OutdatedReport = {
    ...{ schema: REPORT_SCHEMA, command: 'outdated', policy: pipeline.digest, dryRun: inputs.dryRun },
    bases: listBases(inputs, known, asked),
    images: sortImages(described.filter((each) => each !== undefined)),
    leftOut: standing.leftOut,
    ledger: kept.ledger,
    warnings: [...warnings],
    requests: pool.requests,
    milliseconds: Date.now() - now.getTime(),
  };
  logger.startGroup('Base images');
  outdatedLines(report).forEach(logger.info);
  logger.endGroup();
  [...findLeftOut(report), ...warnings].forEach(logger.warn);
  const failure = context.handOver({
    outputs: buildOutdatedOutputs(report),
    summary: renderOutdatedSummary(report, context.event.run),
  });
  logger.info(outdatedSummaryLine(report));
  throwWorst(kept.trouble ?? refuseLeftOut(report), failure, logger);
}
