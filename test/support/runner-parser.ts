/** What the Actions runner takes a line of a step's output for. */
export interface RunnerCommand {
  /** As it stands in the line; the runner does not mind upper and lower case. */
  readonly name: string;
  /** By lower-case name, unescaped. */
  readonly properties: ReadonlyMap<string, string>;
  /** What follows the command, unescaped. */
  readonly data: string;
  /** `v2` is `::name::data` at the start of a line, `v1` the older `##[name]data`, anywhere in a line. */
  readonly form: 'v1' | 'v2';
}

/** A line of output and what the runner does with it. */
export interface RunnerLine {
  readonly text: string;
  /** Undefined where the line is shown as it is. */
  readonly command: RunnerCommand | undefined;
}

/** The commands that the runner registers (actions/runner, ActionCommandManager.cs); some only end in an error today. */
const REGISTERED: readonly string[] = [
  ...['set-env', 'set-output', 'save-state', 'add-mask', 'add-path', 'add-matcher', 'remove-matcher'],
  ...['debug', 'warning', 'error', 'notice', 'group', 'endgroup', 'echo', 'stop-commands'],
];

/** What .NET takes for white space: unlike JavaScript U+0085 too, and U+FEFF not. */
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** In the order in which the runner takes them back: a percent sign last, so that nothing is unescaped twice. */
const DATA_ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
] as const;
const PROPERTY_ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
] as const;
const V1_ESCAPES = [
  ['%3B', ';'],
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%5D', ']'],
  ['%25', '%'],
] as const;

type Escapes = readonly (readonly [string, string])[];

function takeBack(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}

/** Ordinal comparison without case: a letter outside of ASCII never equals one in it. */
function fold(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Splits `name=value` as .NET does with two parts at most and empty ones left out. */
function parsePair(text: string): readonly [string, string] | undefined {
  const [, name, value] = /^=*([^=]+)=+([^=].*)$/su.exec(text) ?? [];
  return name === undefined || value === undefined ? undefined : [name, value];
}

interface Form {
  readonly form: RunnerCommand['form'];
  readonly separator: string;
  readonly property: Escapes;
  readonly data: Escapes;
}

const V2: Form = { form: 'v2', separator: ',', property: PROPERTY_ESCAPES, data: DATA_ESCAPES };
const V1: Form = { form: 'v1', separator: ';', property: V1_ESCAPES, data: V1_ESCAPES };

function build(info: string, data: string, how: Form & { readonly known: ReadonlySet<string> }) {
  const space = info.indexOf(' ');
  const name = space < 0 ? info : info.slice(0, space);
  if (!how.known.has(fold(name))) return undefined;
  const properties = new Map<string, string>();
  const list = space > 0 ? info.slice(space + 1) : '';
  for (const part of (how.form === 'v2' ? list.trim() : list).split(how.separator)) {
    const pair = parsePair(part);
    if (pair !== undefined) properties.set(fold(pair[0]), takeBack(pair[1], how.property));
  }
  return { name, properties, data: takeBack(data, how.data), form: how.form };
}

function parseV2(line: string, known: ReadonlySet<string>): RunnerCommand | undefined {
  const text = line.replace(LEADING_SPACE, '');
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  return end < 0 ? undefined : build(text.slice(2, end), text.slice(end + 2), { ...V2, known });
}

function parseV1(line: string, known: ReadonlySet<string>): RunnerCommand | undefined {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  return end < 0 ? undefined : build(line.slice(start + 3, end), line.slice(end + 1), { ...V1, known });
}

/**
 * Splits what a process wrote into lines as .NET's StreamReader does: after CR, LF and CRLF and nowhere else, without
 * the byte order mark that a stream may begin with.
 */
export function splitLines(output: string): readonly string[] {
  const lines = output.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/**
 * Reads one stream of a step, standard output or standard error, as the Actions runner does (actions/runner,
 * ActionCommand.cs and ActionCommandManager.cs): the newer form is looked for first, then the older one, and nothing
 * is carried out between `stop-commands` and its token.
 *
 * @example readOutput('a ##[error]b\n')[0]?.command?.name // 'error'
 */
export function readOutput(output: string): readonly RunnerLine[] {
  const known = new Set(REGISTERED);
  let token: string | undefined;
  return splitLines(output).map((text) => {
    const command = parseV2(text, known) ?? parseV1(text, known);
    if (command === undefined) return { text, command };
    if (token !== undefined) {
      // An empty token ends nothing any more.
      if (token === '' || fold(command.name) !== token) return { text, command: undefined };
      known.delete(token);
      token = undefined;
    } else if (fold(command.name) === 'stop-commands') {
      token = fold(command.data);
      known.add(token);
    }
    return { text, command };
  });
}
