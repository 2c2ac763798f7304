/** What an attacker writes wherever others read it. */
export interface Payload {
  readonly name: string;
  /** Where the bytes are not UTF-8, its text stands for them wherever only text fits. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Names what is wrong on sight, so that a test can tell which text got through. */
const FORGED = '::set-output name=digest::sha256:evil';
const OLD_FORGED = '##[set-output name=digest]sha256:evil';

/** Commands of the runner, in both forms, with all that may stand before them. */
const COMMANDS: Readonly<Record<string, string>> = {
  'set-output': FORGED,
  'set-output, old form': OLD_FORGED,
  'old form in the middle': `all is well ${OLD_FORGED}`,
  'old form twice': `##[nothing]${OLD_FORGED}`,
  'old form with more signs': `####[[add-mask]a`,
  'stop-commands': '::stop-commands::t',
  'stop-commands, old form': '##[stop-commands]t',
  'add-mask': '::add-mask::a',
  'add-mask, old form': '##[add-mask]a',
  'empty mask': '::add-mask::',
  'an error': '::error::forged',
  'an error of a file': '::error file=src/a.ts,line=1::forged',
  'a group': '::group::forged',
  'the end of a group': '::endgroup::',
  'save-state': '::save-state name=a::b',
  'a matcher': '::add-matcher::/tmp/evil.json',
  'set-env': '::set-env name=NODE_OPTIONS::--require=/tmp/evil.js',
  echo: '::echo::on',
  capitals: '::Set-Output name=digest::evil',
  'more colons': ':::::error::forged',
  'spaces before': `   ${FORGED}`,
  'a tab before': `\t${FORGED}`,
  'a byte order mark before': `\ufeff${FORGED}`,
  'a zero-width space before': `\u200b${FORGED}`,
  'a no-break space before': `\u00a0${FORGED}`,
  'zero-width characters inside': ':\u200b:error::x #\u200d#[add-mask]a #\u2060#[error]b',
  'invisible characters of other kinds inside': ':\u034f:error::x #\ufe0f#[add-mask]a #\u034f#\u17b4[error]b',
  'an escaped line break': 'x%0A::error::forged%0D##[error]forged',
  'an escaped escape': 'x%250A::error::forged %3A%3Aerror%3A%3A',
};

/** What ends or turns a line, for terminals and for those who split text. */
const BREAKS: Readonly<Record<string, string>> = {
  'a line feed': `x\n${FORGED}`,
  'a carriage return': `x\r${FORGED}`,
  'both of them': `x\r\n${OLD_FORGED}\r\n`,
  'the line separator': `x\u2028${FORGED}`,
  'the paragraph separator': `x\u2029${FORGED}`,
  'a vertical tab': `x\u000b${FORGED}`,
  'a form feed': `x\u000c${FORGED}`,
  'a next-line character': `x\u0085${FORGED}`,
  'a NUL': `x\u0000${FORGED}`,
  'a heredoc': 'x\nEOF\ndigest<<EOF\nsha256:evil\nEOF\nNODE_OPTIONS=--require=/tmp/evil.js',
  'colours and a cleared screen': '\u001b[31mred\u001b[2J\u001b[H\u001b]0;title\u0007',
  'a link of a terminal': '\u001b]8;;https://evil.test\u001b\\click\u001b]8;;\u001b\\',
  'eight-bit escapes': '\u009b31mred\u009d8;;https://evil.test\u009cclick',
  'turned text': '\u202egnp.evil\u2066\u2067\u2069\u200f\u061c',
  backspaces: 'Cannot\b\b\b\b\b\bAll is well',
};

/** Markdown and HTML, for the summary. */
const MARKUP: Readonly<Record<string, string>> = {
  'an image': '![x](https://evil.test/x.png)',
  'a link': '[click](https://evil.test) <https://evil.test> https://evil.test www.evil.test',
  'a link by reference': '[click][1]\n\n[1]: https://evil.test',
  'a script': '"><script>alert(1)</script><img src=x onerror=alert(1)>',
  'the end of a table': '</td></tr></table></details><h1>forged</h1>',
  'a row of a table': 'x | y |\n| 1.2.3 | forged |',
  backticks: '``` `x` ```\n# forged\n~~~',
  'a mention': '@octocat and acme/shop#1, somebody@evil.test, mailto:somebody@evil.test',
  'formulas and emphasis': '$\\href{https://evil.test}{x}$ **b** __b__ ~~s~~ [^1] :tada: <!-- ',
  entities: '&lt;img&gt; &#60;img src=x&#62; &amp;colon;',
};

/** What is too long, and what is no text. */
const SHAPES: Readonly<Record<string, string>> = {
  'a very long text': `${'a'.repeat(40_000)}${FORGED}`,
  'a long text that hides a command where it is cut': `${'b'.repeat(498)}::error::${'c'.repeat(600)}##[add-mask]a`,
  'lone surrogates': `\ud800${FORGED}\udc00`,
  'format characters outside of the first plane': `\u{e0001}${FORGED}\u{e007f}`,
  'names of prototypes': '__proto__ constructor toString',
  'a path': '../../../../etc/passwd',
  'an address': 'http://169.254.169.254/latest/meta-data',
};

/** Bytes that are no UTF-8: cut and overlong sequences, one of which a lax reader takes for a line feed. */
const BYTES: Readonly<Record<string, readonly number[]>> = {
  'bytes that are no text': [0xff, 0xfe, 0xc0, 0x8a, 0xe2, 0x80],
  'an overlong line feed': [0x78, 0xc0, 0x8a],
};

/** The corpus. */
export const PAYLOADS: readonly Payload[] = [
  ...Object.entries({ ...COMMANDS, ...BREAKS, ...MARKUP, ...SHAPES }).map(([name, text]) => ({
    ...{ name, text },
    bytes: Buffer.from(text),
  })),
  ...Object.entries(BYTES).map(([name, start]) => {
    const bytes = Buffer.concat([Buffer.from(start), Buffer.from(FORGED)]);
    return { name, bytes, text: bytes.toString('utf8') };
  }),
];
