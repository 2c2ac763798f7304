import { numberTag } from './date-seq.ts';
import type { ExistingTags } from './existing.ts';
import type { FoundVersion } from './find-version.ts';
import { checkTag } from './rule-tag.ts';
import { fullVersionTag } from './semver-family.ts';
import type { TagContext } from './tag-context.ts';
import type { WantedTag } from './tag-plan.ts';
import type { DateSeqRule, RawRule, SemverRule, ShaRule, SourceRule, TagRule } from './tag-rule.ts';
import { parseVersion, tryParseVersionTag } from './version.ts';

/** What a rule's own tag is made of. */
export interface RunContext {
  readonly context: TagContext;
  readonly existing: ExistingTags;
  readonly now: Date;
}

/**
 * Returns the one tag that a rule gives whatever exists (of a family its full version), or a clause why it gives none.
 *
 * @throws {InputError} where the tag breaks the grammar or is reserved.
 */
export function ownTag(rule: TagRule, run: RunContext): WantedTag | string {
  const { context } = run;
  switch (rule.type) {
    case 'semver': {
      const found = versionOfRule(rule, context);
      return found === undefined ? 'no version is known' : fullVersionTag(rule, found);
    }
    case 'sha':
      return context.revision === undefined ? 'no revision is known' : shaTag(rule, context.revision);
    case 'date_seq':
      return dateSeqTag(rule, run);
    case 'source':
      return context.sourceTag === undefined
        ? 'the source was given by digest and has no tag'
        : literalTag(rule, { value: context.sourceTag, reason: "the source's own tag" });
    case 'raw':
      return literalTag(rule, { value: rule.value, reason: `the tag rule on line ${rule.line}` });
    default:
      return rule satisfies never;
  }
}

/**
 * Returns the version that a semver rule tags: its own value, else the one that was found.
 *
 * @throws {InputError} where the rule's value is no version.
 */
export function versionOfRule(rule: SemverRule, context: TagContext): FoundVersion | undefined {
  if (rule.value === undefined) return context.version;
  const origin = `the tag rule on line ${rule.line}`;
  return { version: parseVersion(rule.value, origin), origin };
}

function shaTag(rule: ShaRule, revision: string): WantedTag {
  // "long" means the whole name, which has 64 digits where the repository uses SHA-256.
  const digits = rule.length >= 40 ? revision : revision.slice(0, rule.length);
  const tag = checkTag(`${rule.prefix}${digits}${rule.suffix}`);
  return { tag, kind: 'sha', mutable: rule.immutable === false, reason: `revision ${revision}` };
}

function dateSeqTag(rule: DateSeqRule, { context, existing, now }: RunContext): WantedTag {
  const { digest } = context;
  const timeZone = rule.timeZone ?? context.timeZone;
  const { tag, sequence, isOwn } = numberTag(rule, { now, timeZone, digest, existing });
  const reason = isOwn ? `the number that this image has today in ${timeZone}` : `the next number today in ${timeZone}`;
  return { tag: checkTag(tag), kind: 'date_seq', mutable: rule.immutable === false, reason, sequence };
}

function literalTag(
  rule: SourceRule | RawRule,
  { value, reason }: { readonly value: string; readonly reason: string },
): WantedTag {
  const immutable = rule.immutable ?? tryParseVersionTag(value) !== undefined;
  return { tag: checkTag(`${rule.prefix}${value}${rule.suffix}`), kind: rule.type, mutable: !immutable, reason };
}
