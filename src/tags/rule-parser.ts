import { isTag } from '../oci/tag.ts';
import { quote } from '../text/safe-text.ts';
import { type RuleLine, readRuleLine, refuseRule } from './rule-line.ts';
import type { TagRule } from './tag-rule.ts';
import { isTimeZone, nearestTimeZone } from './time-zone.ts';
import { reasonForNoVersion, sampleVersion, tryParseVersion } from './version.ts';

/** The digits of a SHA that `format` asks for: short ones are git's customary seven. */
const SHA_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['short', 7],
  ['long', 40],
]);

/**
 * Parses the `tags` input: one rule a line, blank lines and lines that begin with `#` skipped (contract section 4).
 *
 * A rule with `enable=false` is checked as any other and then left out.
 *
 * @example parseTagRules('type=semver\ntype=sha,format=long\nstable')
 * @throws {InputError} where a rule is malformed; the error names the line.
 */
export function parseTagRules(text: string): readonly TagRule[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const trimmed = whole.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return [];
    const line = readRuleLine({ line: index + 1, text: trimmed });
    const rule = readRule(line);
    return readBoolean(line, 'enable') === false ? [] : [rule];
  });
}

function readRule(line: RuleLine): TagRule {
  const options = {
    line: line.line,
    prefix: readPrefix(line),
    suffix: readSuffix(line),
    immutable: readBoolean(line, 'immutable'),
  };
  switch (line.type) {
    case 'semver':
      return { ...options, type: line.type, value: readVersionText(line) };
    case 'sha':
      return { ...options, type: line.type, length: readShaLength(line) };
    case 'date_seq':
      return {
        ...options,
        type: line.type,
        separator: readSeparator(line),
        width: readWidth(line),
        timeZone: readTimeZone(line),
      };
    case 'source':
      return { ...options, type: line.type };
    case 'raw':
      return { ...options, type: line.type, value: readRawValue(line, options) };
    default:
      return line.type satisfies never;
  }
}

/** Reads the prefix; that of `type=sha` is `sha-` unless another, or an empty one, is given. */
function readPrefix(line: RuleLine): string {
  const prefix = line.attributes.get('prefix') ?? (line.type === 'sha' ? 'sha-' : '');
  if (prefix === '' || isTag(prefix)) return prefix;
  refuseRule(
    line,
    `no tag can begin with the prefix ${quote(prefix)}`,
    'use letters, digits, "_", "." and "-", and begin with none of the last two',
  );
}

function readSuffix(line: RuleLine): string {
  const suffix = line.attributes.get('suffix') ?? '';
  if (isTag(`x${suffix}`)) return suffix;
  refuseRule(line, `no tag can end with the suffix ${quote(suffix)}`, 'use letters, digits, "_", "." and "-"');
}

function readBoolean(line: RuleLine, name: string): boolean | undefined {
  const value = line.attributes.get(name);
  if (value === undefined) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  refuseRule(line, `${name} is ${quote(value)}`, `write ${quote(`${name}=true`)} or ${quote(`${name}=false`)}`);
}

/** Reads the version that a semver rule is given; an empty one stands for none, as an expression without a result leaves it. */
function readVersionText(line: RuleLine): string | undefined {
  const value = line.attributes.get('value') ?? '';
  if (value === '') return undefined;
  if (tryParseVersion(value) !== undefined) return value;
  refuseRule(
    line,
    `its value ${quote(value)} is no version, for ${reasonForNoVersion(value)}`,
    `write it in full, such as "${sampleVersion(value)}"`,
  );
}

function readShaLength(line: RuleLine): number {
  const format = line.attributes.get('format') ?? 'short';
  const length = SHA_LENGTHS.get(format);
  if (length !== undefined) return length;
  refuseRule(line, `there is no format ${quote(format)}`, 'write "format=short" or "format=long"');
}

function readSeparator(line: RuleLine): string {
  const separator = line.attributes.get('separator') ?? '_';
  if (/^[a-zA-Z0-9._-]$/.test(separator)) return separator;
  refuseRule(line, `its separator is ${quote(separator)}`, 'write one letter, digit, "_", "." or "-"');
}

function readWidth(line: RuleLine): number {
  const width = line.attributes.get('width') ?? '2';
  if (/^[1-9]$/.test(width)) return Number(width);
  refuseRule(line, `its width is ${quote(width)}`, 'write a number of digits from 1 to 9');
}

function readTimeZone(line: RuleLine): string | undefined {
  const timeZone = line.attributes.get('tz');
  if (timeZone === undefined || isTimeZone(timeZone)) return timeZone;
  refuseRule(line, `there is no time zone ${quote(timeZone)}`, `write ${quote(nearestTimeZone(timeZone))}`);
}

function readRawValue(
  line: RuleLine,
  { prefix, suffix }: { readonly prefix: string; readonly suffix: string },
): string {
  const value = line.attributes.get('value') ?? '';
  if (value === '') refuseRule(line, 'a raw tag needs a value', 'write it as "value=TAG"');
  const tag = `${prefix}${value}${suffix}`;
  if (isTag(tag)) return value;
  refuseRule(
    line,
    `${quote(tag)} is no tag`,
    'use 1 to 128 letters, digits, "_", "." and "-", and begin with none of the last two',
  );
}
