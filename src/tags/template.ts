import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/text-safe-text.ts';
import { isTimeZone, nearestTimeZone } from './dates-time-zone.ts';
import type { Token } from './template-scanner.ts';

/** An expression of a template, such as `{{date 'YYYYMMDD' tz='Asia/Tokyo'}}`. */
export interface Expression<Name extends string> {
  readonly name: Name;
  /** The expression as it is written, braces and all. */
  readonly source: string;
  /** How to write a date, in moment's tokens; defined where, and only where, the name takes a format. */
  readonly format: string | undefined;
  /** The zone of the IANA database that a date is written in; undefined where none is named, which means UTC. */
  readonly timeZone: string | undefined;
}

/** The expressions that a template may hold. */
export interface TemplateLanguage<Name extends string> {
  readonly names: readonly Name[];
  /** The names that take a format and a time zone. */
  readonly dated: readonly Name[];
}

/** A template that cannot be read; whoever knows where it stands makes a sentence of the two clauses. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  readonly reason: string;
  readonly cure: string;

  constructor(reason: string, cure: string) {
    super(`Cannot read the expressions of a text: ${reason}; ${cure}`);
    this.reason = reason;
    this.cure = cure;
  }
}

/** Returns an expression to show in a cure: the first one of a language. */
export function sampleExpression(language: TemplateLanguage<string>): string {
  return `{{${language.names[0] ?? ''}}}`;
}

/**
 * Reads the tokens of one expression: a name and, where the name takes them, a format in quotes and `tz=` with a zone.
 *
 * @example readExpression({ source: '{{sha}}', tokens: [{ kind: 'word', value: 'sha' }] }, GLOBAL_LANGUAGE).name // 'sha'
 * @throws {TemplateError} where the name, an argument or the time zone is unknown, or a date has no format.
 */
export function readExpression<Name extends string>(
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
  const cure = "write tz='UTC' or another zone behind the format, or nothing";
  if (key.kind === 'word' && equals?.value === '=' && key.value !== 'tz') {
    throw new TemplateError(`${quote(source)} has the unknown argument ${quote(key.value)}`, cure);
  }
  if (key.value !== 'tz' || equals?.value !== '=' || zone?.kind !== 'text' || rest.length > 0) {
    throw new TemplateError(`${quote(source)} has something other than a time zone behind the format`, cure);
  }
  if (isTimeZone(zone.value)) return zone.value;
  throw new TemplateError(
    `${quote(source)} names a time zone that the IANA database does not have`,
    `write tz='${nearestTimeZone(zone.value)}'`,
  );
}
