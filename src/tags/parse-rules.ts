import { quote } from '../util/text-safe-text.ts';
import { isTimeZone, nearestTimeZone } from './dates-time-zone.ts';
import { literalTemplate, VERSION_LANGUAGE } from './language-template.ts';
import type { RuleOptions, TagRule } from './rule.ts';
import { type RuleLine, readRuleLine, refuseRule } from './rule-line.ts';
import {
  readBoolean,
  readEnable,
  readNumber,
  readPattern,
  readTemplate,
  readTemplateIn,
  readWord,
} from './rule-values.ts';
import { SCHEDULE_LANGUAGE, type VersionTemplate } from './tag-language.ts';

/** Priorities are small numbers; docker/metadata-action's own reach from 100 to 1000. */
const PRIORITIES = { least: -1_000_000, most: 1_000_000 };

/** What stands before a tag where neither rule nor flavor says so. */
const DEFAULT_PREFIXES: Partial<Record<TagRule['type'], string>> = { sha: 'sha-' };

/**
 * Parses the `tags` input: one rule a line, blank lines and lines that begin with `#` skipped.
 *
 * @example parseTagRules('type=semver\ntype=sha,format=long\nstable')
 * @throws {InputError} where a rule is malformed; the error names the line.
 */
export function parseTagRules(text: string): readonly TagRule[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    return [readRule(readRuleLine({ line: index + 1, text: trimmed }))];
  });
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
