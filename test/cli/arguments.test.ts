import { describe, expect, it } from 'vitest';
import { parseArguments, type Run } from '../../src/cli/arguments.ts';
import { flagsOf, isSwitch, secretFlag, secretsOf } from '../../src/cli/flags.ts';
import { COMMANDS } from '../../src/faces/commands.ts';
import { definitionOf, inputsOf } from '../../src/faces/inputs.ts';

function parse(line: string): Run {
  const invocation = parseArguments(line.split(' '));
  if (invocation.kind !== 'run') throw new Error(`it is ${invocation.kind}`);
  return invocation;
}

const inputsIn = (line: string) => Object.fromEntries(parse(line).inputs);

describe.each(COMMANDS)('the arguments of %s', (command) => {
  it('take each of its inputs by a flag, but for secrets, whose flags name files', () => {
    for (const name of inputsOf(command)) {
      if (name === 'command') continue;
      const isSecret = definitionOf(name).isSecret === true;
      const { inputs, secretFiles } = parse(`${command} --${isSecret ? secretFlag(name) : name} value`);
      if (isSecret) expect(secretFiles.get(name)).toBe('value');
      else expect(inputs.get(name)).toBe(isSwitch(name) ? 'true' : 'value');
    }
    expect([...flagsOf(command), ...secretsOf(command), 'command'].toSorted()).toEqual(
      [...inputsOf(command)].toSorted(),
    );
  });
});

describe('parseArguments', () => {
  it.each([
    ['promote d p s2 --image a:1 --image b:2', { from: 'd', to: 'p\ns2', image: 'a:1\nb:2' }],
    ['promote --from d --to p', { from: 'd', to: 'p' }],
    ['promote --dry-run d p', { 'dry-run': 'true', from: 'd', to: 'p' }],
    ['promote --dry-run false d p', { 'dry-run': 'false', from: 'd', to: 'p' }],
    ['promote --dry-run= d p', { 'dry-run': '', from: 'd', to: 'p' }],
    ['promote --reason=--x d p', { reason: '--x', from: 'd', to: 'p' }],
    ['promote -- --d p', { from: '--d', to: 'p' }],
    ['retain d p', { to: 'd\np' }],
    ['verify p', { from: 'p' }],
    ['tags --version 1.2.3 --images r.io/a', { version: '1.2.3', images: 'r.io/a' }],
  ])('reads "%s"', (line, inputs) => {
    expect(inputsIn(line)).toEqual(inputs);
  });

  it('reads what is for the program', () => {
    expect(parseArguments(['--version'])).toEqual({ kind: 'version' });
    expect(parseArguments([])).toEqual({ kind: 'help' });
    expect(parseArguments(['--help', 'verify'])).toEqual({ kind: 'help', command: 'verify' });
    expect(parseArguments(['verify', '-h'])).toEqual({ kind: 'help', command: 'verify' });
    expect(parseArguments(['verify', '--help', '--image'])).toEqual({
      kind: 'help',
      command: 'verify',
      input: 'image',
    });
    expect(parse('history --json').isJson).toBe(true);
    expect(parse('tags --ref refs/heads/main').ref).toBe('refs/heads/main');
  });

  it.each([
    ['histroy', 'Cannot run "histroy": there is no such command; write "history"'],
    ['--dry-run promote', 'Cannot take "--dry-run" before a command: '],
    ['promote --dry-rum', 'Cannot take "--dry-rum": there is no such flag; write "--dry-run"'],
    ['promote --source-pasword-file a', '; write "--source-password-file"'],
    ['promote --zzzzzzzz', 'Cannot take "--zzzzzzzz": there is no such flag; see "sealift promote --help"'],
    ['promote -x', 'Cannot take "--x": there is no such flag; '],
    ['history --shards 2', 'Cannot take "--shards" with "history": only plan can use it; leave it out'],
    ['history --ref a', 'Cannot take "--ref": there is no such flag; '],
    [
      'history --version',
      'Cannot take "--version" with "history": only promote, tags and plan can use it; leave it out',
    ],
    ['promote --command tags', 'Cannot take "--command": there is no such flag; '],
    ['promote --image', 'Cannot take "--image" without a value: it needs one; write "--image VALUE"'],
    ['promote --image --dry-run', 'Cannot take "--image" without a value: '],
    ['promote --from a --from b', 'Cannot take "--from" 2 times: it has one value; leave the others out'],
    ['promote a b --from c', 'Cannot take "--from" 2 times: '],
    ['verify p q', 'Cannot take the argument "q": "verify" takes only one without a flag; '],
    ['tags q', 'Cannot take the argument "q": "tags" takes none without a flag; '],
    [
      'promote --signing-key KEY',
      'Cannot take the secret "--signing-key" as an argument: every program of this machine can read arguments; set the variable SEALIFT_SIGNING_KEY, or write "--signing-key-file PATH"',
    ],
  ])('refuses "%s"', (line, sentence) => {
    expect(() => parseArguments(line.split(' '))).toThrow(sentence);
  });

  it('never repeats a secret that was given as an argument', () => {
    expect(() => parseArguments(['promote', '--source-password=hunter22'])).toThrow(/^(?!.*hunter22)/s);
  });
});
