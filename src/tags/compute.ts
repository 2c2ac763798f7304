import type { Tag } from '../oci/tag.ts';
import type { ExistingTags } from './existing.ts';
import { ownTag, versionOfRule } from './own-tag.ts';
import { movingVersionTags } from './semver-family.ts';
import type { TagContext } from './tag-context.ts';
import { settleTags } from './tag-order.ts';
import type { ComputedTags, IdleRule, WantedTag, WithheldTag } from './tag-plan.ts';
import type { TagRule } from './tag-rule.ts';

/**
 * Computes the tags of an image from the rules and the tags that exist (rules R1 to R5, R7 and R10).
 *
 * Without existing names (`existing-tags: none`) it is a function of the context alone.
 *
 * @param now the instant of the run, taken once.
 * @throws {InputError} where a tag breaks the grammar or is reserved.
 */
export function computeTags(
  rules: readonly TagRule[],
  context: TagContext,
  existing: ExistingTags,
  now: Date,
): ComputedTags {
  const wanted: WantedTag[] = [];
  const withheld: WithheldTag[] = [];
  const idle: IdleRule[] = [];
  const warnings = new Set(context.notes);
  for (const rule of rules) {
    const own = ownTag(rule, { context, existing, now });
    if (typeof own === 'string') idle.push({ line: rule.line, rule: `type=${rule.type}`, reason: own });
    else wanted.push(own);
    const { sequence } = typeof own === 'string' ? {} : own;
    if (sequence !== undefined && `${sequence.number}`.length > sequence.width) {
      warnings.add(
        `the number ${sequence.number} of the day has more than ${sequence.width} digits, so that tags no longer sort in order of time`,
      );
    }
  }
  // The tags of this run count as existing ones, so that a second run with the same rules decides as the first one did.
  const names = new Set([...existing.names, ...wanted.map(({ tag }) => tag)]);
  for (const rule of rules) {
    const found = rule.type === 'semver' ? versionOfRule(rule, context) : undefined;
    if (rule.type !== 'semver' || found === undefined) continue;
    const moving = movingVersionTags(rule, found, { preRelease: context.preRelease, names });
    wanted.push(...moving.wanted);
    withheld.push(...moving.withheld);
  }
  const settled = settleTags({ wanted, withheld });
  return { ...settled, idle, warnings: [...warnings], version: mainTag(settled.wanted) };
}

/** Returns the tag that stands for the image (rule R10): the full version, else date_seq, else sha, else the first. */
function mainTag(tags: readonly WantedTag[]): Tag | undefined {
  const kinds = ['semver.full', 'date_seq', 'sha'] as const;
  const main = kinds.map((kind) => tags.find((each) => each.kind === kind)).find((tag) => tag !== undefined);
  return (main ?? tags[0])?.tag;
}
