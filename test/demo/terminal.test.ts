import { describe, expect, it } from 'vitest';
import { Terminal } from '../../demo/terminal.ts';

function write({ isTTY, env = {} }: { readonly isTTY: boolean; readonly env?: Record<string, string> }): string {
  let written = '';
  const sink = { isTTY, write: (text: string) => (written += text) };
  const terminal = new Terminal(sink, env);
  terminal.table([
    ['', 'latest'],
    ['p', terminal.paint('green', '●')],
    ['production', '○'],
  ]);
  return written;
}

describe('Terminal', () => {
  it('aligns columns', () => {
    expect(write({ isTTY: false })).toBe('               latest\n   p           ●\n   production  ○\n');
  });

  it('aligns painted columns too', () => {
    expect(write({ isTTY: true })).toContain('   p           \x1b[32m●\x1b[39m');
  });

  it.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('paints nothing with %o', (env) => {
    expect(write({ isTTY: true, env })).not.toContain('\x1b');
  });

  it('breaks long lines in a frame, and shows the others as they are', () => {
    let written = '';
    new Terminal({ write: (text: string) => (written += text) }, {}).frame('title', `  - a\n${'word '.repeat(30)}\n`);
    const lines = written.trimEnd().split('\n');
    expect(lines.map(({ length }) => length <= 100)).not.toContain(false);
    expect(lines[1]).toBe('   │   - a');
    expect(lines[3]).toMatch(/^ {3}│ {7}word/);
  });

  it('keeps the indentation of a long line', () => {
    let written = '';
    new Terminal({ write: (text: string) => (written += text) }, {}).frame('title', `  ${'word '.repeat(30)}`);
    expect(written.split('\n')[1]).toMatch(/^ {3}│ {3}word/);
  });
});
