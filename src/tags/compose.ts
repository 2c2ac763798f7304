import { InputError } from '../errors.ts';
import { isReservedTag, isTag, type Tag } from '../oci/tag.ts';
import { quote } from '../text/safe-text.ts';
import { type ExpressionScope, evaluateExpression } from './expressions.ts';
import { isLossy, sanitizeComponent, sanitizeTag, shortenTag, shortHash } from './sanitize.ts';
import type { TagTemplate } from './tag-language.ts';
import type { RuleOptions } from './tag-rule.ts';
import { type Rendered, renderTemplate } from './template.ts';

/** Text before and after a tag, rendered: tags with the same affixes are one family (rule R2). */
export interface Affixes {
  readonly prefix: string;
  readonly suffix: string;
}

/** A tag and what it was made of. */
export interface ComposedTag {
  readonly tag: Tag;
  /** The text before anything was replaced. */
  readonly original: string;
}

/** Renders a text whose expressions become parts of a tag, each made legal by itself (rule R8). */
export function renderComponents(
  template: TagTemplate,
  scope: ExpressionScope,
): Rendered & { readonly original: string } {
  const original = renderTemplate(template, (expression) => evaluateExpression(expression, scope)).text;
  return {
    ...renderTemplate(template, (expression) => sanitizeComponent(evaluateExpression(expression, scope))),
    original,
  };
}

/** Renders a text as it is, for what is no part of a tag. */
export function renderText(template: TagTemplate, scope: ExpressionScope): Rendered {
  return renderTemplate(template, (expression) => evaluateExpression(expression, scope));
}

/**
 * Renders a rule's affixes, its own or the flavor's.
 *
 * @returns a clause where an expression in them is empty: the tag would begin or end with a lone separator (rule R8).
 */
export function renderAffixes(rule: RuleOptions, scope: ExpressionScope): Affixes | string {
  const { flavor } = scope.context;
  const prefix = renderComponents(rule.prefix ?? flavor.prefix, scope);
  const suffix = renderComponents(rule.suffix ?? flavor.suffix, scope);
  const empty = [...prefix.empty, ...suffix.empty];
  if (empty.length > 0) return `${empty.join(' and ')} is empty here`;
  return { prefix: prefix.text, suffix: suffix.text };
}

/**
 * Puts a tag together and makes it legal (rules R8 to R10).
 *
 * @returns a clause where nothing is left of it.
 * @throws {InputError} where registries and cosign keep the name for themselves.
 */
export function composeTag(
  value: { readonly text: string; readonly original: string },
  affixes: Affixes,
  options: { readonly unique: boolean } = { unique: false },
): ComposedTag | string {
  const original = `${affixes.prefix}${value.original}${affixes.suffix}`;
  const clean = sanitizeTag(`${affixes.prefix}${value.text}${affixes.suffix}`);
  if (value.text === '' || clean === '') return `${quote(original)} holds nothing that a tag may hold`;
  const distinct = options.unique && isLossy(original, clean) ? `${clean}-${shortHash(original)}` : clean;
  const tag = shortenTag(distinct, original);
  if (!isTag(tag)) return `${quote(tag)} is no tag`;
  if (!isReservedTag(tag)) return { tag, original };
  throw new InputError(
    `Cannot use tag ${quote(tag)}: such names are reserved for signatures and attestations; choose another prefix or value`,
  );
}
