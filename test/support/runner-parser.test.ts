import { describe, expect, it } from 'vitest';
import { readOutput, splitLines } from './runner-parser.ts';
import { readFileCommands } from './runner-parser-files.ts';

function commandOf(line: string) {
  const [first] = readOutput(line);
  if (first?.command === undefined) return undefined;
  const { name, properties, data, form } = first.command;
  return [form, name, Object.fromEntries(properties), data];
}

describe('the newer form of commands', () => {
  it.each<readonly [string, unknown]>([
    ['::error::x', ['v2', 'error', {}, 'x']],
    ['::set-output name=digest::sha256:evil', ['v2', 'set-output', { name: 'digest' }, 'sha256:evil']],
    ['::warning file=a%2Cb%3Ac,line=1::x%0Ay%0Dz%250A', ['v2', 'warning', { file: 'a,b:c', line: '1' }, 'x\ny\rz%0A']],
    ['  \t::debug::x', ['v2', 'debug', {}, 'x']],
    ['\u00a0\u0085\u2028\u3000::debug::x', ['v2', 'debug', {}, 'x']],
    ['::ERROR::x', ['v2', 'ERROR', {}, 'x']],
    ['::endgroup::', ['v2', 'endgroup', {}, '']],
    ['::error title= ,a==b,=c=d,e=::x', ['v2', 'error', { title: ' ', a: 'b', c: 'd' }, 'x']],
    ['::error::x::y', ['v2', 'error', {}, 'x::y']],
    ['::error::%3A%2C', ['v2', 'error', {}, '%3A%2C']],
  ])('takes %j', (line, expected) => {
    expect(commandOf(line)).toEqual(expected);
  });

  it.each([
    ...['x ::error::y', '::error:y', ':error::', '::nothing::x', '::errors :: x', '::'],
    ...['\u200b::error::x', ': :error::x', '::error\u00a0a=b::x', '::internal-set-repo-path repoFullName=a/b::x'],
    ...['', '::erro\u017f::x', ':::error::x'],
  ])('does not take %j', (line) => {
    expect(commandOf(line)).toBeUndefined();
  });
});

describe('the older form of commands', () => {
  it.each<readonly [string, unknown]>([
    ['##[error]x', ['v1', 'error', {}, 'x']],
    ['any text ##[set-output name=digest]x', ['v1', 'set-output', { name: 'digest' }, 'x']],
    ['a##[warning a=%3B%5D;b=2]%0A%5D', ['v1', 'warning', { a: ';]', b: '2' }, '\n]']],
    ['::nothing::##[add-mask]a', ['v1', 'add-mask', {}, 'a']],
    ['###[add-mask]a', ['v1', 'add-mask', {}, 'a']],
  ])('takes %j', (line, expected) => {
    expect(commandOf(line)).toEqual(expected);
  });

  it.each([...['## [error]x', '##[error', '##[ error]x', '##[nothing]##[error]x', '#\u200b#[error]x', '#[error]']])(
    'does not take %j',
    (line) => {
      expect(commandOf(line)).toBeUndefined();
    },
  );
});

describe('stop-commands', () => {
  function names(output: string) {
    return readOutput(output).map(({ command }) => command?.name);
  }

  it('holds everything back until its token', () => {
    expect(names('::stop-commands::T1\n::error::x\n##[add-mask]a\n::t1::\n::error::y\n::t1::')).toEqual([
      ...['stop-commands', undefined, undefined, 't1', 'error', undefined],
    ]);
  });

  it('works in the older form too, and for good without a token', () => {
    expect(names('x ##[stop-commands]t\n::add-mask::secret')).toEqual(['stop-commands', undefined]);
    expect(names('::stop-commands::\n::::\n::error::x')).toEqual(['stop-commands', undefined, undefined]);
  });
});

describe('lines', () => {
  it('end at CR, LF and CRLF alone', () => {
    const text = '\ufeffa\rb\nc\r\nd\u2028e\u0085f\u000bg\u000ch\n';
    expect(splitLines(text)).toEqual(['a', 'b', 'c', 'd\u2028e\u0085f\u000bg\u000ch']);
    expect(splitLines('a\n\nb')).toEqual(['a', '', 'b']);
    expect(readOutput('x\r::error::y')[1]?.command?.name).toBe('error');
  });
});

describe('files of commands', () => {
  it('hold values of one line and of several, in order', () => {
    const text = 'a=1\n\nb<<END\nx\r\n\ny=z<<\nEND\na=<<2\nc<<E\nE\nd<<E\n\nE\ne=f';
    expect(readFileCommands(text)).toEqual([
      ['a', '1'],
      ['b', 'x\r\n\ny=z<<'],
      ['a', '<<2'],
      ['c', ''],
      ['d', ''],
      ['e', 'f'],
    ]);
  });

  it('end a value at the delimiter alone, so that a known one lets values forge others', () => {
    expect(readFileCommands('a<<E\nx\nE\nNODE_OPTIONS=evil\nE=\n')).toEqual([
      ['a', 'x'],
      ['NODE_OPTIONS', 'evil'],
      ['E', ''],
    ]);
  });

  it.each(['x', 'a<<', '<<E\nE', 'a<<E\nx\n', 'a<<E\nx', 'a<<E\r\nx\nE\n'])('fail the step with %j', (text) => {
    expect(() => readFileCommands(text)).toThrow();
  });
});
