import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/oci/digest.ts';
import { expectGolden } from '../../golden/golden.ts';
import { BARE, buildStatement, FULL, type Promotion } from '../promotion.ts';

describe('a statement', () => {
  it.each([
    ['with everything that can be known', 'statement-full.json', FULL],
    ['with nothing but what must be known', 'statement-bare.json', BARE],
  ])('%s', (_, name, promotion) => {
    expectGolden(name, `${JSON.stringify(buildStatement(promotion), null, 2)}\n`);
  });

  it('names sha512 by its name', () => {
    const digest = digestOf('image', 'sha512');
    const statement = buildStatement({ ...BARE, subjects: [{ digest }] });
    expect(statement).toMatchObject({ subject: [{ digest: { sha512: digest.slice(7) } }] });
  });

  it.each<readonly [string, Partial<Promotion>, object]>([
    ['an actor alone', { run: { actor: { login: 'octocat' } } }, { actor: { login: 'octocat' } }],
    ['a reason', { reason: 'x' }, { change: { reason: 'x' } }],
    [
      'a tag named as a key of the prototype',
      { destination: { uri: 'r/p', tags: ['constructor'], replaced: new Map([['constructor', digestOf('a')]]) } },
      { destination: { uri: 'r/p', tags: ['constructor'], replaced: { constructor: digestOf('a') } } },
    ],
  ])('says %s', (_, changes, expected) => {
    const written: unknown = JSON.parse(JSON.stringify(buildStatement({ ...BARE, ...changes })));
    expect(written).toMatchObject({ predicate: expected });
  });

  it('names each of its subjects in another way, the image first', () => {
    const subjects = (['a', 'b', 'c'] as const).map((each) => ({
      digest: digestOf(Buffer.from(each)),
      platform: 'os/x',
    }));
    const [first, ...rest] = subjects;
    if (first === undefined) throw new Error('there is a subject');
    const statement = JSON.parse(JSON.stringify(buildStatement({ ...BARE, subjects: [first, ...rest] })));
    const names: readonly string[] = statement.subject.map(({ name }: { readonly name: string }) => name);
    expect(names[0]).toBe(BARE.destination.uri);
    expect(new Set(names).size).toBe(3);
  });
});
