import { PolicyError, RegistryError } from '../errors.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/repository.ts';
import { headManifest, putManifest, type StoredManifest } from '../registry/manifests.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import { listTags } from '../registry/tag-list.ts';
import { nextInSequence } from '../tags/date-seq.ts';
import type { PlannedTag } from '../tags/tag-plan.ts';
import type { EventSink } from './promotion-event.ts';

/** How long a look at a tag is good for, in ms: an older one is repeated right before the write. */
const CHECK_LIFETIME = 300;
/**
 * How long a claim must stand before it counts, in ms. Whoever looked at the tag before our write was there has
 * written by then, and we would see it. A registry that was slower than half of this is given more.
 */
const CLAIM_TIME = 1000;
/** A number is sought this often: more runs than this never start at the same moment. */
const MAX_ROUNDS = 100;

/** What claiming works on. */
export interface ClaimTarget {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly root: StoredManifest;
  readonly ifTagExists: 'fail' | 'skip';
  readonly emit: EventSink;
}

type Verdict = 'ours' | 'taken' | 'free';

async function look(target: ClaimTarget, claim: PlannedTag): Promise<Verdict> {
  const holds = await headManifest(target.client, target.repository, claim.tag);
  if (holds === undefined) return 'free';
  return holds === target.root.digest ? 'ours' : 'taken';
}

/** Writes the tag. A registry that keeps tags from being overwritten is believed: the tag is looked at again. */
async function write(target: ClaimTarget, claim: PlannedTag): Promise<void> {
  const { client, repository, root } = target;
  try {
    await putManifest(client, repository, claim.tag, root);
    target.emit({ kind: 'tag', to: repository, tag: claim.tag, digest: root.digest });
  } catch (error) {
    if (!(error instanceof RegistryError) || error.code !== 'tag-immutable') throw error;
    if ((await look(target, claim)) === 'free') throw error;
  }
}

/** Decides what becomes of a claim that another run was faster with. */
async function giveWay(target: ClaimTarget, claim: PlannedTag): Promise<PlannedTag> {
  const { client, repository, root } = target;
  if (claim.sequence !== undefined) {
    const next = nextInSequence(claim.sequence, await listTags(client, repository));
    target.emit({ kind: 'lost-race', to: repository, tag: claim.tag, next: next.tag });
    return { ...claim, ...next, reason: `another run took ${claim.tag} first` };
  }
  const holds = await headManifest(client, repository, claim.tag);
  if (target.ifTagExists === 'skip' && holds !== undefined) {
    return { ...claim, action: 'skip', reason: 'another run created it just now', before: holds, after: holds };
  }
  const other = holds === undefined ? 'another image' : shortDigest(holds);
  throw new PolicyError(
    `Cannot tag ${formatRepository(repository)}: another run gave the immutable tag "${claim.tag}" to ${other} just now and not to ${shortDigest(root.digest)}; release a new version, or run one release at a time`,
  );
}

/** Looks, writes, waits and looks again, all claims at the same time; tells which of them hold. */
async function claimRound(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  checkedAt: number,
): Promise<readonly Verdict[]> {
  const { clock } = target.client;
  const isStale = clock.now() - checkedAt > CHECK_LIFETIME;
  const before = isStale
    ? await Promise.all(claims.map((claim) => look(target, claim)))
    : claims.map((): Verdict => 'free');
  const free = claims.filter((_, index) => before[index] === 'free');
  if (free.length === 0) return before;
  const startedAt = clock.now();
  await Promise.all(free.map((claim) => write(target, claim)));
  const wait = Math.max(CLAIM_TIME, 2 * (clock.now() - startedAt));
  target.emit({ kind: 'waiting', to: target.repository, tags: free.map(({ tag }) => tag), milliseconds: wait });
  await clock.sleep(wait);
  const after = await Promise.all(free.map((claim) => look(target, claim)));
  return claims.map((claim, index) => {
    const position = free.indexOf(claim);
    return (position < 0 ? before[index] : after[position]) ?? 'taken';
  });
}

/**
 * Claims immutable tags: each is created once, and two runs never end up with the same one.
 *
 * No registry offers compare-and-swap, and to look before a write is not enough: both runs may look first. So
 * this is Fischer's mutual exclusion. A write follows its look at once, or the look is repeated; then the run waits
 * longer than any other's write can lag behind its look, and looks again. The last writer is the one that holds the
 * tag; every other sees it and takes the next number. The guarantee stands while no request lags more than the
 * wait; where the registry itself keeps tags immutable it stands always.
 *
 * @param checkedAt when the tags were last known to be free, by the client's clock.
 * @returns the claims as they came out: with the number that was got, or skipped.
 * @throws {PolicyError} where another image has the tag and it has no successor.
 */
export async function claimTags(
  target: ClaimTarget,
  claims: readonly PlannedTag[],
  checkedAt: number,
): Promise<readonly PlannedTag[]> {
  const settled = new Map<PlannedTag, PlannedTag>();
  let open = claims.map((asked) => ({ asked, claim: asked }));
  let lookedAt = checkedAt;
  for (let round = 0; open.length > 0; round++) {
    if (round === MAX_ROUNDS) {
      throw new RegistryError(
        `Cannot tag ${formatRepository(target.repository)}: other runs took the number ${MAX_ROUNDS} times in a row; run again, or one at a time`,
        { code: 'refused', registry: target.client.registry },
      );
    }
    const current = open;
    const verdicts = await claimRound(
      target,
      current.map(({ claim }) => claim),
      lookedAt,
    );
    lookedAt = target.client.clock.now();
    const next: typeof open = [];
    for (const [index, { asked, claim }] of current.entries()) {
      if (verdicts[index] === 'ours') settled.set(asked, claim);
      else {
        const other = await giveWay(target, claim);
        if (other.action === 'skip') settled.set(asked, other);
        else next.push({ asked, claim: other });
      }
    }
    open = next;
  }
  return claims.map((claim) => settled.get(claim) ?? claim);
}
