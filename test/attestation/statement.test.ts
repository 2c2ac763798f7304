import { describe, expect, it } from 'vitest';
import { readStatement } from '../../src/attestation/statement.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { FormatError } from '../../src/oci/json.ts';

const DIGEST = digestOf('image');
const HEX = DIGEST.slice(7);
const STATEMENT = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'registry.example.com/p/app', digest: { sha256: HEX } }],
  predicateType: 'https://example.com/x',
  predicate: { a: 1 },
};

function read(changes: object = {}) {
  return readStatement(Buffer.from(JSON.stringify({ ...STATEMENT, ...changes })));
}

function subject(digest: unknown, name: unknown = 'x') {
  return { subject: [{ name, digest }] };
}

describe('a statement', () => {
  it.each(['https://in-toto.io/Statement/v1', 'https://in-toto.io/Statement/v0.1'])(
    'of the type %s is read',
    (type) => {
      expect(read({ _type: type })).toEqual({
        type,
        subjects: [{ name: 'registry.example.com/p/app', digest: [DIGEST] }],
        predicateType: 'https://example.com/x',
        predicate: { a: 1 },
      });
    },
  );

  it('may have several subjects, digests by other algorithms, and keys that are not known', () => {
    const sha512 = digestOf('image', 'sha512');
    const { subjects } = read({
      later: true,
      subject: [
        { name: 'a', digest: { sha256: HEX, sha512: sha512.slice(7), gitCommit: 'abc' }, annotations: {} },
        { name: 'b', digest: { gitCommit: 'abc' } },
      ],
    });
    expect(subjects).toEqual([
      { name: 'a', digest: [DIGEST, sha512] },
      { name: 'b', digest: [] },
    ]);
  });

  it('may have no name for a subject, and no predicate', () => {
    const bare = { subject: [{ digest: { sha256: HEX } }], predicate: undefined };
    expect(read(bare)).toMatchObject({ subjects: [{ name: '', digest: [DIGEST] }], predicate: {} });
    expect(read({ predicate: null }).predicate).toEqual({});
  });

  it('may have as many subjects as GitHub takes, and no more', () => {
    const many = (length: number) => ({ subject: Array.from({ length }, () => STATEMENT.subject[0]) });
    expect(read(many(1024)).subjects).toHaveLength(1024);
    expect(() => read(many(1025))).toThrow('it has more than 1024 subjects');
  });

  it.each<readonly [string, object, string]>([
    ['no type', { _type: undefined }, 'it is not an in-toto statement'],
    [
      'another type',
      { _type: 'https://in-toto.io/Link/v1' },
      'it is a statement of the type "https://in-toto.io/Link/v1"',
    ],
    ['no subject', { subject: [] }, 'it has no subject'],
    ['a subject that is no list', { subject: { length: 1 } }, 'it has no subject'],
    ['a subject that is no object', { subject: ['x'] }, 'it has a subject that is not an object'],
    [
      'a subject whose name is not a string',
      subject({ sha256: HEX }, 1),
      'it has a subject whose name is not a string',
    ],
    ['a subject without digests', { subject: [{ name: 'x' }] }, 'it has a subject without digests'],
    ['a digest in upper case', subject({ sha256: HEX.toUpperCase() }), 'it has a malformed digest by sha256'],
    ['a short digest', subject({ sha256: 'abc' }), 'it has a malformed digest by sha256'],
    ['a digest that is a list', subject({ sha512: [HEX] }), 'it has a malformed digest by sha512'],
    ['no predicate type', { predicateType: undefined }, 'it has no predicate type'],
    ['an empty predicate type', { predicateType: '' }, 'it has no predicate type'],
    ['a predicate that is no object', { predicate: [] }, 'its predicate is not an object'],
  ])('with %s is refused', (_, changes, reason) => {
    expect(() => read(changes)).toThrow(FormatError);
    expect(() => read(changes)).toThrow(reason);
  });

  const text = JSON.stringify(STATEMENT);
  it.each<readonly [string, string | Uint8Array, string]>([
    [
      'a key twice',
      text.replace('"subject"', '"subject":[],"subject"'),
      'it has the key "subject" twice in one object',
    ],
    ['a digest twice', text.replace('"sha256"', '"sha256":"","sha256"'), 'it has the key "sha256" twice in one object'],
    [
      'no end of depth',
      text.replace('"a":1', `"a":${'['.repeat(200)}${']'.repeat(200)}`),
      'nested more than 100 levels',
    ],
    ['more than 16 MiB', Buffer.alloc(16 * 1024 * 1024 + 1, ' '), 'it is larger than 16 MiB'],
    ['bytes that are no text', new Uint8Array([0xff]), 'it is not valid JSON'],
    ['a list', '[]', 'it is not a JSON object'],
  ])('with %s is refused', (_, content, reason) => {
    expect(() => readStatement(Buffer.from(content))).toThrow(reason);
  });

  it('takes nothing from the prototype', () => {
    expect(() => readStatement(Buffer.from('{"__proto__":{"_type":"https://in-toto.io/Statement/v1"}}'))).toThrow(
      'it is not an in-toto statement',
    );
  });
});
