import { expect, test } from 'vitest';
import { splitFields } from '../../src/tags/rule-line.ts';
import { fc } from '../support/property.ts';

test.each<[string, readonly string[] | undefined]>([
  ['', ['']],
  ['a', ['a']],
  ['a,b=c', ['a', 'b=c']],
  [' a , b ', ['a', 'b']],
  ['a,', ['a', '']],
  [',a', ['', 'a']],
  ['"a,b",c', ['a,b', 'c']],
  [' "a" , "b" ', ['a', 'b']],
  ['"a""b"', ['a"b']],
  ['""', ['']],
  ['"a', undefined],
  ['a"b"', undefined],
  ['"a"b', undefined],
  ['a,"b', undefined],
  ['a"', undefined],
])('splitFields(%j) is %j', (line, fields) => {
  expect(splitFields(line)).toEqual(fields);
});

test('splitFields reads what is quoted', () => {
  const field = fc.string({ maxLength: 8 }).map((text) => text.trim());
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), (fields) => {
      const line = fields.map((each) => `"${each.replaceAll('"', '""')}"`).join(',');
      expect(splitFields(line)).toEqual(fields);
    }),
  );
});
