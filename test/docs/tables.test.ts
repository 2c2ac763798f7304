import { describe, expect, it } from 'vitest';
import { formatDate } from '../../src/tags/dates.ts';
import { compute, REVISION, wantedOf } from '../tags/support.ts';
import { codes, rowsBelow } from './markdown-tables.ts';

describe('the references of tags', () => {
  it.each(rowsBelow('docs/reference/tag-rules.md', 'Git tag'))('tells what comes of %s by %s', (gitTag, rule, tags) => {
    const [name = ''] = codes(gitTag);
    const [text = '', input = ''] = codes(rule);
    const tagPrefix = input.replace('tag-prefix: ', '');
    const known = { ref: `refs/tags/${name}`, revision: REVISION, tagPrefix };
    expect(wantedOf(compute(text, known)).split(' ')).toEqual(codes(tags));
  });

  it.each(rowsBelow('docs/reference/expressions.md', 'Written'))('tells how %s is written', (expression, text) => {
    const [, format = '', timeZone = 'UTC'] = /'([^']*)'(?: tz='([^']*)')?/.exec(expression ?? '') ?? [];
    expect(formatDate(new Date('2020-01-01T23:30:00Z'), format, timeZone)).toBe(codes(text)[0]);
  });
});

describe('docs/concepts/moving-tags.md', () => {
  it.each(rowsBelow('docs/concepts/moving-tags.md', 'Rule'))('tells what %s gives beside %s', (rule, others, tags) => {
    const [text = '', flavor = ''] = codes(rule);
    const computed = compute(text, { version: '1.2.3', ...(flavor === '' ? {} : { flavor }) }, codes(others).join(' '));
    expect(wantedOf(computed).split(' ')).toEqual(codes(tags));
  });
});

describe('README.md', () => {
  it.each(rowsBelow('README.md', 'The destination has'))(
    'tells what moves where there is %s, by %s',
    (there, promoted, created, moved) => {
      const versions = there === 'nothing' ? [] : (there ?? '').split(', ');
      const names = versions.flatMap((version) => compute('type=semver', { version }).candidates.map(({ tag }) => tag));
      const { candidates } = compute('type=semver', { version: promoted ?? '' }, names.join(' '));
      const exists = new Set<string>(names);
      const expected = [...codes(created), ...codes(moved)];
      expect(candidates.map(({ tag }) => tag)).toEqual(expected);
      for (const tag of codes(moved)) expect(exists).toContain(tag);
      for (const tag of codes(created)) expect(exists).not.toContain(tag);
    },
  );
});
