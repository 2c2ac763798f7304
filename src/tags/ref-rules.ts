import { quote } from '../util/safe-text.ts';
import { composeTag, renderAffixes, sanitizeComponent, sanitizePrefix, shortHash } from './compose.ts';
import { holdBack, type TagCandidate, type TagKind } from './planned-tag.ts';
import { isVersionLike, parseRelease, splitRelease } from './release.ts';
import type { EdgeRule, RefRule, TagRule } from './rule.ts';
import {
  isEnabled,
  isMutable,
  type LatestCandidate,
  NOTHING,
  onlyNamed,
  priorityOf,
  type RuleOutcome,
  type RuleScope,
} from './rule-result.ts';
import { literalTemplate } from './template.ts';
import { looksLikePreRelease } from './version.ts';

interface RefName {
  readonly name: string;
  readonly kind: TagKind;
  readonly reason: string;
}

const NO_EVENT = 'a promotion knows no branch, and its tags describe the image';

/**
 * Returns the tag of the event's branch, git tag or pull request.
 *
 * @returns a clause where the event has none.
 */
export function refTags(rule: RefRule, scope: RuleScope): RuleOutcome | string {
  const { git } = scope.context;
  if (git === undefined) return NO_EVENT;
  if (rule.event === 'pr') return pullRequestTag(rule, scope);
  if (rule.event === 'tag') {
    if (git.tag === undefined) return 'the event has no git tag';
    return gitTagTag(rule, scope, git.tag);
  }
  if (git.mergeGroup !== undefined) return 'a merge queue has no branch of its own; type=ref,event=pr names it';
  if (git.branch === undefined) return 'the event has no branch';
  return branchTag(rule, scope, { name: git.branch, kind: 'branch', reason: `the branch ${quote(git.branch)}` });
}

/** Returns the tag `edge`, where the event is on its branch. */
export function edgeTags(rule: EdgeRule, scope: RuleScope): RuleOutcome | string {
  const { git } = scope.context;
  if (git === undefined) return NO_EVENT;
  const branch = rule.branch ?? git.defaultBranch;
  if (branch === undefined) return 'the default branch is not known; name one with branch=NAME';
  if (git.branch !== branch) return `the event is not on the branch ${quote(branch)}`;
  return branchTag(rule, scope, { name: 'edge', kind: 'edge', reason: `the tip of the branch ${quote(branch)}` });
}

function branchTag(rule: RefRule | EdgeRule, scope: RuleScope, { name, kind, reason }: RefName): RuleOutcome | string {
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  // A name without a legal character still tells branches apart.
  const text = sanitizeComponent(name) || `branch-${shortHash(name)}`;
  const names = kind === 'branch' ? [{ text, original: name }] : [];
  const composed = composeTag({ text, original: name, names }, affixes, rule);
  if (typeof composed === 'string') return composed;
  if (isShadowing({ text, tag: composed.tag })) return `the branch ${quote(name)} would shadow a version`;
  const { moves } = scope.context;
  const mutable = isMutable(rule, scope, true);
  if (!moves.allowed) {
    return { ...NOTHING, heldBack: [holdBack({ ...composed, kind, mutable }, moves.reason)] };
  }
  const tag: TagCandidate = { ...composed, kind, mutable, priority: priorityOf(rule), reason, strict: rule.strict };
  return onlyNamed({ tag, text, affixes, origin: 'branch' });
}

function isShadowing({ text, tag }: { readonly text: string; readonly tag: string }): boolean {
  return isVersionLike(text) || isVersionLike(tag);
}

/** A branch named like the line of a version, such as `17.0`. */
const LINE_BRANCH = /^[vV]?[0-9]+(?:\.[0-9]+)?$/;

/** Warns of a branch that is named like the line of a version, and tells how to get its tag all the same. */
export function warningsOfBranch(rules: readonly TagRule[], scope: RuleScope): readonly string[] {
  const { git, gives } = scope.context;
  if (git?.branch === undefined || git.mergeGroup !== undefined || !gives.allowed || !LINE_BRANCH.test(git.branch))
    return [];
  const isAsked = rules.some((rule) => rule.type === 'ref' && rule.event === 'branch' && isEnabled(rule, scope));
  if (!isAsked) return [];
  return [
    `The branch ${quote(git.branch)} gets no tag by type=ref,event=branch, for it would look like the newest version of its line; write type=raw,value={{branch}} to tag it as long as no release has that line`,
  ];
}

function gitTagTag(rule: RefRule, scope: RuleScope, name: string): RuleOutcome | string {
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const text = sanitizeComponent(name);
  const composed = composeTag({ text, original: name, names: [{ text, original: name }] }, affixes, rule);
  if (typeof composed === 'string') return composed;
  const { tagPrefix = '' } = scope.context.versions;
  const { before, release: written } = splitRelease(name, tagPrefix);
  const release = parseRelease(written);
  const { version, dotted } = release ?? {};
  const family = { prefix: `${affixes.prefix}${sanitizePrefix(before)}`, suffix: affixes.suffix };
  const tag: TagCandidate = {
    ...composed,
    kind: 'git-tag',
    mutable: isMutable(rule, scope, version === undefined),
    priority: priorityOf(rule),
    reason: `the git tag ${quote(name)}`,
  };
  const asks = !looksLikePreRelease(written);
  const latest: LatestCandidate = {
    ...{ asks, version, dotted, family, name },
    isComponent: before !== '',
    reason: `the git tag ${quote(name)} is the newest`,
  };
  return onlyNamed({ tag, text, affixes, origin: 'git-tag', release }, latest);
}

function pullRequestTag(rule: RefRule, scope: RuleScope): RuleOutcome | string {
  const { git } = scope.context;
  const queued = git?.mergeGroup;
  const number = queued?.pullRequest ?? git?.pullRequest;
  if (number === undefined) return 'the event has no pull request';
  const prefix = rule.prefix ?? literalTemplate(queued === undefined ? 'pr-' : 'mq-');
  const affixes = renderAffixes({ ...rule, prefix }, scope);
  if (typeof affixes === 'string') return affixes;
  const text = `${number}`;
  const composed = composeTag({ text, original: text }, affixes, rule);
  if (typeof composed === 'string') return composed;
  // The suffix may be that of a family of versions: `7-alpine` would pass for one as `7` would.
  if (isShadowing({ text: `${affixes.prefix}${text}`, tag: composed.tag })) {
    return `the pull request ${number} would shadow a version; give the rule a prefix, such as "prefix=pr-"`;
  }
  const reason = queued === undefined ? `pull request ${number}` : `pull request ${number} in the merge queue`;
  const mutable = isMutable(rule, scope, true);
  const tag: TagCandidate = { ...composed, kind: 'pr', mutable, priority: priorityOf(rule), reason };
  return onlyNamed({ tag, text, affixes, origin: 'pull-request' });
}
