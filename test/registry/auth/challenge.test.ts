import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../../src/registry/auth/challenge.ts';
import { cpuTime } from '../../support/cpu-time.ts';

/** Writes challenges in a form that is easy to compare. */
function shape(header: string): readonly unknown[] {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
}

describe('parseChallenges', () => {
  it.each([
    [
      'what Docker Hub sends',
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull"',
      [
        [
          'bearer',
          { realm: 'https://auth.docker.io/token', service: 'registry.docker.io', scope: 'repository:a/b:pull' },
        ],
      ],
    ],
    ['Basic', 'Basic realm="Registry"', [['basic', { realm: 'Registry' }]]],
    [
      'commas in quotes',
      'Bearer realm="https://a/t",scope="repository:a:pull,push repository:b:pull"',
      [['bearer', { realm: 'https://a/t', scope: 'repository:a:pull,push repository:b:pull' }]],
    ],
    [
      'several challenges in one header',
      'Bearer realm="https://a/t",service="s",Basic realm="b"',
      [
        ['bearer', { realm: 'https://a/t', service: 's' }],
        ['basic', { realm: 'b' }],
      ],
    ],
    [
      'a scheme without parameters between others',
      'Negotiate, Bearer realm="a", Basic realm="b"',
      [
        ['negotiate', {}],
        ['bearer', { realm: 'a' }],
        ['basic', { realm: 'b' }],
      ],
    ],
    ['any case', 'BEARER Realm="a"', [['bearer', { realm: 'a' }]]],
    ['escapes', String.raw`Bearer realm="a\"b\\c"`, [['bearer', { realm: String.raw`a"b\c` }]]],
    ['values without quotes', 'Bearer realm=a,service=b.c', [['bearer', { realm: 'a', service: 'b.c' }]]],
    ['blanks around the sign', 'Bearer realm = "a" , service\t=\t"b"', [['bearer', { realm: 'a', service: 'b' }]]],
    ['empty elements of the list', ', ,Bearer realm="a",, service="b",', [['bearer', { realm: 'a', service: 'b' }]]],
    ['an empty value', 'Bearer realm=""', [['bearer', { realm: '' }]]],
    ['a parameter twice', 'Bearer realm="a",realm="b"', [['bearer', { realm: 'b' }]]],
    ['nothing', '', []],
    ['parameters without a scheme', 'realm="a"', []],
    [
      'a quote that never ends',
      'Bearer realm="a',
      [
        ['bearer', {}],
        ['a', {}],
      ],
    ],
    ['no value', 'Bearer realm=', [['bearer', {}]]],
    ['signs alone', '=,=;"";{}', []],
    ['a key of the prototype', 'Bearer __proto__="a"', [['bearer', Object.fromEntries([['__proto__', 'a']])]]],
  ])('reads %s', (_, header, expected) => {
    expect(shape(header)).toEqual(expected);
  });

  it.each([
    ['blanks', ' '.repeat(100_000)],
    ['commas', ','.repeat(100_000)],
    ['quotes', '"'.repeat(100_000)],
    ['backslashes in a quote', `Bearer realm="${'\\'.repeat(100_000)}`],
    ['a word', 'a'.repeat(100_000)],
    ['signs of equality', 'a= '.repeat(33_000)],
    ['open quotes', 'a="'.repeat(33_000)],
    ['blanks before no sign', `a${' '.repeat(100_000)}`],
  ])('reads 100 kB of %s at once', (_, header) => {
    const before = cpuTime();
    parseChallenges(header);
    expect(cpuTime() - before).toBeLessThan(250);
  });

  it('reads no more of a header than any registry needs', () => {
    expect(parseChallenges(`${' '.repeat(8192)}Bearer realm="a"`)).toEqual([]);
  });
});
