import type { RunFacts } from '../attestation/predicates/promotion.ts';
import type { RecordedPlacing } from '../history/placings.ts';
import type { WalkEnd } from '../history/stack.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { RollbackRules } from '../pipeline/rollback.ts';
import { runOf } from '../policy/corrections.ts';
import type { Fault } from '../policy/requirements.ts';
import { formatCount, formatList } from '../util/format.ts';

/** What a repository runs, and how that came there. */
export interface RunningImage {
  /** `registry/name`. */
  readonly uri: string;
  readonly now: Digest;
  readonly latest: RecordedPlacing | undefined;
}

/** What runs in all repositories, and where the rollback is done already. */
export interface Agreement {
  /** What is rolled back; undefined if the image that was named runs everywhere. */
  readonly current: Digest | undefined;
  /** The repositories whose marker holds the target already. */
  readonly done: ReadonlySet<string>;
}

interface AgreementOptions {
  readonly expected: Digest | undefined;
  /** The image that was named, in each repository. */
  readonly named: Digest | undefined;
  readonly run: RunFacts;
}

/** What a repository was rolled back from, if that is how it came to what it runs. */
function returnedFrom({ now, latest }: RunningImage): Digest | undefined {
  return latest?.kind === 'rollback' && latest.to === now ? latest.from : undefined;
}

function isOwnRollback({ latest }: RunningImage, run: RunFacts): boolean {
  const own = runOf(run);
  return own !== undefined && latest?.kind === 'rollback' && runOf(latest.record.predicate.run) === own;
}

function describeRunning(sites: readonly RunningImage[]): string {
  return formatList(sites.map(({ uri, now }) => `${uri} runs ${shortDigest(now)}`));
}

function isFrom(site: RunningImage, current: Digest): boolean {
  return site.now === current || returnedFrom(site) === current;
}

/** What all of some repositories have in common; undefined if they differ. */
function common(digests: readonly (Digest | undefined)[]): Digest | undefined {
  const [first] = digests;
  return digests.every((each) => each === first) ? first : undefined;
}

/**
 * Finds what is rolled back. A repository that was rolled back from it already, by this run or an earlier one, is done: a
 * run that is repeated, or that follows one which could not reach every repository, finds the rest of the work.
 */
export function agree(sites: readonly RunningImage[], { expected, named, run }: AgreementOptions): Agreement | Fault {
  const doneOf = (current: Digest) => new Set(sites.flatMap((site) => (site.now === current ? [] : [site.uri])));
  if (expected !== undefined) {
    const other = sites.find((site) => !isFrom(site, expected));
    if (other === undefined) return { current: expected, done: doneOf(expected) };
    return {
      reason: `it runs ${shortDigest(other.now)} and not ${shortDigest(expected)} as expected`,
      remedy: 'look at the history, and set "expected-digest" to what you see',
    };
  }
  if (sites.every((site) => isOwnRollback(site, run))) {
    const current = common(sites.map(returnedFrom));
    if (current !== undefined) return { current, done: new Set(sites.map(({ uri }) => uri)) };
  }
  if (named !== undefined) {
    const there = sites.filter(({ now }) => now === named);
    const left = sites.filter(({ now }) => now !== named);
    const current = common(left.map(({ now }) => now));
    const done = new Set(there.map(({ uri }) => uri));
    if (left.length === 0 || current !== undefined) return { current, done };
  }
  const current = sites.map(({ now }) => now).find((now) => sites.every((site) => isFrom(site, now)));
  if (current !== undefined) return { current, done: doneOf(current) };
  return {
    reason: `its repositories differ: ${describeRunning(sites)}`,
    remedy: 'promote one image to all of them, or name the image to go back to by its digest',
  };
}

/**
 * Says why what ran before is not known.
 *
 * @param now names what runs; `cursor` names the image at which the way back ends.
 */
export function explainEnd(end: WalkEnd, { now, cursor }: { readonly now: string; readonly cursor: string }): string {
  const before = now === cursor ? now : `${cursor}, which ran before ${now}`;
  switch (end) {
    case 'bottom':
      return `nothing ran before ${cursor}, as far as its records say`;
    case 'unknown':
      return `nobody knows what ran before ${before}: it has no record that counts`;
    case 'ambiguous':
      return `two records of ${before} were made within five minutes and name different images before it. Clocks do not tell which one came later, now or ever; nothing is wrong with the records`;
    case 'limit':
      return 'what ran before is more than 20 placements back';
    default:
      return end satisfies never;
  }
}

/**
 * Says why an image that was named is too far back.
 *
 * @param back undefined if what replaced what does not lead to it.
 * @param end why the way back ended before it.
 */
export function checkDepth(
  environment: { readonly name: string; readonly rollback: Pick<RollbackRules, 'allow' | 'depth'> },
  {
    back,
    end,
    hasRun,
  }: { readonly back: number | undefined; readonly end: WalkEnd | undefined; readonly hasRun: boolean },
): Fault | undefined {
  const { allow, depth } = environment.rollback;
  if (allow === 'any') return undefined;
  if (back !== undefined) {
    if (back <= depth) return undefined;
    return {
      reason: `it is ${formatCount(back, 'placement')} back, and ${environment.name} allows ${depth}`,
      remedy: 'promote it, or raise "depth"',
    };
  }
  // Where nobody knows what ran before, a record that the tag was given to it has to do.
  if (hasRun && (end === 'unknown' || end === 'ambiguous')) return undefined;
  return {
    reason: `it is not among what ran in ${environment.name} before, as far as the records say`,
    remedy: 'promote it, or set "allow: any" in "rollback" of the pipeline file',
  };
}
