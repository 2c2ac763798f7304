import { describe, expect, it } from 'vitest';
import { INPUT_NAMES, usersOf } from '../../src/faces/inputs.ts';
import { readCommand, warnOfUnused } from '../../src/inputs/unused.ts';

type Given = Readonly<Record<string, string>>;
const reader = (given: Given) => (name: string) => given[name] ?? '';

describe('warnOfUnused', () => {
  it.each<readonly [string, Given, string | undefined]>([
    ['nothing that was given', {}, undefined],
    ['what the command uses', { from: 'p', image: 'a:1' }, undefined],
    [
      'a default, as the runner gives it',
      { tags: 'type=semver\ntype=sha\ntype=date_seq\n', 'dry-run': 'false' },
      undefined,
    ],
    ['white space', { version: '  \n' }, undefined],
    ['what the runner fills in', { 'github-token': 'ghs_abc' }, undefined],
    [
      'one',
      { shards: '3' },
      'The input "shards" (only for plan) has no effect with "command: verify"; leave it out, unless steps share their inputs',
    ],
    [
      'several',
      { set: 'true', 'sep-tags': ',' },
      'The inputs "sep-tags" (only for tags) and "set" (only for rollback) have no effect with "command: verify"; leave them out, unless steps share their inputs',
    ],
  ])('for %s', (_, given, warning) => {
    expect(warnOfUnused('verify', reader(given))).toBe(warning);
  });

  it('names each input that a command does not use, and no other', () => {
    const given = reader(Object.fromEntries(INPUT_NAMES.map((name) => [name, 'x'])));
    const named = [...(warnOfUnused('history', given) ?? '').matchAll(/"([\w-]+)" \(/g)].map(([, name]) => name);
    const unused = INPUT_NAMES.filter((name) => !usersOf(name).includes('history') && name !== 'github-token');
    expect(named).toEqual(unused);
  });
});

describe('readCommand', () => {
  it('takes any command for the one action, and the default', () => {
    expect(readCommand(reader({ command: 'verify' }), undefined, reader({}))).toBe('verify');
    expect(readCommand(reader({}), undefined, reader({}))).toBe('promote');
  });

  it('takes only its own for the action of a single command', () => {
    const read = (given: Given) => readCommand(reader(given), 'history', reader(given));
    expect(read({ command: 'history', image: 'shop/app' })).toBe('history');
    expect(read({})).toBe('history');
    expect(() => read({ command: 'verify' })).toThrow(
      'Cannot run command "verify" by the action of "history": each command has an action of its own; write "sealift/actions/verify" in place of "sealift/actions/history", and leave "command" out',
    );
  });

  it('takes no inputs there that the command does not use, not even defaults', () => {
    const read = (given: Given) => readCommand(reader(given), 'history', reader(given));
    expect(() => read({ 'dry-run': 'false' })).toThrow(
      /^Cannot take the input "dry-run" \(only for promote, plan, hold, .* and restore\): command "history" does not use it; leave it out$/,
    );
    expect(() => read({ shards: '2', plan: 'a', 'github-token': '' })).toThrow(
      'Cannot take the inputs "shards" (only for plan) and "plan" (only for promote and retain): command "history" does not use them; leave them out',
    );
  });
});
