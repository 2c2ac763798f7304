import { putManifest, type StoredManifest } from '../registry/manifests.ts';
import type { RegistryClient } from '../registry/registry-client.ts';
import type { PlannedTag } from '../tags/tag-plan.ts';
import { claimTags } from './claim.ts';
import { readNames } from './names-scope.ts';
import type { EventSink } from './promotion-event.ts';
import { type DestinationPlan, planDestinationTags } from './promotion-plan.ts';

/** A list of tags is good for this long, in ms, for deciding which moving tags may move. */
const LIST_LIFETIME = 300;
/** A list that does not show one's own tag yet is read again this often: replicas lag (GHCR up to 5 s). */
const LIST_TRIES = 6;
/** The first pause before a list is read again, in ms; it doubles each time. */
const LIST_PAUSE = 200;

/** What tags are applied to. */
export interface TagTarget {
  readonly client: RegistryClient;
  readonly root: StoredManifest;
  readonly emit: EventSink;
  /** Called where a claim came out otherwise than planned, before any tag is moved, so that the record can say so. */
  readonly onChange: (tags: readonly PlannedTag[]) => Promise<void>;
}

function isClaim({ action, mutable }: PlannedTag): boolean {
  return action === 'create' && !mutable;
}

function isMove({ action, mutable }: PlannedTag): boolean {
  return mutable && (action === 'create' || action === 'move');
}

/** Lists the tags until the list shows what this run has written: an older list would let a moving tag go back. */
async function listWithOwn(
  client: RegistryClient,
  plan: DestinationPlan,
  own: readonly PlannedTag[],
): Promise<ReadonlySet<string>> {
  for (let attempt = 1; ; attempt++) {
    const names = await readNames(client, plan.repository, plan.scope);
    if (attempt === LIST_TRIES || own.every(({ tag }) => names.has(tag))) return names;
    await client.clock.sleep(LIST_PAUSE * 2 ** (attempt - 1));
  }
}

/** Decides again which moving tags may move, now that the versions of other runs may have come in. */
async function decideAgain(
  target: TagTarget,
  plan: DestinationPlan,
  settled: readonly PlannedTag[],
  seen: ReadonlySet<string> | undefined,
): Promise<readonly PlannedTag[]> {
  const own = settled.filter(({ mutable, after }) => !mutable && after === target.root.digest);
  const isFresh = seen !== undefined && own.every(({ tag }) => seen.has(tag));
  const names = isFresh ? seen : await listWithOwn(target.client, plan, own);
  const digests = new Map(plan.existing.digests);
  for (const { tag, mutable, after } of settled) if (!mutable && after !== undefined) digests.set(tag, after);
  const fresh = planDestinationTags(plan.question, { ...plan.existing, names, digests }, target.root.digest).tags.tags;
  return settled.map((planned) => {
    const now = isMove(planned) ? fresh.find(({ tag }) => tag === planned.tag) : undefined;
    return now?.action === 'skip' ? now : planned;
  });
}

/**
 * Writes the tags of a complete image: the immutable ones first, then, by a fresh list, those that move.
 *
 * That order is what keeps two releases at once from moving a tag back: each makes its version known before it
 * decides, so whoever decides last sees the higher one.
 *
 * @returns every planned tag as it came out.
 */
export async function applyTags(target: TagTarget, plan: DestinationPlan): Promise<readonly PlannedTag[]> {
  const { client, root, emit } = target;
  const { repository, question, tags } = plan;
  const claims = tags.tags.filter(isClaim);
  const { ifTagExists } = question;
  const read = () => readNames(client, repository, plan.scope);
  const basis = { checkedAt: plan.readAt, names: plan.existing.names };
  const claimed = await claimTags({ client, repository, root, ifTagExists, emit, readNames: read }, claims, basis);
  let settled = tags.tags.map((tag) => (isClaim(tag) ? (claimed.tags[claims.indexOf(tag)] ?? tag) : tag));
  const isStale = claims.length > 0 || client.clock.now() - plan.readAt > LIST_LIFETIME;
  // Which moving tags depend on other versions, the rules know: where any does, the whole list was read.
  if (plan.scope.kind === 'all' && isStale && settled.some(isMove)) {
    settled = [...(await decideAgain(target, plan, settled, claimed.names))];
  }
  if (settled.some((tag, index) => tag !== tags.tags[index])) await target.onChange(settled);
  await Promise.all(
    settled.filter(isMove).map(async ({ tag }) => {
      await putManifest(client, repository, tag, root);
      emit({ kind: 'tag', to: repository, tag, digest: root.digest });
    }),
  );
  return settled;
}
