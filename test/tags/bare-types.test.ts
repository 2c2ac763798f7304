import { describe, expect, it } from 'vitest';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { warnOfBareTypes } from '../../src/tags/rule-line.ts';

describe('a bare word that is a type of rules', () => {
  it.each(['semver', 'sha', 'edge', 'date_seq', 'semver,enable=true'])('is a tag, and warned of: %s', (text) => {
    const [word = ''] = text.split(',');
    const rules = parseTagRules(`type=semver\n${text}`);
    expect(rules[1]).toMatchObject({ type: 'raw', value: { source: word } });
    expect(warnOfBareTypes(rules)).toEqual([
      `The tag rule "${word}" on line 2 gives the tag "${word}"; write "type=${word}" for the rule of that type, or "type=raw,value=${word}" if the tag is meant`,
    ]);
  });

  it.each(['type=semver', 'type=raw,value=semver', 'value=sha', 'stable', 'raw'])('is not %s', (text) => {
    expect(warnOfBareTypes(parseTagRules(text))).toEqual([]);
  });
});
