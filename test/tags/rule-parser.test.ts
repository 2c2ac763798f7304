import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.ts';
import { parseTagRules } from '../../src/tags/rule-parser.ts';
import type { TagRule } from '../../src/tags/tag-rule.ts';

const PLAIN = { line: 1, prefix: '', suffix: '', immutable: undefined };
const SEMVER: TagRule = { ...PLAIN, type: 'semver', value: undefined };
const SHA: TagRule = { ...PLAIN, type: 'sha', prefix: 'sha-', length: 7 };
const DATE_SEQ: TagRule = { ...PLAIN, type: 'date_seq', separator: '_', width: 2, timeZone: undefined };

function raw(value: string): TagRule {
  return { ...PLAIN, type: 'raw', value };
}

describe('parseTagRules reads', () => {
  test.each<[string, TagRule]>([
    ['type=semver', SEMVER],
    ['type=semver,value=v1.2.3', { ...SEMVER, value: 'v1.2.3' }],
    ['type=semver,value=', SEMVER],
    ['type=semver,prefix=app-,suffix=-alpine', { ...SEMVER, prefix: 'app-', suffix: '-alpine' }],
    ['type=semver,enable=true,immutable=false', { ...SEMVER, immutable: false }],
    ['type=sha', SHA],
    ['type=sha,format=short', SHA],
    ['type=sha,format=long', { ...SHA, length: 40 }],
    ['type=sha,prefix=git-', { ...SHA, prefix: 'git-' }],
    ['type=sha,prefix=', { ...SHA, prefix: '' }],
    ['type=date_seq', DATE_SEQ],
    [
      'type=date_seq,separator=-,width=3,tz=Asia/Tokyo',
      { ...DATE_SEQ, separator: '-', width: 3, timeZone: 'Asia/Tokyo' },
    ],
    ['type=source', { ...PLAIN, type: 'source' }],
    ['type=source,immutable=true', { ...PLAIN, type: 'source', immutable: true }],
    ['type=raw,value=stable', raw('stable')],
    ['type=raw,stable', raw('stable')],
    ['stable', raw('stable')],
    ['stable,prefix=x-', { ...PLAIN, type: 'raw', prefix: 'x-', value: 'stable' }],
    ['value=Feature-ABC', raw('Feature-ABC')],
    ['"value=stable"', raw('stable')],
    ['  type=raw , "value=stable" , suffix=-x  ', { ...PLAIN, type: 'raw', suffix: '-x', value: 'stable' }],
    ['TYPE=raw,Value=stable', raw('stable')],
    ['value=stable,type=raw', raw('stable')],
  ])('%s', (text, rule) => {
    expect(parseTagRules(text)).toEqual([rule]);
  });

  test('one rule a line, without blank lines and comments, and counts all lines', () => {
    const rules = parseTagRules('\n# type=nope\r\n type=semver\r\n\n  # no\ntype=sha\n');
    expect(rules).toEqual([
      { ...SEMVER, line: 3 },
      { ...SHA, line: 6 },
    ]);
  });

  test('nothing in an empty text', () => {
    expect(parseTagRules(' \n#\n')).toEqual([]);
  });

  test('a disabled rule and leaves it out', () => {
    expect(parseTagRules('type=semver,enable=false\ntype=sha')).toEqual([{ ...SHA, line: 2 }]);
  });

  test('a disabled rule and refuses it where it is malformed', () => {
    expect(() => parseTagRules('type=sha,enable=false,format=long1')).toThrow(InputError);
  });
});

describe('parseTagRules refuses', () => {
  test.each([
    ['type=semvre', 'there is no type "semvre"; write "semver"'],
    ['type=', 'there is no type ""; write "sha"'],
    ['type=Semver', 'there is no type "Semver"; write "semver"'],
    ['typ=semver', 'there is no attribute "typ" for type=raw; write "type"'],
    ['type=edge', 'the type "edge" is not supported yet; use one of "semver", "sha", "date_seq", "source", "raw"'],
    ['type=semver,priority=900', 'the attribute "priority" is not supported yet; leave it out'],
    ['type=semver,pattern={{version}}', 'the attribute "pattern" is not supported yet; leave it out'],
    ['type=semver,sufix=-alpine', 'there is no attribute "sufix" for type=semver; write "suffix"'],
    ['type=sha,value=x', 'there is no attribute "value" for type=sha; write "enable"'],
    ['type=source,tz=UTC', 'there is no attribute "tz" for type=source; write "type"'],
    ['type=semver,suffix=-a,suffix=-b', 'the attribute "suffix" is there twice; leave out one of the two'],
    ['type=semver,type=sha', 'the attribute "type" is there twice; leave out one of the two'],
    ['foo,bar', 'the attribute "value" is there twice; leave out one of the two'],
    ['type=raw,value=foo,bar', 'the attribute "value" is there twice; leave out one of the two'],
    ['type=semver,prefix', '"prefix" has no value; write "prefix=VALUE"'],
    ['type=raw,value=foo,suffix', '"suffix" has no value; write "suffix=VALUE"'],
    ['type=semver,=x', '"=x" names no attribute; write it as attribute=value'],
    ['type=semver,', 'there is nothing between two commas or at an end; leave out the extra comma'],
    ['type=semver,,suffix=-x', 'there is nothing between two commas or at an end; leave out the extra comma'],
    ['type=raw', 'a raw tag needs a value; write it as "value=TAG"'],
    ['type=raw,value=', 'a raw tag needs a value; write it as "value=TAG"'],
    [
      'type=raw,"value=a,b"',
      '"a,b" is no tag; use 1 to 128 letters, digits, "_", "." and "-", and begin with none of the last two',
    ],
    [
      'type=raw,"value=a""b"',
      '"a"b" is no tag; use 1 to 128 letters, digits, "_", "." and "-", and begin with none of the last two',
    ],
    [
      'feature/x',
      '"feature/x" is no tag; use 1 to 128 letters, digits, "_", "." and "-", and begin with none of the last two',
    ],
    [
      'type=raw,value=-x',
      '"-x" is no tag; use 1 to 128 letters, digits, "_", "." and "-", and begin with none of the last two',
    ],
    ['type=raw,value="x"', 'its quotes are not around a whole field; write a field with a comma as "value=a,b"'],
    ['type=raw,"value=x', 'its quotes are not around a whole field; write a field with a comma as "value=a,b"'],
    ['type=semver,enable=TRUE', 'enable is "TRUE"; write "enable=true" or "enable=false"'],
    ['type=semver,enable=', 'enable is ""; write "enable=true" or "enable=false"'],
    ['type=sha,immutable=yes', 'immutable is "yes"; write "immutable=true" or "immutable=false"'],
    [
      'type=semver,value=1.2',
      'its value "1.2" is no version, for it is no semantic version MAJOR.MINOR.PATCH; write it in full, such as "1.2.0"',
    ],
    ['type=sha,format=medium', 'there is no format "medium"; write "format=short" or "format=long"'],
    ['type=date_seq,width=0', 'its width is "0"; write a number of digits from 1 to 9'],
    ['type=date_seq,width=10', 'its width is "10"; write a number of digits from 1 to 9'],
    ['type=date_seq,width=', 'its width is ""; write a number of digits from 1 to 9'],
    ['type=date_seq,separator=+', 'its separator is "+"; write one letter, digit, "_", "." or "-"'],
    ['type=date_seq,separator=', 'its separator is ""; write one letter, digit, "_", "." or "-"'],
    ['type=date_seq,separator=__', 'its separator is "__"; write one letter, digit, "_", "." or "-"'],
    ['type=date_seq,tz=Asia/Tokio', 'there is no time zone "Asia/Tokio"; write "Asia/Tokyo"'],
    [
      'type=semver,prefix=-x',
      'no tag can begin with the prefix "-x"; use letters, digits, "_", "." and "-", and begin with none of the last two',
    ],
    [
      'type=semver,prefix=app/',
      'no tag can begin with the prefix "app/"; use letters, digits, "_", "." and "-", and begin with none of the last two',
    ],
    ['type=semver,suffix=+x', 'no tag can end with the suffix "+x"; use letters, digits, "_", "." and "-"'],
  ])('%s', (text, reason) => {
    expect(() => parseTagRules(`type=sha\n\n${text}`)).toThrow(
      new InputError(`Cannot read tag rule on line 3, "${text}": ${reason}`),
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
