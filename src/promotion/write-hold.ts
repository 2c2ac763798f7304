import { buildRecord, type RecordArtifact } from '../attestation/artifact.ts';
import { annotateHold, HOLD, type HoldEffect, type HoldPredicate } from '../attestation/predicates/hold.ts';
import type { RecordOrigin, RunFacts } from '../attestation/predicates/promotion.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { writeStatement } from '../attestation/statement.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { type ActiveHold, findRecordedHolds } from '../policy/holds.ts';
import { readHolds } from '../records/holds.ts';
import { putBlobs } from '../records/put-blobs.ts';
import { type StoredRecord, statementDigest } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { TOOL_VERSION } from '../version.ts';
import { remedyFor } from './own-record.ts';

/** Repositories that are read or written concurrently. */
const AT_ONCE = 8;

/** A repository where an image may be, with a client that may write to it. */
export interface HoldPlace {
  readonly client: RegistryClient;
  readonly repository: Repository;
}

/** What holds are signed with, and checked by. */
export interface HoldMeans {
  readonly pipeline: Pipeline;
  /** Undefined: the record is not signed, which counts only where unsigned records do. */
  readonly signer: RecordSigner | undefined;
  readonly verify: BundleVerifier;
  readonly now: Date;
  readonly run: RunFacts;
  readonly approvals?: RecordOrigin['approvals'];
  /** Receives, in a sentence, what was left out of a list. */
  readonly warn?: ((sentence: string) => void) | undefined;
}

/** What is held or no longer held: an image by its digest. */
interface HoldSubject {
  readonly digest: Digest;
  /** Where it is to count. */
  readonly environments: readonly Environment[];
  /** As the record names them: `*` stands for all, also those that are added later. */
  readonly names: readonly string[];
  readonly reason: string;
}

export interface HoldWish extends HoldSubject {
  readonly effect: HoldEffect;
  readonly until?: Date | undefined;
}

/** A repository that has the image, and what holds it there. */
export interface ReadPlace extends HoldPlace {
  readonly image: Descriptor;
  readonly records: readonly StoredRecord[];
}

/** What would be written; nothing is yet. */
export interface HoldPlan {
  /** The record that was made, or that a place has already; undefined if no place has the image, or nothing holds it. */
  readonly record: Digest | undefined;
  /** Its signed bytes, for other places that keep them; undefined if it was not made now, or is not signed. */
  readonly bundle: Uint8Array | undefined;
  /** What the record says; undefined without one. */
  readonly predicate: HoldPredicate | undefined;
  /** Repositories that have the image. */
  readonly places: readonly ReadPlace[];
  /** Those of them that lack the record. */
  readonly lacking: readonly ReadPlace[];
  /** Environments where it would not count, and why: clauses. */
  readonly uncounted: ReadonlyMap<string, string>;
  /** The holds that an unhold ends. */
  readonly ended: readonly ActiveHold[];
  /** Holds that last longer than the one that was wished for: where they are, nothing is written. */
  readonly longer: readonly ActiveHold[];
  /** Why other records of holds do not count, which an unhold does not end: clauses. */
  readonly rejections: readonly string[];
  readonly artifact: Omit<RecordArtifact, 'subject'> | undefined;
}

/** Finds which places have the image, and the records of its holds there; those that were read already are not again. */
export async function readPlaces(
  places: readonly (HoldPlace | ReadPlace)[],
  digest: Digest,
): Promise<readonly ReadPlace[]> {
  const read = await eachAtMost(AT_ONCE, places, async (place): Promise<ReadPlace | undefined> => {
    if ('records' in place) return place;
    const { client, repository } = place;
    const stored = await getManifest(client, repository, digest);
    if (stored === undefined) return undefined;
    const image = { mediaType: stored.mediaType, digest, size: stored.bytes.byteLength, annotations: new Map() };
    return { ...place, image, records: await readHolds(client, { repository, subject: digest }) };
  });
  return read.filter((place) => place !== undefined);
}

function holdsIn(records: readonly StoredRecord[], environment: Environment, means: HoldMeans) {
  const { pipeline, verify } = means;
  // What this run has just signed is later than the time it began at.
  const now = new Date(Math.max(Date.now(), means.now.getTime()));
  return findRecordedHolds(records, { pipeline, environment, verify, now });
}

function isSame({ effect, until }: Pick<ActiveHold, 'effect' | 'until'>, wish: HoldWish): boolean {
  return effect === wish.effect && until?.getTime() === wish.until?.getTime();
}

/** Whether a hold lasts longer than a wish, which then changes nothing. */
function isLonger({ effect, until }: Pick<ActiveHold, 'effect' | 'until'>, wish: HoldWish): boolean {
  if (effect !== wish.effect || wish.until === undefined) return false;
  return until === undefined || until.getTime() > wish.until.getTime();
}

/** Finds a hold of a place that fits a wish in each environment; undefined if one of them lacks it. */
function findEverywhere(
  { records }: ReadPlace,
  { wish, means }: { readonly wish: HoldWish; readonly means: HoldMeans },
  fits: typeof isSame,
): ActiveHold | undefined {
  const found = wish.environments.map((environment) =>
    holdsIn(records, environment, means).holds.find((each) => fits(each, wish)),
  );
  return found.includes(undefined) ? undefined : found[0];
}

function originOf({ pipeline, run, approvals }: HoldMeans, reason: string): RecordOrigin {
  const policy = { uri: pipeline.path, digest: pipeline.digest };
  return { policy, approvals, run, reason, toolVersion: TOOL_VERSION };
}

function build(predicate: HoldPredicate, image: Descriptor, { form, bytes }: Pick<StoredRecord, 'form' | 'bytes'>) {
  return buildRecord({
    ...{ predicateType: HOLD.type, subject: image, annotations: annotateHold(predicate) },
    ...{ form, bytes },
  });
}

async function makeRecord(
  predicate: HoldPredicate,
  { repository, image }: ReadPlace,
  { signer }: HoldMeans,
): Promise<{ readonly artifact: RecordArtifact; readonly stored: StoredRecord }> {
  const named = { uri: formatRepository(repository), subjects: [{ digest: image.digest }] } as const;
  const statement = writeStatement(HOLD, named, predicate);
  const bytes = (await signer?.sign(statement)) ?? statement;
  if (signer !== undefined) {
    const { checkOwnBundle } = await import('../attestation/verify/own-bundle.ts');
    const fault = checkOwnBundle(bytes, statement, signer.who.kind === 'key' ? signer.who.pem : undefined);
    if (fault !== undefined) {
      throw new PolicyError({
        what: `${predicate.action} ${image.digest}`,
        reason: `its record could not be verified afterwards, since ${fault}`,
        remedy: remedyFor(fault, signer.who),
      });
    }
  }
  const content = { form: signer === undefined ? 'statement' : 'bundle', bytes } as const;
  const artifact = build(predicate, image, content);
  return { artifact, stored: { digest: artifact.manifest.digest, repository, subject: image.digest, ...content } };
}

const NOTHING = { record: undefined, bundle: undefined, predicate: undefined, artifact: undefined, ended: [] };

/**
 * Plans to hold an image in repositories: whichever has it and lacks a hold of the same effects gets one. All of them get
 * the same record, which is signed once, or the one that another of them has already. Nothing is written.
 *
 * @param earlier a plan of the same wish for other repositories, whose record is used again.
 */
export async function planHold(
  places: readonly (HoldPlace | ReadPlace)[],
  wish: HoldWish,
  means: HoldMeans,
  earlier?: HoldPlan,
): Promise<HoldPlan> {
  const read = await readPlaces(places, wish.digest);
  const found = read.map((place) => ({
    place,
    same: findEverywhere(place, { wish, means }, isSame),
    longer: findEverywhere(place, { wish, means }, isLonger),
  }));
  const lacking = found.flatMap(({ place, same, longer }) => ((same ?? longer) === undefined ? [place] : []));
  const longer = found.flatMap((each) => each.longer ?? []);
  const [first = read[0]] = lacking;
  const known = found.flatMap(({ same }) => (same?.by.kind === 'record' ? [same.by] : []))[0];
  const common = { places: read, lacking, longer, uncounted: new Map<string, string>(), rejections: [] };
  if (first === undefined) return { ...NOTHING, ...common };
  if (known !== undefined) {
    const artifact = build(known.predicate, first.image, known.stored);
    return { ...NOTHING, ...common, record: artifact.manifest.digest, predicate: known.predicate, artifact };
  }
  if (earlier?.artifact !== undefined) return { ...earlier, places: read, lacking, longer };
  const { effect, until, names, reason } = wish;
  const predicate: HoldPredicate = {
    ...originOf(means, reason),
    ...{ action: 'hold', effect, until, environments: names, time: means.now },
  };
  const { artifact, stored } = await makeRecord(predicate, first, means);
  const uncounted = wish.environments.flatMap((environment) => {
    const { holds, rejections } = holdsIn([stored], environment, means);
    return holds.length > 0 ? [] : [[environment.name, rejections[0] ?? 'it ends before it begins'] as const];
  });
  const bundle = stored.form === 'bundle' ? stored.bytes : undefined;
  const made = { record: stored.digest, bundle, predicate, artifact };
  return { ...common, ...made, ended: [], uncounted: new Map(uncounted) };
}

/**
 * Plans to end all holds of an image in environments that records make. The record names each of them, wherever it is
 * kept, so that none comes back with a copy of the image, and an old record ends no new hold. Nothing is written.
 *
 * @param kept records that other places keep, such as GitHub.
 */
export async function planUnhold(
  places: readonly HoldPlace[],
  wish: HoldSubject,
  means: HoldMeans,
  kept: readonly StoredRecord[] = [],
): Promise<HoldPlan> {
  const read = await readPlaces(places, wish.digest);
  const activeAt = (records: readonly StoredRecord[]) =>
    wish.environments.flatMap((environment) => holdsIn(records, environment, means).holds);
  const rejections = wish.environments.flatMap((environment) =>
    read.flatMap(({ records }) => holdsIn(records, environment, means).rejections),
  );
  const told = { longer: [], rejections: [...new Set(rejections)] };
  // An end that one place has counts for all of them only when it is written there.
  const found = read.map((place) => ({ place, active: activeAt(place.records) }));
  const active = [...found.flatMap((each) => each.active), ...activeAt(kept)];
  const ended = [
    ...new Map(active.flatMap((hold) => (hold.by.kind === 'record' ? [[hold.by.record, hold]] : []))).values(),
  ];
  const lacking = found.flatMap((each) => (each.active.length > 0 ? [each.place] : []));
  const [first = read[0]] = lacking;
  if (ended.length === 0 || first === undefined) {
    return { ...NOTHING, ...told, places: read, lacking: [], uncounted: new Map() };
  }
  const records = ended.flatMap(({ by }) => (by.kind === 'record' ? [by.stored] : []));
  // A copy at GitHub is in no manifest: the digest of the statement names it.
  const holds = [...new Set(records.flatMap((stored) => [stored.digest, statementDigest(stored)]))];
  const predicate: HoldPredicate = {
    ...originOf(means, wish.reason),
    ...{ action: 'unhold', environments: wish.names, holds, time: means.now },
  };
  const { artifact, stored } = await makeRecord(predicate, first, means);
  const uncounted = wish.environments.flatMap((environment) => {
    if (holdsIn(records, environment, means).holds.length === 0) return [];
    const { holds: left, rejections } = holdsIn([...records, stored], environment, means);
    return left.length === 0 ? [] : [[environment.name, rejections[0] ?? 'it does not end them'] as const];
  });
  const bundle = stored.form === 'bundle' ? stored.bytes : undefined;
  const made = { record: stored.digest, bundle, predicate, artifact, ended, ...told };
  return { ...made, places: read, lacking: lacking.length === 0 ? [first] : lacking, uncounted: new Map(uncounted) };
}

/**
 * Attaches a planned record wherever it is lacking.
 *
 * @returns the repositories that have it now and had not.
 * @throws {RegistryError} of the first that does not take it; others may have it then, and the same run again completes it.
 */
export async function applyHold(
  { artifact, lacking }: Pick<HoldPlan, 'artifact' | 'lacking'>,
  { warn }: Pick<HoldMeans, 'warn'>,
): Promise<readonly Repository[]> {
  if (artifact === undefined) return [];
  return eachAtMost(AT_ONCE, lacking, async ({ client, repository, image }) => {
    await putBlobs(client, repository, artifact.blobs);
    await attachReferrer(client, repository, { ...artifact, subject: image }, warn);
    return repository;
  });
}
