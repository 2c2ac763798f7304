import { quote } from '../../text/safe-text.ts';
import { composeTag, renderAffixes } from '../compose.ts';
import type { EdgeRule, RefRule } from '../language/tag-rule.ts';
import { literalTemplate } from '../language/template.ts';
import { sanitizeComponent, sanitizePrefix, shortHash } from '../sanitize.ts';
import type { TagKind, WantedTag } from '../tag-plan.ts';
import { looksLikePreRelease } from '../versions/pre-release.ts';
import { splitVersion, tryParseVersionTag } from '../versions/version.ts';
import { onlyTag, priorityOf, type RuleOutcome, type RuleScope } from './rule-outcome.ts';

/** A branch whose tag would read as the newest version, or as the line of one. */
const LINE = /^(?:latest|[vV]?[0-9]+(?:\.[0-9]+){0,2})$/;

function isVersionLike(tag: string): boolean {
  return LINE.test(tag) || tryParseVersionTag(tag) !== undefined;
}

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
  const wanted = rule.branch ?? git.defaultBranch;
  if (wanted === undefined) return 'the default branch is not known; name one with branch=NAME';
  if (git.branch !== wanted) return `the event is not on the branch ${quote(wanted)}`;
  return branchTag(rule, scope, { name: 'edge', kind: 'edge', reason: `the tip of the branch ${quote(wanted)}` });
}

function branchTag(rule: RefRule | EdgeRule, scope: RuleScope, { name, kind, reason }: RefName): RuleOutcome | string {
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  // A name without a legal character still tells branches apart.
  const text = sanitizeComponent(name) || `branch-${shortHash(name)}`;
  const composed = composeTag({ text, original: name }, affixes, rule);
  if (typeof composed === 'string') return composed;
  if (kind === 'branch' && [text, composed.tag].some(isVersionLike)) {
    return `the branch ${quote(name)} would shadow a version`;
  }
  const { moves } = scope.context;
  const mutable = rule.immutable !== true;
  if (!moves.allowed) {
    return { tags: [], withheld: [{ ...composed, kind, mutable, reason: moves.reason }], lines: [], latest: undefined };
  }
  return onlyTag({ ...composed, kind, mutable, priority: priorityOf(rule), reason, strict: rule.strict });
}

function gitTagTag(rule: RefRule, scope: RuleScope, name: string): RuleOutcome | string {
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return affixes;
  const composed = composeTag({ text: sanitizeComponent(name), original: name }, affixes, rule);
  if (typeof composed === 'string') return composed;
  const { tagPrefix = '' } = scope.context.versions;
  const { before, version } = splitVersion(name, tagPrefix);
  const family = { prefix: `${affixes.prefix}${sanitizePrefix(before)}`, suffix: affixes.suffix };
  const immutable = rule.immutable ?? version !== undefined;
  const tag: WantedTag = {
    ...composed,
    kind: 'git-tag',
    mutable: !immutable,
    priority: priorityOf(rule),
    reason: `the git tag ${quote(name)}`,
  };
  const asks = !looksLikePreRelease(name.slice(before.length));
  return onlyTag(tag, { asks, version, family, reason: `the git tag ${quote(name)} is the newest` });
}

function pullRequestTag(rule: RefRule, scope: RuleScope): RuleOutcome | string {
  const { git } = scope.context;
  const queued = git?.mergeGroup;
  const number = queued?.pullRequest ?? git?.pullRequest;
  if (number === undefined) return 'the event has no pull request';
  const prefix = rule.prefix ?? literalTemplate(queued === undefined ? 'pr-' : 'mq-');
  const affixes = renderAffixes({ ...rule, prefix }, scope);
  if (typeof affixes === 'string') return affixes;
  const composed = composeTag({ text: `${number}`, original: `${number}` }, affixes, rule);
  if (typeof composed === 'string') return composed;
  const reason = queued === undefined ? `pull request ${number}` : `pull request ${number} in the merge queue`;
  return onlyTag({ ...composed, kind: 'pr', mutable: rule.immutable !== true, priority: priorityOf(rule), reason });
}
