import { quote } from '../util/safe-text.ts';
import { type Affixes, inFamily, NO_AFFIXES, spellingsOf, takeOff } from './affixes.ts';
import { renderAffixes } from './compose.ts';
import { holdBack, type TagCandidate, type TagSelection } from './planned-tag.ts';
import type { DateSeqRule, TagRule } from './rule.ts';
import type { NamedTag, RuleOutcome, RuleScope, TextOrigin } from './rule-result.ts';
import { familyOf } from './semver-rule.ts';
import { digitsOfShaTag, isNumberLike } from './sha-tag.ts';
import { tryParseVersionTag } from './version.ts';

/** What a tag is whose name says that it never moves (rule R1). */
type FixedForm = 'a version' | 'the tag of a commit' | 'a daily build number';

/** In any case, as some registries keep tags in upper or lower case only. */
const DIGITS = /^[0-9a-f]{7,64}$/i;

const DAY_NUMBER = /^([0-9]{8})_[0-9]{2,}$/;

/** Authors of these texts must not take the name of a tag that never moves. */
const STRANGERS: ReadonlySet<TextOrigin> = new Set<TextOrigin>(['branch', 'git-tag', 'pull-request']);

function isDay(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)];
  if (!/^(?:19|20)/.test(year)) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  // A day that a month does not have would be one of the next month.
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

function isDayNumber(text: string): boolean {
  const [, digits] = DAY_NUMBER.exec(text) ?? [];
  return digits !== undefined && isDay(digits);
}

/** Whether a text is a daily build number as a rule writes it, however many digits it has. */
function isNumberOf(text: string, { separator }: Pick<DateSeqRule, 'separator'>): boolean {
  const [digits, between, number] = [text.slice(0, 8), text.slice(8, 9), text.slice(9)];
  return /^[0-9]{8}$/.test(digits) && isDay(digits) && between === separator && /^[0-9]+$/.test(number);
}

/** What a tag is by what one rule of the run writes around such tags. */
function formByRule(tag: string, rule: TagRule, scope: RuleScope): FixedForm | undefined {
  if (rule.enable.source === 'false') return undefined;
  const affixes = renderAffixes(rule, scope);
  if (typeof affixes === 'string') return undefined;
  const text = inFamily(tag, affixes);
  switch (rule.type) {
    case 'semver': {
      const family = rule.pattern === undefined ? affixes : familyOf(rule.pattern, affixes);
      const isVersion = spellingsOf(family).some((each) => tryParseVersionTag(inFamily(tag, each) ?? '') !== undefined);
      return isVersion ? 'a version' : undefined;
    }
    case 'sha': {
      const isBare = affixes.prefix === '' && affixes.suffix === '';
      const isCommit = text !== undefined && DIGITS.test(text) && !(isBare && isNumberLike(text));
      return isCommit ? 'the tag of a commit' : undefined;
    }
    case 'date_seq':
      return text !== undefined && isNumberOf(text, rule) ? 'a daily build number' : undefined;
    case 'pep440':
    case 'match':
    case 'channel':
    case 'schedule':
    case 'edge':
    case 'ref':
    case 'source':
    case 'raw':
      return undefined;
    default:
      return rule satisfies never;
  }
}

/** Finds which tags never move by their names alone, whichever rule makes them. */
export class FixedNames {
  private readonly rules: readonly TagRule[];
  private readonly scope: RuleScope;
  private readonly flavor: Affixes;

  constructor(rules: readonly TagRule[], scope: RuleScope) {
    this.rules = rules;
    this.scope = scope;
    const flavor = renderAffixes({ prefix: undefined, suffix: undefined }, scope);
    this.flavor = typeof flavor === 'string' ? NO_AFFIXES : flavor;
  }

  /**
   * Says what a tag is if its name is that of one that never moves: a full version, `sha-` and a commit, a day and a
   * number, or what the rules of the run write for these. The text is verbatim what the rule's affixes surround.
   */
  formOf(tag: string, text = tag): FixedForm | undefined {
    const texts = [tag, text, takeOff(this.flavor, tag)];
    if (texts.some((each) => digitsOfShaTag(each) !== undefined)) return 'the tag of a commit';
    if (texts.some(isDayNumber)) return 'a daily build number';
    if ([tag, text].some((each) => tryParseVersionTag(each) !== undefined)) return 'a version';
    for (const rule of this.rules) {
      const form = formByRule(tag, rule, this.scope);
      if (form !== undefined) return form;
    }
    return undefined;
  }

  /** Says why a name that others chose must not become a tag; undefined if it may. */
  private shadowOf({ tag, text, origin, namedBy = origin, isCut }: NamedTag): string | undefined {
    if (!STRANGERS.has(namedBy)) return undefined;
    const form = this.formOf(tag.tag, text);
    if (form === undefined) return undefined;
    if (namedBy === 'git-tag') {
      // Git tags name versions; and a pattern that finds a daily build number in one was written for it.
      if (form === 'a version' || (form === 'a daily build number' && isCut === true)) return undefined;
    }
    return `${quote(tag.original)} would shadow ${form}`;
  }

  /** Makes a tag immutable whose name says so; refuses that name to a branch, a git tag or a pull request. */
  settle(rule: TagRule, outcome: RuleOutcome): RuleOutcome | string {
    const { named } = outcome;
    if (named === undefined) return outcome;
    const shadow = this.shadowOf(named);
    if (shadow !== undefined) return shadow;
    if (!named.tag.mutable || rule.immutable === false) return outcome;
    if (this.formOf(named.tag.tag, named.text) === undefined) return outcome;
    const tag = { ...named.tag, mutable: false };
    return { ...outcome, candidates: [tag], named: { ...named, tag } };
  }

  /** Holds back existing tags whose names say that they never move, as `2.0.0-rc` of a channel with a prefix. */
  hold({ candidates, heldBack }: TagSelection): TagSelection {
    const { names, digests } = this.scope.existing;
    const kept: TagCandidate[] = [];
    const held = [...heldBack];
    for (const each of candidates) {
      const form = each.mutable ? this.formOf(each.tag) : undefined;
      const candidate = form === undefined ? each : { ...each, mutable: false };
      if (form === undefined || !(names.has(each.tag) || digests.has(each.tag))) kept.push(candidate);
      else held.push(holdBack(candidate, `it exists, and its name is that of ${form}, which never moves`));
    }
    return { candidates: kept, heldBack: held };
  }
}
