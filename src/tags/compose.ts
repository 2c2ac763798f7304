import { InputError } from '../errors.ts';
import { isReservedTag, isTag, MAX_TAG_LENGTH, type Tag } from '../oci/tag.ts';
import { quote } from '../util/text-safe-text.ts';
import { type ExpressionScope, evaluateExpression } from './expressions.ts';
import { type Rendered, renderTemplate } from './language-template.ts';
import type { RuleOptions } from './rule.ts';
import {
  isLossy,
  sanitizeComponent,
  sanitizePrefix,
  sanitizeSuffix,
  shortenNames,
  shortenTag,
  shortHash,
} from './sanitize.ts';
import type { TagTemplate } from './tag-language.ts';

/** Text before and after a tag, as tags hold it: tags with the same affixes are one family (rule R2). */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

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
export interface ComposedTag {
  readonly tag: Tag;
  /** The text before anything was replaced. */
  readonly original: string;
}

/** A text that became a part of a tag, what it was before, and the names in it. */
export interface RenderedComponents extends Rendered {
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
 * @throws {InputError} where registries and cosign keep the name for themselves, or a version is too long for a tag.
 */
export function composeTag(
  value: { readonly text: string; readonly original: string; readonly names?: readonly NameInTag[] | undefined },
  affixes: RuleAffixes,
  { unique = false, isVersion = false }: ComposeOptions = {},
): ComposedTag | string {
  const { originals } = affixes;
  const original = `${originals.prefix}${value.original}${originals.suffix}`;
  const text = sanitizeComponent(value.text);
  if (text === '') return `${quote(original)} holds nothing that a tag may hold`;
  const clean = `${affixes.prefix}${text}${affixes.suffix}`;
  if (isVersion && clean.length > MAX_TAG_LENGTH) {
    throw new InputError(
      `Cannot use tag ${quote(clean)}: it is longer than ${MAX_TAG_LENGTH} characters, and a version that is cut is none; shorten its prefix or suffix`,
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
