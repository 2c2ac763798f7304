import { throwWorst } from '../action/write-results.ts';
import type { ArchivePlace } from '../archive/find-lost.ts';
import { readWholeImage, type WholeImage } from '../archive/whole-image.ts';
import type { ArchiveTarget } from '../archive/write-archive.ts';
import { isTarPath } from '../archive/write-layout.ts';
import { openClientPool } from '../clients/pool.ts';
import { RegistryError } from '../errors.ts';
import { readApprovals } from '../github/approvals.ts';
import type { ArchivedTarget, ArchiveInputs } from '../inputs/archive.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository, isTag, type Repository, type Tag } from '../oci/reference.ts';
import { validPromotions } from '../policy/valid-promotions.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import {
  type ArchivedImageReport,
  type ArchiveReport,
  archiveLines,
  archiveSummaryLine,
  buildArchiveOutputs,
  renderArchiveSummary,
} from '../report/archive.ts';
import { REPORT_SCHEMA } from '../report/schema.ts';
import { isFixedTag } from '../retention/tag-kind.ts';
import { safeText } from '../util/safe-text.ts';
import type { WritingContext } from './context.ts';
import { type HoldSigner, openHoldSigner } from './hold-signer.ts';
import { type ArchiveMaker, makeArchive } from './make-archive.ts';

/** Finds the repository of the environment that has the image. */
async function findImage(
  { line, query, locations }: ArchivedTarget,
  clientOf: (repository: Repository) => RegistryClient,
): Promise<{ readonly place: ArchivePlace; readonly digest: Digest }> {
  const reference = query.digest ?? query.tag;
  if (reference === undefined) throw new Error('the image has neither tag nor digest');
  for (const { repository } of locations) {
    const client = clientOf(repository);
    const digest = await headManifest(client, repository, reference);
    if (digest !== undefined) return { place: { client, repository }, digest };
  }
  throw new RegistryError({
    what: `archive ${safeText(line, 300)}`,
    reason: `no repository of ${locations[0].environment.name} has it`,
    remedy: 'check its name, tag and digest',
    code: 'not-found',
  });
}

/** The tags that stay on the image: those that records gave it, and the one that it was named by. */
async function findTags(
  { client, repository }: ArchivePlace,
  digest: Digest,
  { query, locations }: ArchivedTarget,
  { pipeline, verify, now }: Pick<ArchiveMaker, 'pipeline' | 'verify' | 'now'>,
): Promise<readonly Tag[]> {
  const records = await readRecords(client, { repository, subject: digest });
  const { environment } = locations[0];
  const valid = validPromotions(records, { pipeline, environment, image: query.name, digest, verify, now });
  const given = valid.promotions.flatMap(({ predicate }) => predicate.destination.tags).filter(isTag);
  const names = [...new Set([...given, ...(query.tag === undefined ? [] : [query.tag])])].filter(isFixedTag);
  const held = await Promise.all(names.map((tag) => headManifest(client, repository, tag)));
  // Retention takes the tags of what is retired: they are still its own, unless another image has them.
  return names.filter((_, index) => held[index] === undefined || held[index] === digest);
}

/** Counts what an image holds. */
export function measure({ contents }: Pick<WholeImage, 'contents'>) {
  const blobs = contents.filter(({ role }) => role === 'blob').length;
  const bytes = contents.reduce((sum, { size }) => sum + size, 0);
  return { manifests: contents.length - blobs, blobs, bytes };
}

/** Who signs, and what the records say of the run. */
export async function openArchiveMaker(
  inputs: Pick<ArchiveInputs, 'pipeline' | 'reason' | 'githubToken' | 'dryRun'>,
  signing: HoldSigner,
  { event, environment, logger, now }: WritingContext,
): Promise<ArchiveMaker> {
  const { pipeline, reason, githubToken: token, dryRun } = inputs;
  const approvals =
    dryRun || event.apiUrl === undefined
      ? undefined
      : await readApprovals(event, { environment, token, tell: logger.info, runId: signing.runId });
  return { pipeline, reason, now, approvals, run: signing.run, signer: signing.signer, verify: signing.verify };
}

/** Tells what both commands did. */
export function finishArchiving(
  images: readonly ArchivedImageReport[],
  {
    inputs,
    maker,
    warnings,
    requests,
  }: {
    readonly inputs: Pick<ArchiveInputs, 'dryRun' | 'pipeline' | 'environment' | 'reason'> & {
      readonly command: 'archive' | 'restore';
    };
    readonly maker: ArchiveMaker;
    readonly warnings: readonly string[];
    readonly requests: number;
  },
  context: WritingContext,
): void {
  const { logger, now } = context;
  const report: ArchiveReport = {
    ...{ schema: REPORT_SCHEMA, command: inputs.command, dryRun: inputs.dryRun, policy: inputs.pipeline.digest },
    environment: inputs.environment.name,
    images,
    changed: images.some(({ changed }) => changed),
    reason: inputs.reason ?? null,
    by: maker.run.actor?.login ?? null,
    run: maker.run.invocationId ?? null,
    approvedBy: (maker.approvals ?? []).flatMap(({ login, state }) => (state === 'approved' ? [login] : [])),
    warnings: [...new Set(warnings)],
    requests,
    milliseconds: Date.now() - now.getTime(),
  };
  archiveLines(report).forEach(logger.info);
  report.warnings.forEach(logger.warn);
  const results = { outputs: buildArchiveOutputs(report), summary: renderArchiveSummary(report) };
  const failure = context.handOver(results, report.changed ? 'all of it is written' : 'nothing was written');
  logger.info(archiveSummaryLine(report));
  throwWorst(undefined, failure, logger);
}

/**
 * Archives images of an environment: with all that refers to them, read back and recorded.
 *
 * @throws {SealiftError} for the first that cannot be archived; those before it are.
 */
export async function runArchive(inputs: ArchiveInputs, context: WritingContext): Promise<void> {
  const { targets, environment, dryRun, destinationCredential: given } = inputs;
  const signing = await openHoldSigner({ ...inputs, environments: [environment] }, context);
  const maker = await openArchiveMaker(inputs, signing, context);
  await using pool = await openClientPool(context, inputs, context.cancellation.signal);
  const access = dryRun ? 'pull' : 'push';
  const repositories = targets.flatMap(({ locations, archive }) => [
    ...locations.map(({ repository }) => repository),
    ...('repository' in archive ? [archive.repository] : []),
  ]);
  const lookUp = await pool.open(repositories.map((repository) => ({ repository, access, given }) as const));
  const clientOf = (repository: Repository) => lookUp(repository, access);
  const warnings: string[] = [];
  const warn = (sentence: string) => void warnings.push(sentence);
  const images: ArchivedImageReport[] = [];
  for (const target of targets) {
    const { line, query, locations, archive } = target;
    const { place, digest } = await findImage(target, clientOf);
    const whole = await readWholeImage(place.client, place.repository, digest, 'archive');
    whole.attachments.warnings.forEach(warn);
    const tags = await findTags(place, digest, target, maker);
    const to: ArchiveTarget =
      'repository' in archive
        ? {
            kind: 'repository',
            place: { client: clientOf(archive.repository), repository: archive.repository },
            environment: environment.name,
          }
        : { kind: 'layout', path: archive.layout };
    const uri = formatRepository(place.repository);
    const common = {
      ...{ image: query.name, reference: line, digest, repositories: [uri], ...measure(whole) },
      archive: to.kind === 'repository' ? formatRepository(to.place.repository) : to.path,
      kind:
        to.kind === 'repository' ? to.kind : isTarPath(to.path) ? ('oci-layout-tar' as const) : ('oci-layout' as const),
      tags: to.kind === 'repository' ? tags.map((tag) => `${environment.name}-${tag}`) : tags,
    };
    if (dryRun) {
      images.push({ ...common, archiveDigest: null, records: [], changed: false });
      continue;
    }
    const order = { whole, from: place, target: to, tags, plan: undefined, warn };
    const environments = [...new Set(locations.map((each) => each.environment))];
    const made = await context.cancellation.writing(() => makeArchive(order, environments, maker));
    images.push({ ...common, archiveDigest: made.digest, records: [`${uri}@${made.record}`], changed: made.changed });
  }
  finishArchiving(images, { inputs, maker, warnings, requests: pool.requests }, context);
}
