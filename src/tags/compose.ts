import { createHash } from 'node:crypto';
import { InputError } from '../errors.ts';
import { isReservedTag, isTag, MAX_TAG_LENGTH, type Tag } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import type { Affixes } from './affixes.ts';
import { type ExpressionScope, evaluateExpression } from './expressions.ts';
import type { RuleOptions } from './rule.ts';
import { type Rendered, renderTemplate, type TagTemplate } from './template.ts';

/** A name in a tag that somebody else chose, such as that of a branch: of a tag that is too long it is what is cut. */
export interface NameInTag {
  /** As the tag holds it. */
  readonly text: string;
  readonly original: string;
}

/** A rule's affixes, and what they were before anything was replaced. */
export interface RuleAffixes extends Affixes {
  readonly originals: Affixes;
  /** The names in them. */
  readonly names: readonly NameInTag[];
}

/** A tag and what it was made of. */
interface ComposedTag {
  readonly tag: Tag;
  /** The text before anything was replaced. */
  readonly original: string;
}

/** A text that became a part of a tag, what it was before, and the names in it. */
interface RenderedComponents extends Rendered {
  readonly original: string;
  readonly names: readonly NameInTag[];
}

/** The expressions that come to a name which somebody else chose. */
const NAMES: readonly string[] = ['branch', 'tag', 'base_ref'];

/** Renders a text whose expressions become parts of a tag, each made legal by itself (rule R8). */
export function renderComponents(template: TagTemplate, scope: ExpressionScope): RenderedComponents {
  const names: NameInTag[] = [];
  const original = renderTemplate(template, (expression) => evaluateExpression(expression, scope)).text;
  const rendered = renderTemplate(template, (expression) => {
    const value = evaluateExpression(expression, scope);
    const text = sanitizeComponent(value);
    if (NAMES.includes(expression.name)) names.push({ text, original: value });
    return text;
  });
  return { ...rendered, original, names };
}

/** Renders a text as it is, for what is no part of a tag. */
export function renderText(template: TagTemplate, scope: ExpressionScope): Rendered {
  return renderTemplate(template, (expression) => evaluateExpression(expression, scope));
}

/** Says that expressions are empty: a clause. */
export function reasonForEmpty(expressions: readonly string[]): string {
  const names = [...new Set(expressions)];
  return `${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} empty here`;
}

/**
 * Renders a rule's affixes, its own or the flavor's.
 *
 * @returns a clause where an expression in them is empty: the tag would begin or end with a lone separator (rule R8).
 */
export function renderAffixes(
  rule: Pick<RuleOptions, 'prefix' | 'suffix'>,
  scope: ExpressionScope,
): RuleAffixes | string {
  const { flavor } = scope.context;
  const prefix = renderComponents(rule.prefix ?? flavor.prefix, scope);
  const suffix = renderComponents(rule.suffix ?? flavor.suffix, scope);
  const empty = [...prefix.empty, ...suffix.empty];
  if (empty.length > 0) return reasonForEmpty(empty);
  return {
    prefix: sanitizePrefix(prefix.text),
    suffix: sanitizeSuffix(suffix.text),
    originals: { prefix: prefix.original, suffix: suffix.original },
    names: [...prefix.names, ...suffix.names],
  };
}

/** How a tag is kept apart from others. */
export interface ComposeOptions {
  /** Whether a tag that had to be altered gets a hash (rule R9). */
  readonly unique?: boolean;
  /** Whether the tag is read again as a version: one that had to be cut is none any more. */
  readonly isVersion?: boolean;
}

/**
 * Puts a tag together and makes it legal (rules R8 to R10).
 *
 * @returns a clause where nothing is left of it.
 * @throws {InputError} if registries and cosign keep the name for themselves, or a version is too long for a tag.
 */
export function composeTag(
  value: { readonly text: string; readonly original: string; readonly names?: readonly NameInTag[] | undefined },
  affixes: RuleAffixes,
  { unique = false, isVersion = false }: ComposeOptions = {},
): ComposedTag | string {
  const { originals } = affixes;
  const original = `${originals.prefix}${value.original}${originals.suffix}`;
  const text = sanitizeComponent(value.text);
  if (text === '') return `${quote(original)} has no character that a tag may have`;
  const clean = `${affixes.prefix}${text}${affixes.suffix}`;
  if (isVersion && clean.length > MAX_TAG_LENGTH) {
    throw new InputError(
      `Cannot use tag ${quote(clean)}: it is longer than ${MAX_TAG_LENGTH} characters, and a version cannot be cut; shorten its prefix or suffix`,
    );
  }
  const distinct = unique && isLossy(original, clean) ? `${clean}-${shortHash(original)}` : clean;
  const names = [...(value.names ?? []), ...affixes.names];
  const tag = shortenTag(shortenNames(distinct, names, MAX_TAG_LENGTH), original);
  if (!isTag(tag)) return `${quote(tag)} is no tag`;
  if (!isReservedTag(tag)) return { tag, original };
  throw new InputError(
    `Cannot use tag ${quote(tag)}: such names are reserved for signatures and attestations; choose another prefix or value`,
  );
}

/** How many hexadecimal digits of a hash tell shortened tags apart (rule R9): 32 bits, one in four thousand millions. */
const HASH_LENGTH = 8;

/** What a tag may hold nowhere; `+` has a replacement of its own. */
const ILLEGAL_RUN = /[^a-zA-Z0-9._-]+/g;

const ILLEGAL_END = /[^a-zA-Z0-9._-]$/;

/**
 * Makes one component of a tag legal (rule R8), such as the name of a branch; the result may be empty.
 *
 * `+` becomes `_` as in Helm's tags, and every run of other characters that a tag may not hold, `/` among them, becomes
 * one `-`, as in docker/metadata-action. No `.` or `-` is left at the start, where a tag may have none; at the end they
 * go only where the last character had to be replaced, so that `a.` stays. Upper case is kept.
 *
 * @example sanitizeComponent('feat/a&b') // 'feat-a-b'
 */
export function sanitizeComponent(text: string): string {
  const legal = text
    .replaceAll('+', '_')
    .replace(ILLEGAL_RUN, '-')
    .replace(/^[.-]+/, '');
  return ILLEGAL_END.test(text) ? trimEnd(legal) : legal;
}

/** Cuts off the last characters that are `.` or `-`; an expression that ends with `$` would take quadratic time. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === '-')) end--;
  return text.slice(0, end);
}

/**
 * Makes text legal that stands before a component: its end is inside of the tag and stays.
 *
 * @example sanitizePrefix('app/') // 'app-'
 */
export function sanitizePrefix(text: string): string {
  return sanitizeComponent(`${text}x`).slice(0, -1);
}

/**
 * Makes text legal that stands behind a component: its start is inside of the tag and stays.
 *
 * @example sanitizeSuffix('/alpine') // '-alpine'
 */
export function sanitizeSuffix(text: string): string {
  return sanitizeComponent(`x${text}`).slice(1);
}

/**
 * Returns the first 8 hexadecimal digits of the SHA-256 of a text in UTF-8, which stand for what a tag cannot hold.
 *
 * @example shortHash('') // 'e3b0c442'
 */
export function shortHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, HASH_LENGTH);
}

/**
 * Cuts a tag of more than 128 characters to 119 of them, with a hyphen and the short hash of the original (rule R9).
 *
 * @param original what the tag was made of before anything was replaced: two that are alike at their start stay apart.
 */
export function shortenTag(tag: string, original: string): string {
  if (tag.length <= MAX_TAG_LENGTH) return tag;
  return `${tag.slice(0, MAX_TAG_LENGTH - HASH_LENGTH - 1)}-${shortHash(original)}`;
}

/**
 * Cuts the names in a text of more than a number of characters, the longest first, each with a hyphen and the short hash
 * of the whole name behind it (rule R9). What stands around them stays: tools filter by prefixes, suffixes and commits.
 *
 * A name that is all of the text is left to `shortenTag`. The text may still be too long.
 */
export function shortenNames(
  text: string,
  names: readonly { readonly text: string; readonly original: string }[],
  limit: number,
): string {
  let short = text;
  for (const name of names.toSorted((left, right) => right.text.length - left.text.length)) {
    const pieces = short.split(name.text);
    const count = pieces.length - 1;
    const isWhole = count === 1 && name.text.length === short.length;
    if (short.length <= limit || count < 1 || isWhole || name.text.length <= HASH_LENGTH + 2) continue;
    const room = Math.floor((limit - (short.length - count * name.text.length)) / count);
    // One character and the hash is the least that is left of a name.
    const kept = Math.max(1, Math.min(room, name.text.length) - HASH_LENGTH - 1);
    short = pieces.join(`${name.text.slice(0, kept)}-${shortHash(name.original)}`);
  }
  return short;
}

/** Whether sanitizing lost something, so that another original may give the same text: `a/b` and `a-b` do. */
export function isLossy(original: string, sanitized: string): boolean {
  return original !== sanitized;
}
