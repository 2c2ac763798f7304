import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/text-safe-text.ts';
import { type GitTagPattern, parseGitTagPattern } from './git-tag-pattern.ts';
import { literalTemplate, parseTemplate, type Template } from './language-template.ts';
import { type RuleLine, refuseRule } from './rule-line.ts';
import { TAG_LANGUAGE, type TagTemplate } from './tag-language.ts';
import { TemplateError, type TemplateLanguage } from './template.ts';

/**
 * Reads an attribute as a template in a language.
 *
 * @throws {InputError} where an expression is malformed or unknown; the error names the line.
 */
export function readTemplateIn<Name extends string>(
  line: RuleLine,
  text: string,
  language: TemplateLanguage<Name>,
): Template<Name> {
  try {
    return parseTemplate(text, language);
  } catch (error) {
    if (error instanceof TemplateError) refuseRule(line, error.reason, error.cure);
    throw error;
  }
}

/** Reads an attribute with expressions that know the run; undefined where it is not there. */
export function readTemplate(line: RuleLine, name: string): TagTemplate | undefined {
  const text = line.attributes.get(name);
  return text === undefined ? undefined : readTemplateIn(line, text, TAG_LANGUAGE);
}

/** Reads the switch of a rule: `true`, `false`, or an expression that comes to one of them. */
export function readEnable(line: RuleLine): TagTemplate {
  const template = readTemplate(line, 'enable') ?? literalTemplate('true');
  const isPlain = template.parts.every((part) => typeof part === 'string');
  if (isPlain) readBoolean(line, 'enable');
  return template;
}

/** Reads an attribute that is exactly `true` or `false`; undefined where it is not there. */
export function readBoolean(line: RuleLine, name: string): boolean | undefined {
  const value = line.attributes.get(name);
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  refuseRule(line, `${name} is ${quote(value)}`, `write ${quote(`${name}=true`)} or ${quote(`${name}=false`)}`);
}

/** Reads an attribute that is one of a few words. */
export function readWord<Word extends string>(line: RuleLine, name: string, words: readonly [Word, ...Word[]]): Word {
  const value = line.attributes.get(name) ?? words[0];
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  refuseRule(
    line,
    `there is no ${name} ${quote(value)}`,
    adviseWord(value, words, (each) => quote(`${name}=${each}`)),
  );
}

/** Reads an attribute that is a whole number within limits; undefined where it is not there. */
export function readNumber(
  line: RuleLine,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  const value = line.attributes.get(name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^-?[0-9]{1,9}$/.test(value) && number >= least && number <= most) return number;
  refuseRule(line, `its ${name} is ${quote(value)}`, `write a whole number from ${least} to ${most}`);
}

/** Reads an attribute that is a regular expression; undefined where it is not there or empty. */
export function readPattern(line: RuleLine, name: string): GitTagPattern | undefined {
  const value = line.attributes.get(name) ?? '';
  if (value === '') return undefined;
  try {
    return parseGitTagPattern(value);
  } catch {
    refuseRule(line, `its ${name} ${quote(value)} is no regular expression`, `write one such as "${name}=v(.*)"`);
  }
}
