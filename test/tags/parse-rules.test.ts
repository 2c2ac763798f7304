import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';

/** Shows a rule with the text of its templates and patterns, and without what a rule has unless it says otherwise. */
function shown(text: string): readonly Readonly<Record<string, unknown>>[] {
  return parseTagRules(text).map((rule) => {
    const entries = Object.entries(rule).map(([name, value]): [string, unknown] => [
      name,
      typeof value === 'object' && value !== null && 'source' in value ? value.source : value,
    ]);
    const usual: Readonly<Record<string, unknown>> = { enable: 'true', unique: false, line: 1, text };
    return Object.fromEntries(entries.filter(([name, value]) => value !== undefined && value !== usual[name]));
  });
}

describe('parseTagRules reads', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['type=semver', { type: 'semver', coerce: false }],
    ['type=semver,value=v1.2.3', { type: 'semver', coerce: false, value: 'v1.2.3' }],
    ['type=semver,value={{branch}}', { type: 'semver', coerce: false, value: '{{branch}}' }],
    ['type=semver,value=', { type: 'semver', coerce: false, value: '' }],
    ['type=semver,match=', { type: 'semver', coerce: false }],
    ['type=semver,', { type: 'semver', coerce: false }],
    ['stable,', { type: 'raw', value: 'stable' }],
    ['type=raw,value=stable ,', { type: 'raw', value: 'stable' }],
    ['type=semver,prefix=a-,suffix=-b', { type: 'semver', coerce: false, prefix: 'a-', suffix: '-b' }],
    ['type=semver,prefix={{branch}}-', { type: 'semver', coerce: false, prefix: '{{branch}}-' }],
    ['type=semver,immutable=false', { type: 'semver', coerce: false, immutable: false }],
    ['type=semver,immutable=true', { type: 'semver', coerce: false, immutable: true }],
    ['type=semver,unique=true', { type: 'semver', coerce: false, unique: true }],
    ['type=semver,priority=-5', { type: 'semver', coerce: false, priority: -5 }],
    ['type=semver,priority=1000000', { type: 'semver', coerce: false, priority: 1_000_000 }],
    ['type=semver,enable=false', { type: 'semver', coerce: false, enable: 'false' }],
    ['type=semver,enable={{is_default_branch}}', { type: 'semver', coerce: false, enable: '{{is_default_branch}}' }],
    ['type=semver,coerce=true', { type: 'semver', coerce: true }],
    ['type=semver,pattern=', { type: 'semver', coerce: false, pattern: '' }],
    ['type=semver,pattern=v{{major}}.{{minor}}', { type: 'semver', coerce: false, pattern: 'v{{major}}.{{minor}}' }],
    [
      'type=semver,pattern={{raw}}{{version}}{{patch}}{{prerelease}}{{build}}',
      { type: 'semver', coerce: false, pattern: '{{raw}}{{version}}{{patch}}{{prerelease}}{{build}}' },
    ],
    [
      String.raw`type=semver,"match=v(\d{1,3}.*)$"`,
      { type: 'semver', coerce: false, match: String.raw`v(\d{1,3}.*)$` },
    ],
    ['type=pep440,pattern={{version}}', { type: 'pep440', pattern: '{{version}}' }],
    [
      'type=pep440,pattern={{major}},value=1.0rc1,match=(.*)',
      { type: 'pep440', pattern: '{{major}}', value: '1.0rc1', match: '(.*)' },
    ],
    ['type=match,pattern=v(.*)', { type: 'match', pattern: 'v(.*)', group: 0 }],
    ['type=match,pattern=/v(.*)/i,group=1', { type: 'match', pattern: '/v(.*)/i', group: 1 }],
    ['type=match,pattern=x,value={{tag}}', { type: 'match', pattern: 'x', group: 0, value: '{{tag}}' }],
    ['type=channel', { type: 'channel' }],
    ['type=channel,value=1.0.0-rc.1,match=x', { type: 'channel', value: '1.0.0-rc.1', match: 'x' }],
    ['type=schedule', { type: 'schedule', pattern: 'nightly' }],
    ["type=schedule,pattern={{date 'YYYYMMDD'}}", { type: 'schedule', pattern: "{{date 'YYYYMMDD'}}" }],
    ['type=edge', { type: 'edge', strict: false }],
    ['type=edge,branch=dev,strict=true', { type: 'edge', branch: 'dev', strict: true }],
    ['type=edge,branch=', { type: 'edge', strict: false }],
    ['type=ref,event=branch', { type: 'ref', event: 'branch', strict: false }],
    ['type=ref,event=tag', { type: 'ref', event: 'tag', strict: false }],
    ['type=ref,event=pr,strict=true', { type: 'ref', event: 'pr', strict: true }],
    ['type=sha', { type: 'sha', format: 'short', prefix: 'sha-' }],
    ['type=sha,format=short', { type: 'sha', format: 'short', prefix: 'sha-' }],
    ['type=sha,format=long', { type: 'sha', format: 'long', prefix: 'sha-' }],
    ['type=sha,prefix=git-', { type: 'sha', format: 'short', prefix: 'git-' }],
    ['type=sha,prefix=', { type: 'sha', format: 'short', prefix: '' }],
    ['type=date_seq', { type: 'date_seq', separator: '_', width: 2 }],
    [
      'type=date_seq,separator=-,width=3,tz=Asia/Tokyo',
      { type: 'date_seq', separator: '-', width: 3, timeZone: 'Asia/Tokyo' },
    ],
    ['type=source', { type: 'source' }],
    ['type=source,immutable=true', { type: 'source', immutable: true }],
    ['type=raw,value=stable', { type: 'raw', value: 'stable' }],
    ['type=raw,stable', { type: 'raw', value: 'stable' }],
    ['stable', { type: 'raw', value: 'stable' }],
    ['stable,prefix=x-', { type: 'raw', value: 'stable', prefix: 'x-' }],
    ['value=Feature-ABC', { type: 'raw', value: 'Feature-ABC' }],
    ['"value=stable"', { type: 'raw', value: 'stable' }],
    ['type=raw,"value=a,b"', { type: 'raw', value: 'a,b' }],
    ['type=raw,"value=a""b"', { type: 'raw', value: 'a"b' }],
    ['type=raw,value=a=b', { type: 'raw', value: 'a=b' }],
    ['type=raw , "value=stable" , suffix=-x', { type: 'raw', value: 'stable', suffix: '-x' }],
    ['TYPE=raw,Value=stable', { type: 'raw', value: 'stable' }],
    ['value=stable,type=raw', { type: 'raw', value: 'stable' }],
    ['feature/x', { type: 'raw', value: 'feature/x' }],
    ["{{date 'YYYY'}}", { type: 'raw', value: "{{date 'YYYY'}}" }],
    ['{{version}}-{{major}}.{{minor}}.{{patch}}', { type: 'raw', value: '{{version}}-{{major}}.{{minor}}.{{patch}}' }],
    [
      '{{branch}}{{tag}}{{sha}}{{base_ref}}{{is_default_branch}}{{is_not_default_branch}}',
      { type: 'raw', value: '{{branch}}{{tag}}{{sha}}{{base_ref}}{{is_default_branch}}{{is_not_default_branch}}' },
    ],
    ["type=raw,value={{commit_date 'X' tz='UTC'}}", { type: 'raw', value: "{{commit_date 'X' tz='UTC'}}" }],
  ])('%s', (text, rule) => {
    expect(shown(text)).toEqual([rule]);
  });

  test('one rule a line, without blank lines and comments, and counts all lines', () => {
    const rules = parseTagRules('\n# type=nope\r\n type=semver\r\n\n  # no\ntype=sha\n');
    expect(rules.map(({ line, text }) => [line, text])).toEqual([
      [3, 'type=semver'],
      [6, 'type=sha'],
    ]);
  });

  test('nothing in an empty text', () => {
    expect(parseTagRules(' \n#\n')).toEqual([]);
  });

  test('a disabled rule and refuses it where it is malformed', () => {
    expect(() => parseTagRules('type=sha,enable=false,format=long1')).toThrow(InputError);
  });
});

describe('parseTagRules refuses', () => {
  test.each([
    ['type=semvre', 'there is no type "semvre"; write "semver"'],
    [
      'type=',
      'there is no type ""; write one of "schedule", "semver", "pep440", "match", "edge", "ref", "raw", "sha", "date_seq", "channel" and "source"',
    ],
    ['type=Semver', 'there is no type "Semver"; write "semver"'],
    ['typ=semver', 'there is no attribute "typ" for type=raw; write "type"'],
    ['type=semver,sufix=-alpine', 'there is no attribute "sufix" for type=semver; write "suffix"'],
    [
      'type=sha,value=x',
      'there is no attribute "value" for type=sha; write one of "format", "enable", "priority", "prefix", "suffix", "immutable", "unique" and "type"',
    ],
    [
      'type=source,tz=UTC',
      'there is no attribute "tz" for type=source; write one of "enable", "priority", "prefix", "suffix", "immutable", "unique" and "type"',
    ],
    ['type=semver,suffix=-a,suffix=-b', 'the attribute "suffix" occurs twice; remove one of them'],
    ['type=semver,type=sha', 'the attribute "type" occurs twice; remove one of them'],
    ['foo,bar', 'the attribute "value" occurs twice; remove one of them'],
    ['type=raw,value=foo,bar', 'the attribute "value" occurs twice; remove one of them'],
    ['type=semver,prefix', '"prefix" has no value; write "prefix=VALUE"'],
    ['type=raw,value=foo,suffix', '"suffix" has no value; write "suffix=VALUE"'],
    ['type=semver,=x', '"=x" names no attribute; write it as attribute=value'],
    ['type=semver,,suffix=-x', 'there is nothing between two commas or before the first; remove the extra comma'],
    ['type=raw', 'a raw tag needs a value; write it as "value=TAG"'],
    [
      'type=schedule,value=x',
      'there is no attribute "value" for type=schedule; write one of "pattern", "enable", "priority", "prefix", "suffix", "immutable", "unique" and "type"',
    ],
    ['type=pep440', 'it has no pattern; write "pattern={{version}}"'],
    ['type=match', 'it has no pattern; write "pattern=v(.*)"'],
    ['type=match,pattern=', 'it has no pattern; write "pattern=v(.*)"'],
    ['type=match,pattern=(', 'its pattern "(" is not a regular expression; write one such as "pattern=v(.*)"'],
    ['type=match,pattern=/x/qq', 'its pattern "/x/qq" is not a regular expression; write one such as "pattern=v(.*)"'],
    ['type=semver,match=*', 'its match "*" is not a regular expression; write one such as "match=v(.*)"'],
    ['type=match,pattern=x,group=-1', 'its group is "-1"; write a whole number from 0 to 99'],
    ['type=match,pattern=x,group=100', 'its group is "100"; write a whole number from 0 to 99'],
    ['type=semver,priority=high', 'its priority is "high"; write a whole number from -1000000 to 1000000'],
    ['type=semver,priority=1.5', 'its priority is "1.5"; write a whole number from -1000000 to 1000000'],
    ['type=semver,priority=', 'its priority is ""; write a whole number from -1000000 to 1000000'],
    ['type=semver,priority=1000001', 'its priority is "1000001"; write a whole number from -1000000 to 1000000'],
    ['type=ref', 'it has no event; write "event=branch", "event=tag" or "event=pr"'],
    ['type=ref,event=push', 'there is no event "push"; write one of "event=branch", "event=tag" and "event=pr"'],
    ['type=ref,event=tags', 'there is no event "tags"; write "event=tag"'],
    [
      'type=ref,event=branch,branch=x',
      'there is no attribute "branch" for type=ref; write one of "event", "strict", "enable", "priority", "prefix", "suffix", "immutable", "unique" and "type"',
    ],
    ['type=edge,strict=1', 'strict is "1"; write "strict=true" or "strict=false"'],
    ['type=raw,value=x,unique=yes', 'unique is "yes"; write "unique=true" or "unique=false"'],
    ['type=semver,coerce=TRUE', 'coerce is "TRUE"; write "coerce=true" or "coerce=false"'],
    [
      'type=pep440,pattern={{version}},coerce=true',
      'there is no attribute "coerce" for type=pep440; write one of "pattern", "value", "match", "enable", "priority", "prefix", "suffix", "immutable", "unique" and "type"',
    ],
    [
      'type=channel,pattern={{major}}',
      'there is no attribute "pattern" for type=channel; write one of "value", "match", "enable", "priority", "prefix", "suffix", "immutable", "unique" and "type"',
    ],
    ['type=semver,pattern={{mayor}}', 'there is no expression "{{mayor}}"; write "{{major}}"'],
    [
      'type=semver,pattern={{sha}}',
      'there is no expression "{{sha}}"; write one of "{{raw}}", "{{version}}", "{{major}}", "{{minor}}", "{{patch}}", "{{prerelease}}" and "{{build}}"',
    ],
    [
      'type=schedule,pattern={{branch}}',
      'there is no expression "{{branch}}"; write one of "{{date}}" and "{{commit_date}}"',
    ],
    [
      'type=raw,value={{ref}}',
      'there is no expression "{{ref}}"; write one of "{{branch}}", "{{tag}}", "{{sha}}", "{{base_ref}}", "{{is_default_branch}}", "{{is_not_default_branch}}", "{{date}}", "{{commit_date}}", "{{version}}", "{{major}}", "{{minor}}" and "{{patch}}"',
    ],
    [
      'type=raw,value={{raw}}',
      'there is no expression "{{raw}}"; write one of "{{branch}}", "{{tag}}", "{{sha}}", "{{base_ref}}", "{{is_default_branch}}", "{{is_not_default_branch}}", "{{date}}", "{{commit_date}}", "{{version}}", "{{major}}", "{{minor}}" and "{{patch}}"',
    ],
    ['type=semver,prefix={{brnch}}-', 'there is no expression "{{brnch}}"; write "{{branch}}"'],
    ['type=semver,suffix={{sha', '"{{sha" has no end; write "}}" behind it, or "\\{{" for mere braces'],
    [
      'type=sha,enable={{x}}',
      'there is no expression "{{x}}"; write one of "{{branch}}", "{{tag}}", "{{sha}}", "{{base_ref}}", "{{is_default_branch}}", "{{is_not_default_branch}}", "{{date}}", "{{commit_date}}", "{{version}}", "{{major}}", "{{minor}}" and "{{patch}}"',
    ],
    ['type=raw,value={{date}}', `"{{date}}" has no format; write "{{date 'YYYYMMDD'}}" or the like`],
    [
      "type=raw,value={{date 'X' tz='Asia/Tokio'}}",
      `"{{date 'X' tz='Asia/Tokio'}}" names a time zone that the IANA database does not have; write tz='Asia/Tokyo'`,
    ],
    [
      'type=raw,value={{#if sha}}x',
      `"{{#if sha}}" is more than a plain expression, and Handlebars' blocks and marks are not known; write "{{branch}}" or the like`,
    ],
    ['type=raw,value="x"', 'its quotes are not around a whole field; write a field with a comma as "value=a,b"'],
    ['type=raw,"value=x', 'its quotes are not around a whole field; write a field with a comma as "value=a,b"'],
    ['type=semver,enable=TRUE', 'enable is "TRUE"; write "enable=true" or "enable=false"'],
    ['type=semver,enable=', 'enable is ""; write "enable=true" or "enable=false"'],
    ['type=sha,immutable=yes', 'immutable is "yes"; write "immutable=true" or "immutable=false"'],
    ['type=sha,format=medium', 'there is no format "medium"; write one of "format=short" and "format=long"'],
    ['type=date_seq,width=0', 'its width is "0"; write a whole number from 1 to 9'],
    ['type=date_seq,width=10', 'its width is "10"; write a whole number from 1 to 9'],
    ['type=date_seq,width=', 'its width is ""; write a whole number from 1 to 9'],
    ['type=date_seq,separator=+', 'its separator is "+"; write one letter, digit, "_", "." or "-"'],
    ['type=date_seq,separator=', 'its separator is ""; write one letter, digit, "_", "." or "-"'],
    ['type=date_seq,separator=__', 'its separator is "__"; write one letter, digit, "_", "." or "-"'],
    ['type=date_seq,tz=Asia/Tokio', 'there is no time zone "Asia/Tokio"; write "Asia/Tokyo"'],
  ])('%s', (text, reason) => {
    expect(() => parseTagRules(`type=sha\n\n${text}`)).toThrow(
      new InputError(`Cannot read tag rule on line 3, "${text.replaceAll('"', "'")}": ${reason}`),
    );
  });

  test('vector 68, naming a zone that exists', () => {
    expect(() => parseTagRules('type=date_seq,tz=Nope/Zone')).toThrow(
      /^Cannot read tag rule on line 1, "type=date_seq,tz=Nope\/Zone": there is no time zone "Nope\/Zone"; write ".+"$/,
    );
  });

  test('a line of control characters without printing them', () => {
    expect(() => parseTagRules('type=\u001b[31m::error::')).toThrow(
      'Cannot read tag rule on line 1, "type=[31m: :error: :": there is no type "[31m: :error: :"',
    );
  });
});
