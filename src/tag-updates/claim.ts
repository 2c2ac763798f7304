import { PolicyError, RegistryError } from '../errors.ts';
import { type Digest, digestAlgorithm, shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { nextInSequence } from '../tags/daily-number.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { retryOnce, retryOnceTagged, type TagWriter, writeTag } from './write.ts';

/** A look at a tag is good for so long, in ms: a write follows within that time, or the look is repeated. */
const CHECK_LIFETIME = 500;

/** How long a claim must stand before it counts, in ms, if no other run is seen at work. */
const QUIET_TIME = 1000;

/** The same if others are seen at work. */
const BUSY_TIME = 3000;

/** A claim must stand this many times longer than the slowest write of this run took: others' writes lag as much. */
const PACE_FACTOR = 3;

/** The pause between looks at a claim while others are at work, in ms: whoever lost is to move on at once. */
const POLL_TIME = 250;

/** More runs than this never start at the same moment. */
const MAX_ROUNDS = 200;

/** How often a claim that looked lost once is looked at before it counts as ours after all. */
const FURTHER_LOOKS = 3;

/** The pause before each of these, in ms. */
const LOOK_PAUSE = 250;

/** What claiming works on. */
export interface ClaimTarget extends TagWriter {
  readonly ifTagExists: 'fail' | 'skip';
  /** The manifests whose digest tags this run writes: they are no sign of other runs. */
  readonly own: readonly Digest[];
  /** Reads the tags that exist now, as far as the rules need them. */
  readNames(): Promise<ReadonlySet<string>>;
}

/** What a tag holds: our image, another one, or nothing. */
type Verdict = 'ours' | 'taken' | 'free';

type Verdicts = ReadonlyMap<PlannedTag, Verdict>;

interface Look {
  readonly verdict: Verdict;
  readonly holds: Digest | undefined;
}

/** What a look at claims showed, in their order. */
export interface LookedAt {
  readonly looks: readonly Look[];
  /** When the look began, by the client's clock in ms. */
  readonly at: number;
}

type Looker = Pick<TagWriter, 'client' | 'repository' | 'root'>;

function lookUp({ client, repository, root }: Looker, tag: Tag): Promise<Digest | undefined> {
  return headManifest(client, repository, tag, digestAlgorithm(root.digest));
}

async function look(target: Looker, { tag }: PlannedTag): Promise<Look> {
  const holds = await lookUp(target, tag);
  if (holds === undefined) return { verdict: 'free', holds };
  return { verdict: holds === target.root.digest ? 'ours' : 'taken', holds };
}

/** Whether a look still tells what tags hold. */
export function isFreshLook({ at }: LookedAt, { clock }: RegistryClient): boolean {
  return clock.now() - at <= CHECK_LIFETIME;
}

/** Looks at what claimed tags hold now, all at the same time. */
export async function lookAtClaims(target: Omit<TagWriter, 'emit'>, claims: readonly PlannedTag[]): Promise<LookedAt> {
  const at = target.client.clock.now();
  return { at, looks: await retryOnceTagged(claims, target, (claim) => look(target, claim)) };
}

async function judge(target: TagWriter, claims: readonly PlannedTag[]): Promise<Verdicts> {
  const { looks } = await lookAtClaims(target, claims);
  return new Map(claims.map((claim, index) => [claim, looks[index]?.verdict ?? 'taken']));
}

function areOurs(verdicts: Verdicts): boolean {
  return [...verdicts.values()].every((verdict) => verdict === 'ours');
}

/** Whether tags came up that this run did not write: another run is at work in the repository. */
function seesOthers(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  [before, now]: readonly [ReadonlySet<string>, ReadonlySet<string>],
): boolean {
  // Some registries keep tags in lower case (Gitea).
  const tags = new Set<string>(claims.flatMap(({ tag }) => [tag, tag.toLowerCase()]));
  const stems = target.own.map((digest) => digest.replace(':', '-'));
  const isOurs = (name: string): boolean => tags.has(name) || stems.some((stem) => name.startsWith(stem));
  return [...now].some((name) => !before.has(name) && !isOurs(name));
}

/** Writes a claimed tag. If the registry refuses it as immutable, the tag must hold something. */
async function writeClaim(target: ClaimTarget, claim: PlannedTag): Promise<void> {
  try {
    await writeTag(target, claim);
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code !== 'tag-immutable') throw error;
    if ((await look(target, claim)).verdict === 'free') throw error;
  }
}

/**
 * Writes the claims that are free, each right after its own look, all at the same time. A list proves that a tag is
 * there, never that it is not: replicas lag, and some lists are incomplete.
 *
 * @returns what the look before the write showed of each.
 */
async function writeFree(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  looked: LookedAt | undefined,
): Promise<Verdicts> {
  const before = new Map<PlannedTag, Verdict>();
  await retryOnceTagged([...claims.entries()], target, async ([index, claim]) => {
    const known = looked !== undefined && isFreshLook(looked, target.client) ? looked.looks[index] : undefined;
    // One that is written again is looked at anew, because time has passed.
    const { verdict } = known === undefined || before.has(claim) ? await look(target, claim) : known;
    if (!before.has(claim)) before.set(claim, verdict);
    if (verdict === 'free') await writeClaim(target, claim);
  });
  return before;
}

/** Waits until claims have stood long enough; looks at them on the way if others are at work. False if one is lost. */
async function settle(target: ClaimTarget, claims: readonly PlannedTag[], isBusy: boolean): Promise<boolean> {
  const { clock, writeLatency } = target.client;
  const milliseconds = Math.max(isBusy ? BUSY_TIME : QUIET_TIME, PACE_FACTOR * writeLatency.slowestWrite);
  target.emit({ kind: 'waiting', to: target.repository, tags: claims.map(({ tag }) => tag), milliseconds });
  if (!isBusy) {
    await clock.sleep(milliseconds);
    return true;
  }
  for (const end = clock.now() + milliseconds; clock.now() < end; ) {
    await clock.sleep(Math.min(POLL_TIME, end - clock.now()));
    if (!areOurs(await judge(target, claims))) return false;
  }
  return true;
}

interface ClaimBasis {
  /** The tags that were listed then: those that come up later are signs of other runs. */
  readonly names: ReadonlySet<string>;
  /** What the first look at the claims showed, if there was one; by default they are looked at first of all. */
  readonly looked?: LookedAt | undefined;
}

async function runRound(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  { names: known, looked, wasBusy }: ClaimBasis & { readonly wasBusy: boolean },
) {
  const before = await writeFree(target, claims, looked);
  const free = claims.filter((claim) => before.get(claim) === 'free');
  const stood = free.length === 0 || (await settle(target, free, wasBusy));
  const lookAround = () => Promise.all([retryOnce(target, () => target.readNames()), judge(target, free)]);
  let [names, after] = await lookAround();
  const isBusy = seesOthers(target, claims, [known, names]);
  if (isBusy && !wasBusy && stood && free.length > 0 && areOurs(after)) {
    await settle(target, free, true);
    [names, after] = await lookAround();
  }
  return { before, after: new Map([...before, ...after]), names, isBusy: isBusy || wasBusy };
}

/** How claims came out. */
export interface ClaimOutcome {
  /** With the number that each got, or skipped. */
  readonly tags: readonly PlannedTag[];
  /** The tags that exist now, by a list that was read after the claims stood; undefined if none was read. */
  readonly names: ReadonlySet<string> | undefined;
}

/**
 * Claims immutable tags: each is created once, and two runs never end up with the same one.
 *
 * No registry offers compare-and-swap, and to look before a write is not enough: both runs may look first. So this
 * is Fischer's mutual exclusion. Each tag is looked up right before it is written; then the run waits longer
 * than any other's write can lag behind its look, and looks again. The last writer is the one that holds the tag;
 * every other sees it and takes the next number. How long that is, is measured: longer if this run's own writes
 * were slow, and longer if tags of other runs come up. The guarantee stands while no write lags more than the
 * wait; if the registry itself keeps tags immutable it stands always.
 *
 * @throws {PolicyError} if another image has the tag and it has no successor.
 */
export async function claimTags(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  basis: ClaimBasis,
): Promise<ClaimOutcome> {
  const settled = new Map<PlannedTag, PlannedTag>();
  let open = claims.map((asked) => ({ asked, claim: asked }));
  let wasBusy = false;
  let names: ReadonlySet<string> | undefined;
  for (let round = 0; open.length > 0; round++) {
    if (round === MAX_ROUNDS) {
      throw new RegistryError({
        what: `tag ${formatRepository(target.repository)}`,
        reason: `other runs took the number ${MAX_ROUNDS} times in a row`,
        remedy: 'run again, or one at a time',
        code: 'refused',
      });
    }
    const current = open;
    // A look is good for the claim that it was of, and not for the number that is tried next.
    const looked = round === 0 ? basis.looked : undefined;
    const result = await runRound(
      target,
      current.map(({ claim }) => claim),
      { names: basis.names, looked, wasBusy },
    );
    const { before, after } = result;
    const listed = result.names;
    names = listed;
    wasBusy = result.isBusy || [...after.values()].includes('taken');
    open = [];
    for (const { asked, claim } of current) {
      if (before.get(claim) === 'ours') {
        const reason = 'it holds this image already';
        settled.set(asked, { ...claim, action: 'keep', before: target.root.digest, reason });
      } else if (after.get(claim) === 'ours') settled.set(asked, claim);
      else {
        const lost = { names: listed, wasTaken: before.get(claim) === 'taken' };
        const other = await retryOnce(target, () => yieldTag(target, claim, lost));
        if (other === claim || other.action === 'skip') settled.set(asked, other);
        else open.push({ asked, claim: other });
      }
    }
  }
  return { tags: claims.map((claim) => settled.get(claim) ?? claim), names };
}

/** For a claim that one look showed as lost and the next as ours: an answer may be wrong or old. */
async function isOursAfterAll(target: ClaimTarget, { tag }: PlannedTag): Promise<boolean> {
  for (let count = 0; count < FURTHER_LOOKS; count++) {
    await target.client.clock.sleep(LOOK_PAUSE);
    if ((await lookUp(target, tag)) !== target.root.digest) return false;
  }
  return true;
}

/** An immutable tag that holds another image, though no list showed it. */
export interface TakenTag {
  readonly repository: Repository;
  readonly tag: Tag;
  readonly holds: Digest;
  readonly wanted: Digest;
}

/** One error for all immutable tags that are taken, in all destinations. */
export function takenError([first, ...others]: readonly [TakenTag, ...TakenTag[]]): PolicyError {
  const at = formatRepository(first.repository);
  const reasons = [first, ...others].map(({ repository, tag, holds, wanted }) => {
    const where = formatRepository(repository) === at ? '' : ` of ${formatRepository(repository)}`;
    return `the immutable tag "${tag}"${where} holds ${shortDigest(holds)} and not ${shortDigest(wanted)}`;
  });
  return new PolicyError({
    what: `tag ${at}`,
    reason: `${reasons.join(', and ')}, which the list of tags did not show`,
    remedy: `release a new version, or set if-tag-exists to "skip" to leave ${others.length === 0 ? 'it' : 'them'}`,
  });
}

/** For a tag that holds nothing that a look shows, though it was written or held another image. */
function hiddenError({ repository, root }: ClaimTarget, tag: Tag, wasTaken: boolean): RegistryError {
  const seen = wasTaken
    ? `the immutable tag "${tag}" held another image a moment ago, and the registry does not show it any more`
    : `the registry accepted the immutable tag "${tag}" for ${shortDigest(root.digest)} and does not show it`;
  return new RegistryError({
    what: `tag ${formatRepository(repository)}`,
    reason: `${seen}, so what it holds is unknown`,
    remedy:
      "look at the tag, run again once the registry shows it, and tell the registry's administrators if that does not help",
    code: 'digest-mismatch',
  });
}

/**
 * Decides what becomes of a claim that another image has: the next daily build number, or none.
 *
 * @param wasTaken whether the tag was taken before this run wrote it: no list showed it.
 * @returns the claim itself if a second look shows that the tag is ours after all.
 */
async function yieldTag(
  target: ClaimTarget,
  claim: PlannedTag,
  { names, wasTaken }: { readonly names: ReadonlySet<string>; readonly wasTaken: boolean },
): Promise<PlannedTag> {
  const { repository, root } = target;
  const holds = await lookUp(target, claim.tag);
  if (holds === undefined) throw hiddenError(target, claim.tag, wasTaken);
  if (holds === root.digest && (await isOursAfterAll(target, claim))) return claim;
  // Another image has it, so that it is no new tag of this run.
  target.journal.release(repository, claim.tag);
  if (claim.sequence !== undefined) {
    const next = nextInSequence(claim.sequence, names);
    target.emit({ kind: 'lost-race', to: repository, tag: claim.tag, holds, next: next.tag, wasTaken });
    const reason = wasTaken
      ? `another image, ${shortDigest(holds)}, already has ${claim.tag}`
      : `another run took ${claim.tag} first`;
    return { ...claim, ...next, reason };
  }
  if (target.ifTagExists === 'skip') {
    const reason = wasTaken
      ? `it holds another image, ${shortDigest(holds)}`
      : `another run created it just now for ${shortDigest(holds)}`;
    return { ...claim, action: 'skip', reason, before: holds, after: holds };
  }
  if (wasTaken) throw takenError([{ repository, tag: claim.tag, holds, wanted: root.digest }]);
  throw new PolicyError({
    what: `tag ${formatRepository(repository)}`,
    reason: `another run gave the immutable tag "${claim.tag}" to ${shortDigest(holds)} just now and not to ${shortDigest(root.digest)}`,
    remedy: 'release a new version, or run one release at a time',
  });
}
