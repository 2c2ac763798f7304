import { describe, expect, it } from 'vitest';
import { FormatError, requireExactKeys, requireUniqueKeys } from '../../src/oci/json.ts';
import { fc } from '../support/property.ts';
import { thrownBy } from './support.ts';

describe('a document with a key that comes twice is refused', () => {
  it.each([
    ['at its top', '{"config":{},"layers":[],"config":{}}', 'config'],
    ['with the same value', '{"a":1,"a":1}', 'a'],
    ['inside of an object', '{"config":{"digest":"a","size":1,"digest":"b"}}', 'digest'],
    ['inside of a list', '{"layers":[{"size":1},{"size":1,"size":2}]}', 'size'],
    ['behind an object', '{"a":{"b":[1,{"c":2}]},"d":"}","a":1}', 'a'],
    ['spelt with escapes', '{"manifests":[],"m\\u0061nifests":[]}', 'manifests'],
    ['with blanks between', '{ "a" : 1 ,\n\t"a"\r: 2 }', 'a'],
    ['that is empty', '{"":1,"":2}', ''],
    ['that is __proto__', '{"__proto__":1,"__proto__":2}', '__proto__'],
    ['that ends with a backslash', '{"a\\\\":1,"b":2,"a\\\\":3}', 'a\\'],
  ])('%s', (_, text, key) => {
    JSON.parse(text);
    const error = thrownBy(() => requireUniqueKeys(text));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(`it has the key "${key}" twice in one object`);
  });
});

describe('a document is taken', () => {
  it.each([
    ['with the same key in two objects', '{"a":{"b":1},"c":{"b":1}}'],
    ['with the same key above and below', '{"a":{"a":{"a":1}}}'],
    ['with a value that looks like a key', '{"a":"b","b":"a"}'],
    ['with values in a list that are the same', '{"a":["x","x",{"x":"x"}],"x":1}'],
    ['with braces and quotes in texts', '{"a":"{\\"b\\":1,\\"b\\":2}","b":"[{"}'],
    ['with keys of another case', '{"annotations":{"a":"1","A":"2"}}'],
    ['that is empty', '{}'],
    ['that is as deep as allowed', `${'['.repeat(100)}${']'.repeat(100)}`],
  ])('%s', (_, text) => {
    expect(() => requireUniqueKeys(text)).not.toThrow();
  });

  it('whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (value, indent) => {
        requireUniqueKeys(JSON.stringify(value, undefined, indent));
      }),
    );
  });

  it('but not with a level more', () => {
    const text = `${'['.repeat(101)}${']'.repeat(101)}`;
    expect(thrownBy(() => requireUniqueKeys(text)).message).toBe('it is nested more than 100 levels deep');
  });
});

it('finds any key that is put into an object a second time', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 }), fc.nat(), (keys, choice) => {
      const again = keys[choice % keys.length] ?? '';
      const body = [...keys, again].map((key) => `${JSON.stringify(key)}:{"x":[1]}`).join(',');
      expect(() => requireUniqueKeys(`{${body}}`)).toThrow(FormatError);
      expect(() =>
        requireUniqueKeys(`[{${body.slice(0, body.lastIndexOf(`,${JSON.stringify(again)}`))}}]`),
      ).not.toThrow();
    }),
  );
});

describe('a property of the specification', () => {
  it.each([
    'Manifests',
    'MEDIATYPE',
    'schemaversion',
    'conﬁg'.normalize('NFKC').toUpperCase(),
    'layerſ',
    'ſubject',
    'Layers',
  ])('is not to be spelt "%s"', (key) => {
    expect(thrownBy(() => requireExactKeys({ [key]: 1 })).message).toMatch(
      /^it has the key ".+", which some readers take for "[a-zA-Z]+"$/,
    );
  });

  it.each([
    ...['schemaVersion', 'mediaType', 'artifactType', 'config', 'layers', 'manifests', 'subject', 'annotations'],
    ...['digest', 'size', 'platform', 'urls', 'data', 'fsLayers', 'history', 'signatures'],
  ])('"%s" is taken as it is, and in no other case', (key) => {
    expect(() => requireExactKeys({ [key]: 1 })).not.toThrow();
    const other = key.toUpperCase();
    expect(thrownBy(() => requireExactKeys({ [other]: 1 })).message).toBe(
      `it has the key "${other}", which some readers take for "${key}"`,
    );
  });

  it.each(['manifests', 'x-manifests', 'manifest', 'org.example.Config', '__proto__', 'Unknown'])(
    'leaves "%s" alone',
    (key) => {
      expect(() => requireExactKeys(JSON.parse(`{${JSON.stringify(key)}:1}`))).not.toThrow();
    },
  );
});
