import type { AppliedPlan } from '../../src/retention/apply.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { brokenTags, type Held, IMAGES, lacks, type Racers, SHARING } from './race-world.ts';

/** What is done while retention is at work. */
export const OTHERS = ['promote A', 'promote E', 'roll back to A'] as const;

/** What races: a promotion or a rollback, with what retention does at the same time. */
export interface Contest {
  readonly retention: 'retire' | 'sweep';
  readonly other: (typeof OTHERS)[number];
}

/** How a race ended. */
export interface End {
  readonly retained: PromiseSettledResult<unknown>;
  readonly other: PromiseSettledResult<unknown>;
}

/** Rules that claim tags, so that a promotion waits for a second, and one that does not, nor reads a list. */
export const RULES = ['type=semver\ntype=date_seq', 'type=raw,value=stable,immutable=false'] as const;

/** Does what is done beside retention. */
export function act(
  racers: Racers,
  other: Contest['other'],
  { now, rules }: { readonly now: Date; readonly rules: string },
): Promise<unknown> {
  if (other === 'roll back to A') return racers.rollBack(IMAGES.A, now);
  return racers.promote(other === 'promote A' ? '1.0.0' : '3.0.0', now, rules);
}

/** What refuses a promotion or a rollback in an honest way: the image, or a part of it, went away before it was tagged. */
const HONEST =
  /lacks|not found|but does not have it; run again|was destroyed on|is not there|is gone|unknown|deletes its manifests|not in .* any more|not complete/;

/** Lists what a race has harmed. `before` is what the tags of p held before it. */
export function judge(
  { other: name }: Contest,
  { held, before }: { readonly held: Held; readonly before: ReadonlyMap<string, string> },
  { retained, other }: End,
): readonly string[] {
  const faults = [...brokenTags(held, 'p/app')];
  const whole = (what: string, image: BuiltImage) =>
    faults.push(...lacks(held, 'p/app', image.index.digest).map((lacking) => `${what} lacks ${lacking}`));
  whole('C', IMAGES.C);
  whole('D', IMAGES.D);
  for (const [tag, digest] of before) {
    const stays = [IMAGES.C, IMAGES.D].some(({ index }) => index.digest === digest) && tag !== 'latest';
    if (stays && held.tags('p/app').get(tag) !== digest) faults.push(`${tag} is not on what stays any more`);
  }
  if (retained.status === 'rejected') faults.push(`retention: ${retained.reason}`);
  else for (const { error } of (retained.value as AppliedPlan).failures) faults.push(`retention: ${String(error)}`);
  if (other.status === 'rejected') {
    if (!HONEST.test(String(other.reason))) faults.push(`${name}: ${other.reason}`);
    return faults;
  }
  const wanted = name === 'promote E' ? SHARING : IMAGES.A;
  whole(name, wanted);
  const tags: readonly { readonly tag: string; readonly after?: string | undefined; readonly mutable: boolean }[] =
    name === 'roll back to A'
      ? (other.value as { units: { tags: never[] }[] }).units.flatMap((unit) => unit.tags)
      : (other.value as { tags: never[] }).tags;
  for (const { tag, after } of tags) {
    const holds = held.tags('p/app').get(tag);
    if (after === wanted.index.digest && holds !== after) faults.push(`${name} ended well, and ${tag} holds ${holds}`);
  }
  return faults;
}

/** What became of A. */
export function outcomeOf({ retained }: End): string {
  if (retained.status === 'rejected') return 'failed';
  const { images } = retained.value as AppliedPlan;
  return images.find(({ digest }) => digest === IMAGES.A.index.digest)?.outcome ?? 'nothing';
}
