import { quote } from '../util/text-safe-text.ts';
import { type Expression, readExpression, sampleExpression, TemplateError, type TemplateLanguage } from './template.ts';
import { scanTemplate } from './template-scanner.ts';

/** A text with expressions in it, all of them known. */
export interface Template<Name extends string> {
  /** The text as it is written. */
  readonly source: string;
  readonly parts: readonly (string | Expression<Name>)[];
}

/** What a template came to. */
export interface Rendered {
  readonly text: string;
  /** The expressions that came out empty, as they are written. */
  readonly empty: readonly string[];
}

/** The name of an expression that knows the run. */
export type GlobalName =
  | 'branch'
  | 'tag'
  | 'sha'
  | 'base_ref'
  | 'is_default_branch'
  | 'is_not_default_branch'
  | 'date'
  | 'commit_date';

/** The name of an expression that knows a version. */
export type VersionName = 'raw' | 'version' | 'major' | 'minor' | 'patch' | 'prerelease' | 'build';

/** The expressions that know the run (docker/metadata-action, "Global expressions"). */
export const GLOBAL_LANGUAGE: TemplateLanguage<GlobalName> = {
  names: ['branch', 'tag', 'sha', 'base_ref', 'is_default_branch', 'is_not_default_branch', 'date', 'commit_date'],
  dated: ['date', 'commit_date'],
};

/** The expressions that know a version, for the patterns of `type=semver` and `type=pep440`. */
export const VERSION_LANGUAGE: TemplateLanguage<VersionName> = {
  names: ['raw', 'version', 'major', 'minor', 'patch', 'prerelease', 'build'],
  dated: [],
};

/**
 * Parses a text with expressions, of which only known names with their known arguments are taken.
 *
 * It reads what Handlebars reads: `{{name}}`, `{{{name}}}` and `{{&name}}` are the same, since nothing is ever escaped
 * for HTML; `\{{` is a literal `{{`; comments `{{! }}` are dropped. There are no blocks, partials or paths.
 *
 * @example parseTemplate("{{branch}}-{{date 'YYYYMMDD'}}", GLOBAL_LANGUAGE).parts.length // 3
 * @throws {TemplateError} where an expression is malformed or unknown.
 */
export function parseTemplate<Name extends string>(text: string, language: TemplateLanguage<Name>): Template<Name> {
  const parts = scanTemplate(text).map((piece): string | Expression<Name> => {
    switch (piece.kind) {
      case 'literal':
        return piece.text;
      case 'expression':
        return readExpression(piece, language);
      case 'special':
        throw new TemplateError(
          `${quote(piece.source)} is more than a plain expression, and Handlebars' blocks and marks are not known`,
          `write ${quote(sampleExpression(language))} or the like`,
        );
      case 'unbalanced':
        throw new TemplateError(
          `${quote(piece.source)} has not as many braces at its end as at its start`,
          'write two of them, or three, on both sides',
        );
      case 'unclosed':
        throw new TemplateError(`${quote(piece.source)} has no end`, 'write "}}" behind it, or "\\{{" for mere braces');
      default:
        return piece satisfies never;
    }
  });
  return { source: text, parts };
}

/** Makes a template of a text in which nothing is an expression, braces or not. */
export function literalTemplate(text: string): Template<never> {
  return { source: text, parts: text === '' ? [] : [text] };
}

/** Tells whether a template has no expressions, and so always gives the same text. */
export function isLiteral(template: Template<string>): boolean {
  return template.parts.every((part) => typeof part === 'string');
}

/** Puts the values of its expressions into a template, as they are, and tells which of them had none. */
export function renderTemplate<Name extends string>(
  template: Template<Name>,
  evaluate: (expression: Expression<Name>) => string,
): Rendered {
  const empty: string[] = [];
  const values = template.parts.map((part) => {
    if (typeof part === 'string') return part;
    const value = evaluate(part);
    if (value === '') empty.push(part.source);
    return value;
  });
  return { text: values.join(''), empty };
}
