import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { scanTemplate, type Token } from './template-scanner.ts';
import { isTimeZone, nearestTimeZone } from './time-zone.ts';

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

/** The expressions that know the run (docker/metadata-action, "Global expressions"). */
export const GLOBAL_LANGUAGE = languageOf(
  ['branch', 'tag', 'sha', 'base_ref', 'is_default_branch', 'is_not_default_branch', 'date', 'commit_date'],
  ['date', 'commit_date'],
);

/** The expressions that know a version, for the patterns of `type=semver` and `type=pep440`. */
export const VERSION_LANGUAGE = languageOf(['raw', 'version', 'major', 'minor', 'patch', 'prerelease', 'build']);

/** The expressions of values, prefixes, suffixes and switches: docker/metadata-action's, and the version's parts. */
export const TAG_LANGUAGE = languageOf(
  [...GLOBAL_LANGUAGE.names, 'version', 'major', 'minor', 'patch'],
  GLOBAL_LANGUAGE.dated,
);

/** The expressions of a schedule's pattern: only dates, as in docker/metadata-action. */
export const SCHEDULE_LANGUAGE = languageOf(['date', 'commit_date'], ['date', 'commit_date']);

type TemplateOf<Language> = Language extends TemplateLanguage<infer Name> ? Template<Name> : never;

/** A text with expressions that know the run and the version. */
export type TagTemplate = TemplateOf<typeof TAG_LANGUAGE>;

/** A pattern that is filled with the parts of a version, such as `{{major}}.{{minor}}`. */
export type VersionTemplate = TemplateOf<typeof VERSION_LANGUAGE>;

/** A pattern that is filled with dates. */
export type ScheduleTemplate = TemplateOf<typeof SCHEDULE_LANGUAGE>;

/**
 * Parses a text with expressions, of which only known names with their known arguments are taken.
 *
 * It reads what Handlebars reads: `{{name}}`, `{{{name}}}` and `{{&name}}` are the same, since nothing is ever escaped
 * for HTML; `\{{` is a literal `{{`; comments `{{! }}` are dropped. There are no blocks, partials or paths.
 *
 * @example parseTemplate("{{branch}}-{{date 'YYYYMMDD'}}", GLOBAL_LANGUAGE).parts.length // 3
 * @throws {TemplateError} if an expression is malformed or unknown.
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
          `${quote(piece.source)} has a different number of braces at its end than at its start`,
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

/** Returns the names of a template's expressions. */
export function namesIn<Name extends string>({ parts }: Template<Name>): ReadonlySet<Name> {
  return new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name])));
}

/** Whether a template has no expressions, and so always gives the same text. */
export function isLiteral(template: Template<string>): boolean {
  return namesIn(template).size === 0;
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

/** An expression of a template, such as `{{date 'YYYYMMDD' tz='Asia/Tokyo'}}`. */
export interface Expression<Name extends string> {
  readonly name: Name;
  /** The expression as it is written, braces and all. */
  readonly source: string;
  /** How to write a date, in moment's tokens; defined where, and only where, the name takes a format. */
  readonly format: string | undefined;
  /** The zone of the IANA database that a date is written in; undefined if none is named, which means UTC. */
  readonly timeZone: string | undefined;
}

/** The expressions that a template may hold. */
export interface TemplateLanguage<Name extends string> {
  readonly names: readonly Name[];
  /** The names that take a format and a time zone. */
  readonly dated: readonly Name[];
}

function languageOf<const Name extends string>(
  names: readonly Name[],
  dated: readonly Name[] = [],
): TemplateLanguage<Name> {
  return { names, dated };
}

/** A template that cannot be read; whoever knows where it stands makes a sentence of the two clauses. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string) {
    super(`Cannot read the expressions of a text: ${reason}; ${remedy}`);
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** Returns an expression to show in a cure: the first one of a language. */
function sampleExpression(language: TemplateLanguage<string>): string {
  return `{{${language.names[0] ?? ''}}}`;
}

/**
 * Reads the tokens of one expression: a name and, where the name takes them, a format in quotes and `tz=` with a zone.
 *
 * @example readExpression({ source: '{{sha}}', tokens: [{ kind: 'word', value: 'sha' }] }, GLOBAL_LANGUAGE).name // 'sha'
 * @throws {TemplateError} if the name, an argument or the time zone is unknown, or a date has no format.
 */
function readExpression<Name extends string>(
  { source, tokens }: { readonly source: string; readonly tokens: readonly Token[] },
  language: TemplateLanguage<Name>,
): Expression<Name> {
  const [first, ...rest] = tokens;
  if (first === undefined) {
    throw new TemplateError(`${quote(source)} names nothing`, `write ${quote(sampleExpression(language))} or the like`);
  }
  const name = readName(source, { first, language });
  if (!language.dated.includes(name)) {
    if (rest.length === 0) return { name, source, format: undefined, timeZone: undefined };
    throw new TemplateError(
      `${quote(source)} has more than a name, and ${quote(name)} takes no argument`,
      `write ${quote(`{{${name}}}`)}`,
    );
  }
  const sample = `write ${quote(`{{${name} 'YYYYMMDD'}}`)} or the like`;
  const [format, ...pair] = rest;
  if (format === undefined || rest[1]?.value === '=') throw new TemplateError(`${quote(source)} has no format`, sample);
  if (format.kind !== 'text') throw new TemplateError(`the format of ${quote(source)} is not in quotes`, sample);
  return { name, source, format: format.value, timeZone: readTimeZone(source, pair) };
}

function readName<Name extends string>(
  source: string,
  { first, language }: { readonly first: Token; readonly language: TemplateLanguage<Name> },
): Name {
  const known = language.names.find((each) => first.kind === 'word' && each === first.value);
  if (known !== undefined) return known;
  throw new TemplateError(
    `there is no expression ${quote(source)}`,
    adviseWord(first.value, language.names, (name) => quote(`{{${name}}}`)),
  );
}

/** Reads what follows the format: nothing, or `tz` with a zone in quotes. */
function readTimeZone(source: string, tokens: readonly Token[]): string | undefined {
  const [key, equals, zone, ...rest] = tokens;
  if (key === undefined) return undefined;
  const remedy = "write tz='UTC' or another zone behind the format, or nothing";
  if (key.kind === 'word' && equals?.value === '=' && key.value !== 'tz') {
    throw new TemplateError(`${quote(source)} has the unknown argument ${quote(key.value)}`, remedy);
  }
  if (key.value !== 'tz' || equals?.value !== '=' || zone?.kind !== 'text' || rest.length > 0) {
    throw new TemplateError(`${quote(source)} has something other than a time zone behind the format`, remedy);
  }
  if (isTimeZone(zone.value)) return zone.value;
  throw new TemplateError(
    `${quote(source)} names a time zone that the IANA database does not have`,
    `write tz='${nearestTimeZone(zone.value)}'`,
  );
}
