// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles look like those of templates.
import { describe, expect, it } from 'vitest';
import { expandWord, type Variables } from '../../src/build/dockerfile.ts';

const VALUES: ReadonlyMap<string, string> = new Map([
  ['A', 'alpine'],
  ['V', '3.20'],
  ['EMPTY', ''],
]);

const VARIABLES: Variables = {
  valueOf: (name) => VALUES.get(name),
  isUnknowable: (name) => name === 'TARGETARCH',
  escapeCharacter: '\\',
};

describe('a word of a Dockerfile', () => {
  it.each([
    ['without variables', 'debian:12', 'debian:12'],
    ['a variable', '$A:1', 'alpine:1'],
    ['in braces', '${A}x', 'alpinex'],
    ['two variables', '$A:${V}', 'alpine:3.20'],
    ['a default that is not needed', '${A:-debian}', 'alpine'],
    ['a default', '${X:-debian}:12', 'debian:12'],
    ['a default for an empty value', '${EMPTY:-debian}', 'debian'],
    ['no default for an empty value without the colon', 'a${EMPTY-debian}', 'a'],
    ['a default for none without the colon', '${X-debian}', 'debian'],
    ['a default that is a variable', '${X:-${Y:-$A}}', 'alpine'],
    ['an unknown variable in a default that is not needed', '${A:-${Y}}', 'alpine'],
    ['a replacement', 'a${V:+-$V}', 'a-3.20'],
    ['no replacement for none', 'a${X:+-${X}}', 'a'],
    ['no replacement for an empty value', 'a${EMPTY:+x}', 'a'],
    ['a replacement for an empty value without the colon', 'a${EMPTY+x}', 'ax'],
    ['double quotes', '"debian:$V"', 'debian:3.20'],
    ['single quotes', "'debian:$V'", 'debian:$V'],
    ['quotes within', 'de"bi"\'an\'', 'debian'],
    ['an escaped dollar', '\\$A', '$A'],
    ['an escaped letter', '\\a', 'a'],
    ['an escape in double quotes', '"\\$A\\a"', '$A\\a'],
    ['a closing brace alone', 'a}', 'a}'],
  ])('%s', (_, word, text) => {
    expect(expandWord(word, VARIABLES)).toEqual({ kind: 'text', text });
  });

  it.each([
    ['of a variable without a value', 'a:$X', '$X'],
    ['of one in braces', 'a:${X}', '$X'],
    ['of a default that is unknown', '${X:-$Y}', '$Y'],
    ['of what the build sets', 'a-$TARGETARCH', '$TARGETARCH'],
    ['of what the build sets, with a default', 'a-${TARGETARCH:-amd64}', '$TARGETARCH'],
    ['of a pattern that is cut off', 'a:${V%.*}', '${V%.*}'],
    ['of an error that is asked for', 'a:${X:?no}', '${X:?no}'],
    ['of a dollar alone', 'a$', '$'],
    ['of a number', '$1', '$1'],
    ['of a brace that is never closed', '${A', '${A'],
    ['of a default that is never closed', '${X:-a', '${X:-a'],
    ['of quotes that are never closed', '"a', '"a'],
    ['of single quotes that are never closed', "'a", "'a"],
  ])('is unknown because %s', (_, word, part) => {
    expect(expandWord(word, VARIABLES)).toEqual({ kind: 'unknown', part });
  });

  it('is unknown where it is nested deeper than anybody writes', () => {
    const nested = (depth: number) => expandWord(`${'${X:-'.repeat(depth)}a${'}'.repeat(depth)}`, VARIABLES);
    expect(nested(20)).toEqual({ kind: 'text', text: 'a' });
    expect(nested(50_000).kind).toBe('unknown');
  });

  it('goes by the escape character of its file', () => {
    const variables = { ...VARIABLES, escapeCharacter: '`' };
    expect(expandWord('`$A\\$A', variables)).toEqual({ kind: 'text', text: '$A\\alpine' });
  });

  it('is unknown where variables would make it longer than any reference', () => {
    const long = { ...VARIABLES, valueOf: () => 'a'.repeat(3000) };
    expect(expandWord('$A', long).kind).toBe('text');
    expect(expandWord('$A$A', long)).toEqual({ kind: 'unknown', part: '$A$A' });
  });
});
