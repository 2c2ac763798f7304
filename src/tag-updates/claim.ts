import { RegistryError } from '../errors.ts';
import { formatRepository } from '../oci/reference.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { type ClaimTarget, giveWay, keepClaim, type Look, look, type Verdict, writeClaim } from './claim-steps.ts';
import { persist, persistOnce } from './persist.ts';

/** How long a look at a tag is good for, in ms: a write follows within that time, or the look is repeated. */
const CHECK_LIFETIME = 500;

/** How long a claim must stand before it counts, in ms, where nobody else is seen at work. */
const QUIET_TIME = 1000;

/** How long it must stand where others are seen at work, in ms. */
const BUSY_TIME = 3000;

/** A claim must stand this many times longer than the slowest write of this run took: others' writes lag as much. */
const PACE_FACTOR = 3;

/** While others are at work a claim is looked at this often, in ms, so that whoever lost moves on at once. */
const POLL_TIME = 250;

/** A number is sought this often: more runs than this never start at the same moment. */
const MAX_ROUNDS = 200;

/** What was known when the claims were planned. */
export interface ClaimBasis {
  /** The tags that were listed then: those that come up later are signs of other runs. */
  readonly names: ReadonlySet<string>;
  /** What the first look at them showed, where there was one; by default they are looked at first of all. */
  readonly looked?: LookedAt;
}

/** What a look at claims showed, and when it was. */
export interface LookedAt {
  readonly looks: readonly Look[];
  /** When the look began, by the client's clock in ms. */
  readonly at: number;
}

/** What came of claims. */
export interface ClaimOutcome {
  /** The claims as they came out: with the number that was got, or skipped. */
  readonly tags: readonly PlannedTag[];
  /** The tags that exist now, by a list that was read after the claims stood; undefined where none was read. */
  readonly names: ReadonlySet<string> | undefined;
}

/** One round of claims that were looked for at the same time. */
interface Round {
  /** What the looks before the writes showed. */
  readonly before: readonly Verdict[];
  readonly verdicts: readonly Verdict[];
  readonly names: ReadonlySet<string>;
  readonly isBusy: boolean;
}

/** Tells whether tags came up that this run did not write: another run is at work in the repository. */
function seesOthers(
  target: ClaimTarget,
  basis: ClaimBasis,
  names: ReadonlySet<string>,
  own: readonly PlannedTag[],
): boolean {
  // Some registries keep tags in lower case (Gitea).
  const tags = new Set<string>(own.flatMap(({ tag }) => [tag, tag.toLowerCase()]));
  const stems = target.own.map((digest) => digest.replace(':', '-'));
  const isOurs = (name: string): boolean => tags.has(name) || stems.some((stem) => name.startsWith(stem));
  return [...names].some((name) => !basis.names.has(name) && !isOurs(name));
}

/** Looks at what claimed tags hold now, all at the same time. */
export async function lookAtClaims(
  target: Pick<ClaimTarget, 'client' | 'repository' | 'root' | 'journal'>,
  claims: readonly PlannedTag[],
): Promise<LookedAt> {
  const { journal, client } = target;
  const at = client.clock.now();
  return { at, looks: await persist(claims, { journal, clock: client.clock }, (claim) => look(target, claim)) };
}

async function lookAtAll(target: ClaimTarget, claims: readonly PlannedTag[]): Promise<readonly Verdict[]> {
  return (await lookAtClaims(target, claims)).looks.map(({ verdict }) => verdict);
}

/**
 * Writes the claims that are free, each right after its own look, all at the same time.
 *
 * A list proves that a tag is there, never that it is not: replicas lag, and some lists are incomplete.
 *
 * @returns what the look before the write showed of each.
 */
async function writeFree(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  looked: LookedAt | undefined,
): Promise<readonly Verdict[]> {
  const { journal, client } = target;
  const { clock } = client;
  const before = new Map<PlannedTag, Verdict>();
  await persist([...claims.entries()], { journal, clock }, async ([index, claim]) => {
    const known = looked !== undefined && clock.now() - looked.at <= CHECK_LIFETIME ? looked.looks[index] : undefined;
    // One that is written again is looked at anew, because time has passed.
    const { verdict } = known === undefined || before.has(claim) ? await look(target, claim) : known;
    if (!before.has(claim)) before.set(claim, verdict);
    if (verdict === 'free') await writeClaim(target, claim);
  });
  return claims.map((claim) => before.get(claim) ?? 'taken');
}

/** Waits until the claims have stood long enough, looking at them on the way where others are at work. */
async function standBy(target: ClaimTarget, claims: readonly PlannedTag[], wasBusy: boolean): Promise<boolean> {
  const { clock, pace } = target.client;
  const least = wasBusy ? BUSY_TIME : QUIET_TIME;
  const milliseconds = Math.max(least, PACE_FACTOR * pace.slowestWrite);
  target.emit({ kind: 'waiting', to: target.repository, tags: claims.map(({ tag }) => tag), milliseconds });
  if (!wasBusy) {
    await clock.sleep(milliseconds);
    return true;
  }
  for (const end = clock.now() + milliseconds; clock.now() < end; ) {
    await clock.sleep(Math.min(POLL_TIME, end - clock.now()));
    const verdicts = await lookAtAll(target, claims);
    if (verdicts.some((verdict) => verdict !== 'ours')) return false;
  }
  return true;
}

async function runRound(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  basis: ClaimBasis & { readonly wasBusy: boolean },
): Promise<Round> {
  const { journal } = target;
  const { clock } = target.client;
  const before = await writeFree(target, claims, basis.looked);
  const free = claims.filter((_, index) => before[index] === 'free');
  let stood = free.length === 0 || (await standBy(target, free, basis.wasBusy));
  const lookAround = () =>
    Promise.all([persistOnce({ journal, clock }, () => target.readNames()), lookAtAll(target, free)]);
  let [names, after] = await lookAround();
  const isBusy = seesOthers(target, basis, names, claims);
  if (isBusy && !basis.wasBusy && stood && free.length > 0 && after.every((verdict) => verdict === 'ours')) {
    stood = await standBy(target, free, true);
    [names, after] = await lookAround();
  }
  const verdicts = claims.map((claim, index): Verdict => {
    const position = free.indexOf(claim);
    return (position < 0 ? before[index] : after[position]) ?? 'taken';
  });
  return { before, verdicts, names, isBusy: isBusy || basis.wasBusy };
}

/**
 * Claims immutable tags: each is created once, and two runs never end up with the same one.
 *
 * No registry offers compare-and-swap, and to look before a write is not enough: both runs may look first. So this
 * is Fischer's mutual exclusion. Each tag is looked up right before it is written; then the run waits longer
 * than any other's write can lag behind its look, and looks again. The last writer is the one that holds the tag;
 * every other sees it and takes the next number. How long that is, is measured: longer where this run's own writes
 * were slow, and longer where tags of other runs come up. The guarantee stands while no write lags more than the
 * wait; where the registry itself keeps tags immutable it stands always.
 *
 * @throws {PolicyError} where another image has the tag and it has no successor.
 */
export async function claimTags(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  basis: ClaimBasis,
): Promise<ClaimOutcome> {
  const persistence = { journal: target.journal, clock: target.client.clock };
  const settled = new Map<PlannedTag, PlannedTag>();
  let open = claims.map((asked) => ({ asked, claim: asked }));
  // A look is good for the claim that it was of, and not for the number that is tried next.
  const { looked: firstLooks, ...known } = basis;
  let looked = firstLooks;
  let wasBusy = false;
  let names: ReadonlySet<string> | undefined;
  for (let round = 0; open.length > 0; round++) {
    if (round === MAX_ROUNDS) {
      throw new RegistryError(
        `Cannot tag ${formatRepository(target.repository)}: other runs took the number ${MAX_ROUNDS} times in a row; run again, or one at a time`,
        { code: 'refused', registry: target.client.registry },
      );
    }
    const current = open;
    const result = await runRound(
      target,
      current.map(({ claim }) => claim),
      { ...known, wasBusy, ...(looked === undefined ? {} : { looked }) },
    );
    ({ names } = result);
    wasBusy = result.isBusy || result.verdicts.includes('taken');
    looked = undefined;
    open = [];
    for (const [index, { asked, claim }] of current.entries()) {
      if (result.before[index] === 'ours') settled.set(asked, keepClaim(claim, target));
      else if (result.verdicts[index] === 'ours') settled.set(asked, claim);
      else {
        const wasTaken = result.before[index] === 'taken';
        const other = await persistOnce(persistence, () => giveWay(target, claim, { names: result.names, wasTaken }));
        if (other === claim || other.action === 'skip') settled.set(asked, other);
        else open.push({ asked, claim: other });
      }
    }
  }
  return { tags: claims.map((claim) => settled.get(claim) ?? claim), names };
}
