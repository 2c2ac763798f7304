import { stripVTControlCharacters } from 'node:util';
import { widest, wrapText } from './text.ts';

/** The width of the demo, in columns. */
const WIDTH = 100;

/** What the rest of a broken line begins with, in a frame. */
const HANG = '      ';

/** How text may look; `plain` is as it is. */
export type Style = 'plain' | 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** The numbers that switch a style on and off (ECMA-48, SGR). */
const SGR: Readonly<Record<Style, readonly [number, number]>> = {
  plain: [0, 0],
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** A stream that the demo can be told to. */
export interface TextSink {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Writes the demo, line by line, in colours where they are welcome (no-color.org). */
export class Terminal {
  readonly #sink: TextSink;
  readonly #isColored: boolean;

  constructor(sink: TextSink, env: Readonly<Record<string, string | undefined>>) {
    this.#sink = sink;
    this.#isColored = sink.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  }

  /** Puts a text into a style. */
  paint(style: Style, text: string): string {
    const [on, off] = SGR[style];
    return this.#isColored && style !== 'plain' ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  }

  /** Writes a line; an empty one by default. */
  line(text = ''): void {
    this.#sink.write(`${text.trimEnd()}\n`);
  }

  /** Opens a chapter: a rule that carries its title. */
  heading(title: string): void {
    this.line();
    this.line(
      `${this.paint('bold', `━━ ${title} `)}${this.paint('dim', '━'.repeat(Math.max(0, WIDTH - 4 - title.length)))}`,
    );
  }

  /** Writes a paragraph, broken between words. */
  say(text: string, style: Style = 'plain'): void {
    for (const line of wrapText(text, WIDTH - 3)) this.line(`   ${this.paint(style, line)}`);
  }

  /** Writes names and values in two columns. */
  pairs(pairs: readonly (readonly [name: string, value: string])[], { indent = 3 } = {}): void {
    const width = widest(pairs.map(([name]) => name));
    for (const [name, value] of pairs) {
      this.line(`${' '.repeat(indent)}${this.paint('dim', name.padEnd(width))}  ${value}`);
    }
  }

  /** Writes a table whose cells may be painted; the first row is its head. */
  table(rows: readonly (readonly string[])[]): void {
    const bare = rows.map((row) => row.map(stripVTControlCharacters));
    const widths = (bare[0] ?? []).map((_, column) => widest(bare.map((row) => row[column] ?? '')));
    rows.forEach((row, y) => {
      const cells = row.map((cell, x) => cell + ' '.repeat((widths[x] ?? 0) - (bare[y]?.[x]?.length ?? 0)));
      this.line(`   ${cells.join('  ')}`);
    });
  }

  /** Frames a text that is shown as it is; only lines that are too long are broken, and go on indented. */
  frame(title: string, text: string): void {
    const inner = WIDTH - 5;
    this.line(this.paint('dim', `   ╭─ ${title} ${'─'.repeat(Math.max(0, inner - 2 - title.length))}`));
    for (const whole of text.trimEnd().split('\n')) {
      wrapText(whole, inner - HANG.length).forEach((line, index) => {
        this.line(`   ${this.paint('dim', '│')} ${index === 0 ? '' : HANG}${line}`);
      });
    }
    this.line(this.paint('dim', `   ╰${'─'.repeat(inner + 1)}`));
  }
}
