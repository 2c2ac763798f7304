import { copyWhole, requireWhole } from '../archive/copy-whole.ts';
import { type ArchivePlace, findLost } from '../archive/find-lost.ts';
import { LAYOUT, openLayoutClient } from '../archive/layout-client.ts';
import { findLayoutImage, type Layout, openLayout } from '../archive/open-layout.ts';
import { readWholeImage, type WholeImage } from '../archive/whole-image.ts';
import { isTarPath } from '../archive/write-layout.ts';
import { RETIREMENT } from '../attestation/predicates/retirement.ts';
import { openClientPool } from '../clients/pool.ts';
import { PolicyError, RegistryError } from '../errors.ts';
import { findLabels, readConfig } from '../image/config.ts';
import type { ArchivedTarget, RestoreInputs } from '../inputs/archive.ts';
import { readTombstones } from '../ledger/tombstones.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository, isTag, type Repository, type Tag } from '../oci/reference.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import { describeHold, remedyForHold } from '../policy/describe-hold.ts';
import { holdableDigests } from '../policy/holdable.ts';
import { limitRejections, validPromotions } from '../policy/valid-promotions.ts';
import { verifyRecord } from '../policy/verify-record.ts';
import { judgeHolds, readAllHolds } from '../promotion/image-holds.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { settleLists } from '../registry/referrers/shared-lists.ts';
import type { ArchivedImageReport } from '../report/archive.ts';
import { isFixedTag } from '../retention/tag-kind.ts';
import { formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { finishArchiving, measure, openArchiveMaker } from './archive.ts';
import type { WritingContext } from './context.ts';
import { openHoldSigner } from './hold-signer.ts';
import { openKeptHolds } from './kept-holds.ts';
import type { ArchiveMaker } from './make-archive.ts';
import { openRetirementWriter } from './write-retirement.ts';

/** An archive that is open, and the image in it. */
interface OpenArchive extends AsyncDisposable {
  readonly place: ArchivePlace;
  readonly digest: Digest;
  readonly uri: string;
  readonly kind: ArchivedImageReport['kind'];
  readonly archiveDigest: Digest | null;
}

async function openArchive(
  { line, query, archive, locations }: ArchivedTarget,
  clientOf: (repository: Repository) => RegistryClient,
): Promise<OpenArchive> {
  if ('layout' in archive) {
    const layout: Layout = await openLayout(archive.layout);
    try {
      return {
        place: { client: openLayoutClient(layout, clientOf(locations[0].repository).clock), repository: LAYOUT },
        digest: findLayoutImage(layout, query),
        uri: archive.layout,
        kind: isTarPath(archive.layout) ? 'oci-layout-tar' : 'oci-layout',
        archiveDigest: null,
        [Symbol.asyncDispose]: () => layout[Symbol.asyncDispose](),
      };
    } catch (error) {
      await layout[Symbol.asyncDispose]();
      throw error;
    }
  }
  const { repository } = archive;
  const client = clientOf(repository);
  const uri = formatRepository(repository);
  const prefixed = `${locations[0].environment.name}-${query.tag ?? ''}`;
  const named = query.digest ?? (isTag(prefixed) ? prefixed : undefined);
  const digest = named && (await headManifest(client, repository, named));
  if (digest === undefined) {
    throw new RegistryError({
      what: `restore ${safeText(line, 300)}`,
      reason: `the archive ${uri} does not have ${named ?? prefixed}`,
      remedy: 'name the image by its digest, or look into another archive',
      code: 'not-found',
    });
  }
  const nothing = () => Promise.resolve();
  return {
    place: { client, repository },
    digest,
    uri,
    kind: 'repository',
    archiveDigest: digest,
    [Symbol.asyncDispose]: nothing,
  };
}

/** Refuses what must not be in the environment: held, or never there by right. */
async function requireRight(
  { place: { client, repository }, digest }: OpenArchive,
  whole: WholeImage,
  target: ArchivedTarget,
  destinations: readonly ArchivePlace[],
  inputs: RestoreInputs,
  maker: ArchiveMaker,
  context: WritingContext,
): Promise<readonly string[]> {
  const { pipeline, environment } = inputs;
  const { graph } = whole;
  const digests = holdableDigests(graph);
  const places = [{ client, repository }, ...destinations];
  const [records, labels, ...held] = await Promise.all([
    readRecords(client, { repository, subject: digest }),
    readConfig(client, repository, { graph }).then((config) => findLabels(graph, config)),
    ...places.map((each) => readAllHolds(each.client, each.repository, digests)),
  ]);
  const policy = {
    pipeline,
    openVerifier: () => Promise.resolve(maker.verify),
    readKeptHolds: openKeptHolds(pipeline, inputs.githubToken, context),
  };
  const what = `restore ${safeText(target.line, 300)} to ${environment.name}`;
  const { holds } = await judgeHolds({ graph, labels, records: held.flat() }, environment, policy, context.now);
  const hold = holds.find(({ effect }) => effect === 'quarantine');
  if (hold !== undefined) {
    throw new PolicyError({ what, reason: describeHold(hold, digest), remedy: remedyForHold(hold) });
  }
  const { query } = target;
  const options = { pipeline, environment, image: query.name, digest, verify: maker.verify, now: context.now };
  const { promotions, rejections } = validPromotions(records, options);
  if (promotions.length === 0 && environment.from.length > 0) {
    const why =
      rejections.length === 0 ? 'it has no record of a promotion there' : formatList(limitRejections(rejections));
    throw new PolicyError({
      what,
      reason: `nothing proves that ${shortDigest(digest)} was in ${environment.name} by right: ${why}`,
      remedy: 'restore it to an environment that it was in, and promote it from there',
    });
  }
  return promotions.flatMap(({ predicate }) => predicate.destination.tags);
}

/** The tags that it had when it went, by the tombstone of a signer; without one, those that its records gave it. */
async function findTags(
  recorded: readonly string[],
  target: ArchivedTarget,
  digest: Digest,
  { pipeline, environment }: RestoreInputs,
  { verify }: ArchiveMaker,
  clientOf: (repository: Repository) => RegistryClient,
): Promise<readonly Tag[]> {
  const ledger = ledgerOf(pipeline, target.query.name);
  const stored =
    ledger === undefined ? [] : await readTombstones({ client: clientOf(ledger), repository: ledger }, digest);
  const uris = new Set(target.locations.map(({ uri }) => uri));
  const tombstones = stored.flatMap((each) => {
    const verdict = verifyRecord(each, RETIREMENT, { environment, digest, verify });
    return verdict.kind === 'valid' && uris.has(verdict.record.predicate.uri) ? [verdict.record.predicate] : [];
  });
  const tags = tombstones.length === 0 ? recorded : tombstones.flatMap((each) => each.tags);
  return [...new Set(tags.filter(isTag).filter(isFixedTag))].toSorted();
}

/** Puts back the tags that nothing else has taken. */
async function restoreTags(
  tags: readonly Tag[],
  { client, repository }: ArchivePlace,
  { descriptor: { mediaType, digest }, bytes }: WholeImage['root'],
  warn: (sentence: string) => void,
): Promise<readonly Tag[]> {
  const restored: Tag[] = [];
  for (const tag of tags) {
    const holds = await headManifest(client, repository, tag);
    if (holds === undefined) await putManifest(client, repository, tag, { mediaType, digest, bytes });
    if (holds === undefined || holds === digest) restored.push(tag);
    else warn(`${formatRepository(repository)}:${tag} holds another image, ${shortDigest(holds)}: it is left as it is`);
  }
  return restored;
}

async function restoreTo(
  destination: ArchivePlace,
  archive: OpenArchive,
  {
    whole,
    tags,
    inputs,
    maker,
    image,
    clientOf,
    warn,
  }: {
    readonly whole: WholeImage;
    readonly tags: readonly Tag[];
    readonly inputs: RestoreInputs;
    readonly maker: ArchiveMaker;
    readonly image: string;
    readonly clientOf: (repository: Repository) => RegistryClient;
    readonly warn: (sentence: string) => void;
  },
): Promise<{ readonly tags: readonly Tag[]; readonly changed: boolean }> {
  const { pipeline, reason, environment } = inputs;
  const had = (await findLost(whole.contents, destination)).length === 0;
  if (!had) {
    await copyWhole(whole, archive.place, destination, warn);
    await requireWhole(whole.contents, destination, 'restore to');
    const { now, run, approvals, signer } = maker;
    const write = openRetirementWriter({
      ...{ inputs: { pipeline, reason }, plan: undefined, now, run, approvals, signer, clientOf, warn },
    });
    const ofRole = (role: string) => whole.contents.filter((each) => each.role === role).map(({ digest }) => digest);
    await write(
      {
        ...{ action: 'restore', state: undefined, uri: formatRepository(destination.repository) },
        ...{ environments: [environment.name], tags, retired: undefined, left: [], archive: archive.uri },
        digests: { root: archive.digest, children: ofRole('child'), referrers: ofRole('referrer') },
        because: [{ rule: 'restore', detail: 'it was brought back from its archive' }],
      },
      { image, at: destination, subject: whole.root.descriptor },
    );
    await settleLists([destination.client], true);
  }
  return { tags: await restoreTags(tags, destination, whole.root, warn), changed: !had };
}

/**
 * Brings images back from an archive: all of it is checked before anything is written. Records come back with them; tags
 * that may move stay where they are.
 *
 * @throws {SealiftError} for the first that cannot be restored; those before it are.
 */
export async function runRestore(inputs: RestoreInputs, context: WritingContext): Promise<void> {
  const { pipeline, targets, environment, dryRun, destinationCredential: given } = inputs;
  const signing = await openHoldSigner({ ...inputs, environments: [environment] }, context);
  const maker = await openArchiveMaker(inputs, signing, context);
  await using pool = await openClientPool(context, inputs, context.cancellation.signal);
  const access = dryRun ? 'pull' : 'push';
  const ledgers = targets.flatMap(({ query }) => ledgerOf(pipeline, query.name) ?? []);
  const archives = targets.flatMap(({ archive }) => ('repository' in archive ? [archive.repository] : []));
  const lookUp = await pool.open([
    ...[...targets.flatMap(({ locations }) => locations.map(({ repository }) => repository)), ...ledgers].map(
      (repository) => ({ repository, access, given }) as const,
    ),
    ...archives.map((repository) => ({ repository, access: 'pull', given }) as const),
  ]);
  const archiveNames = new Set(archives.map(formatRepository));
  const clientOf = (repository: Repository) =>
    lookUp(repository, archiveNames.has(formatRepository(repository)) ? 'pull' : access);
  const warnings: string[] = [];
  const warn = (sentence: string) => void warnings.push(sentence);
  const images: ArchivedImageReport[] = [];
  for (const target of targets) {
    await using archive = await openArchive(target, clientOf);
    const { place, digest, uri, kind, archiveDigest } = archive;
    const whole = await readWholeImage(place.client, place.repository, digest, 'restore');
    whole.attachments.warnings.forEach(warn);
    const [lost] = await findLost(whole.contents, place);
    if (lost !== undefined) {
      throw new PolicyError({
        what: `restore ${safeText(target.line, 300)}`,
        reason: `its archive lacks ${lost}`,
        remedy: 'use another archive',
      });
    }
    const destinations = target.locations.map(({ repository }) => ({ client: clientOf(repository), repository }));
    const recorded = await requireRight(archive, whole, target, destinations, inputs, maker, context);
    const tags = await findTags(recorded, target, digest, inputs, maker, clientOf);
    const repositories = target.locations.map((each) => each.uri);
    const { name: image } = target.query;
    const common = {
      image,
      reference: target.line,
      digest,
      repositories,
      archive: uri,
      kind,
      archiveDigest,
      ...measure(whole),
    };
    if (dryRun) {
      images.push({ ...common, tags, records: [], changed: false });
      continue;
    }
    const done = await context.cancellation.writing(async () => {
      const restored: { readonly tags: readonly Tag[]; readonly changed: boolean }[] = [];
      for (const destination of destinations) {
        restored.push(await restoreTo(destination, archive, { whole, tags, inputs, maker, image, clientOf, warn }));
      }
      return restored;
    });
    images.push({
      ...common,
      tags: [...new Set(done.flatMap((each) => each.tags))],
      records: [],
      changed: done.some(({ changed }) => changed),
    });
  }
  finishArchiving(images, { inputs, maker, warnings, requests: pool.requests }, context);
}
