import { describe, expect, it } from 'vitest';
import {
  decodeJson,
  FormatError,
  isJsonObject,
  objectProperty,
  parseJsonObject,
  property,
  stringMap,
  stringProperty,
} from '../../src/oci/json.ts';
import { thrownBy } from './support.ts';

describe('parseJsonObject', () => {
  it.each([
    ['nothing', Buffer.from(''), 'it is not valid JSON'],
    ['a web page', Buffer.from('<!doctype html>'), 'it is not valid JSON'],
    ['bytes after the document', Buffer.from('{}x'), 'it is not valid JSON'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'it is not valid JSON'],
    ['a byte order mark', Buffer.from('\ufeff{}'), 'it is not valid JSON'],
    ['a list', Buffer.from('[]'), 'it is not a JSON object'],
    ['null', Buffer.from('null'), 'it is not a JSON object'],
    ['a text', Buffer.from('"a"'), 'it is not a JSON object'],
    ['a number', Buffer.from('1'), 'it is not a JSON object'],
  ])('refuses %s', (_, bytes, reason) => {
    const error = thrownBy(() => parseJsonObject(bytes));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(reason);
  });

  it('refuses bytes that are no UTF-8 before it reads them', () => {
    const error = thrownBy(() => decodeJson(Buffer.from([0x22, 0xff, 0x22])));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe('it is not valid JSON');
  });

  it('reads an object', () => {
    expect(parseJsonObject(Buffer.from('{"ä":[1]}'))).toEqual({ ä: [1] });
  });
});

const hostile = parseJsonObject(Buffer.from('{"__proto__":{"polluted":1},"text":"a","object":{},"list":[]}'));

describe('a property', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty'])('%s is not taken from the prototype', (key) => {
    expect(property(hostile, key)).toBeUndefined();
    expect(stringProperty(hostile, key)).toBeUndefined();
  });

  it.each([
    ['a text', stringProperty(hostile, 'text'), 'a'],
    ['an object asked for as text', stringProperty(hostile, 'object'), undefined],
    ['an object', objectProperty(hostile, 'object'), {}],
    ['a list asked for as object', objectProperty(hostile, 'list'), undefined],
    ['one that is missing', property(hostile, 'missing'), undefined],
  ])('that is %s', (_, value, expected) => {
    expect(value).toEqual(expected);
  });

  it('named __proto__ is an ordinary one', () => {
    expect(property(hostile, '__proto__')).toEqual({ polluted: 1 });
    expect('polluted' in {}).toBe(false);
  });
});

describe('stringMap', () => {
  it('keeps texts and leaves out everything else', () => {
    const map = stringMap(JSON.parse('{"a":"1","b":2,"c":null,"d":{},"__proto__":"x","constructor":"y"}'));
    expect([...map]).toEqual([
      ['a', '1'],
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it.each([[undefined], [null], ['text'], [['list']], [7]])('of %s is empty', (value) => {
    expect(stringMap(value).size).toBe(0);
  });
});

it.each([
  [{}, true],
  [[], false],
  [null, false],
  ['', false],
])('isJsonObject judges %j', (value, expected) => {
  expect(isJsonObject(value)).toBe(expected);
});
