import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { type GitTagPattern, parseGitTagPattern, type RuleOptions, type TagRule } from './rule.ts';
import { linesOf, type RuleLine, readRuleLine, refuseRule } from './rule-line.ts';
import {
  isLiteral,
  literalTemplate,
  parseTemplate,
  SCHEDULE_LANGUAGE,
  TAG_LANGUAGE,
  type TagTemplate,
  type Template,
  TemplateError,
  type TemplateLanguage,
  VERSION_LANGUAGE,
  type VersionTemplate,
} from './template.ts';
import { isTimeZone, nearestTimeZone } from './time-zone.ts';

/** Priorities are small numbers; docker/metadata-action's own reach from 100 to 1000. */
const PRIORITIES = { least: -1_000_000, most: 1_000_000 };

/** What stands before a tag where neither rule nor flavor says so. */
const DEFAULT_PREFIXES: Partial<Record<TagRule['type'], string>> = { sha: 'sha-' };

/**
 * Parses the `tags` input: one rule a line, blank lines and lines that begin with `#` skipped.
 *
 * @example parseTagRules('type=semver\ntype=sha,format=long\nstable')
 * @throws {InputError} if a rule is malformed; the error names the line.
 */
export function parseTagRules(text: string): readonly TagRule[] {
  return linesOf(text).map((line) => readRule(readRuleLine(line)));
}

function readOptions(line: RuleLine): RuleOptions {
  const standard = DEFAULT_PREFIXES[line.type];
  return {
    line: line.line,
    text: line.text,
    enable: readEnable(line),
    priority: readNumber(line, 'priority', PRIORITIES),
    prefix: readTemplate(line, 'prefix') ?? (standard === undefined ? undefined : literalTemplate(standard)),
    suffix: readTemplate(line, 'suffix'),
    immutable: readBoolean(line, 'immutable'),
    unique: readBoolean(line, 'unique') ?? false,
  };
}

function readRule(line: RuleLine): TagRule {
  const options = readOptions(line);
  switch (line.type) {
    case 'schedule': {
      const pattern = readTemplateIn(line, line.attributes.get('pattern') ?? 'nightly', SCHEDULE_LANGUAGE);
      return { ...options, type: line.type, pattern };
    }
    case 'semver': {
      const text = { value: readTemplate(line, 'value'), match: readPattern(line, 'match') };
      const coerce = readBoolean(line, 'coerce') ?? false;
      return { ...options, ...text, type: line.type, pattern: readVersionPattern(line), coerce };
    }
    case 'pep440': {
      const text = { value: readTemplate(line, 'value'), match: readPattern(line, 'match') };
      const pattern = readVersionPattern(line) ?? refuseRule(line, 'it has no pattern', 'write "pattern={{version}}"');
      return { ...options, ...text, type: line.type, pattern };
    }
    case 'match': {
      const pattern = readPattern(line, 'pattern') ?? refuseRule(line, 'it has no pattern', 'write "pattern=v(.*)"');
      const group = readNumber(line, 'group', { least: 0, most: 99 }) ?? 0;
      return { ...options, type: line.type, pattern, group, value: readTemplate(line, 'value') };
    }
    case 'channel':
      return { ...options, type: line.type, value: readTemplate(line, 'value'), match: readPattern(line, 'match') };
    case 'edge':
      return {
        ...options,
        type: line.type,
        branch: line.attributes.get('branch') || undefined,
        strict: readStrict(line),
      };
    case 'ref': {
      if (!line.attributes.has('event'))
        refuseRule(line, 'it has no event', 'write "event=branch", "event=tag" or "event=pr"');
      return {
        ...options,
        type: line.type,
        event: readWord(line, 'event', ['branch', 'tag', 'pr']),
        strict: readStrict(line),
      };
    }
    case 'sha':
      return { ...options, type: line.type, format: readWord(line, 'format', ['short', 'long']) };
    case 'date_seq': {
      const width = readNumber(line, 'width', { least: 1, most: 9 }) ?? 2;
      return { ...options, type: line.type, separator: readSeparator(line), width, timeZone: readTimeZone(line) };
    }
    case 'source':
      return { ...options, type: line.type };
    case 'raw': {
      const value =
        readTemplate(line, 'value') ?? refuseRule(line, 'a raw tag needs a value', 'write it as "value=TAG"');
      return { ...options, type: line.type, value };
    }
    default:
      return line.type satisfies never;
  }
}

function readStrict(line: RuleLine): boolean {
  return readBoolean(line, 'strict') ?? false;
}

function readVersionPattern(line: RuleLine): VersionTemplate | undefined {
  const text = line.attributes.get('pattern');
  return text === undefined ? undefined : readTemplateIn(line, text, VERSION_LANGUAGE);
}

function readSeparator(line: RuleLine): string {
  const separator = line.attributes.get('separator') ?? '_';
  if (/^[a-zA-Z0-9._-]$/.test(separator)) return separator;
  refuseRule(line, `its separator is ${quote(separator)}`, 'write one letter, digit, "_", "." or "-"');
}

function readTimeZone(line: RuleLine): string | undefined {
  const timeZone = line.attributes.get('tz');
  if (timeZone === undefined || isTimeZone(timeZone)) return timeZone;
  refuseRule(line, `there is no time zone ${quote(timeZone)}`, `write ${quote(nearestTimeZone(timeZone))}`);
}

/**
 * Reads an attribute as a template in a language.
 *
 * @throws {InputError} if an expression is malformed or unknown; the error names the line.
 */
function readTemplateIn<Name extends string>(
  line: RuleLine,
  text: string,
  language: TemplateLanguage<Name>,
): Template<Name> {
  try {
    return parseTemplate(text, language);
  } catch (error) {
    if (error instanceof TemplateError) refuseRule(line, error.reason, error.remedy);
    throw error;
  }
}

/** Reads an attribute with expressions that know the run; undefined if it is not there. */
function readTemplate(line: RuleLine, name: string): TagTemplate | undefined {
  const text = line.attributes.get(name);
  return text === undefined ? undefined : readTemplateIn(line, text, TAG_LANGUAGE);
}

/** Reads the switch of a rule: `true`, `false`, or an expression that comes to one of them. */
function readEnable(line: RuleLine): TagTemplate {
  const template = readTemplate(line, 'enable') ?? literalTemplate('true');
  if (isLiteral(template)) readBoolean(line, 'enable');
  return template;
}

/** Reads an attribute that is exactly `true` or `false`; undefined if it is not there. */
function readBoolean(line: RuleLine, name: string): boolean | undefined {
  const value = line.attributes.get(name);
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  refuseRule(line, `${name} is ${quote(value)}`, `write ${quote(`${name}=true`)} or ${quote(`${name}=false`)}`);
}

/** Reads an attribute that is one of a few words. */
function readWord<Word extends string>(line: RuleLine, name: string, words: readonly [Word, ...Word[]]): Word {
  const value = line.attributes.get(name) ?? words[0];
  const word = words.find((each) => each === value);
  if (word !== undefined) return word;
  refuseRule(
    line,
    `there is no ${name} ${quote(value)}`,
    adviseWord(value, words, (each) => quote(`${name}=${each}`)),
  );
}

/** Reads an attribute that is a whole number within limits; undefined if it is not there. */
function readNumber(
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

/** Reads an attribute that is a regular expression; undefined if it is not there or empty. */
function readPattern(line: RuleLine, name: string): GitTagPattern | undefined {
  const value = line.attributes.get(name) ?? '';
  if (value === '') return undefined;
  try {
    return parseGitTagPattern(value);
  } catch {
    refuseRule(line, `its ${name} ${quote(value)} is not a regular expression`, `write one such as "${name}=v(.*)"`);
  }
}
