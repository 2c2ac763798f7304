import type { BatchResult } from '../support/action-batch.ts';
import { type RunnerLine, readOutput } from '../support/runner-parser.ts';
import { readFileCommands } from '../support/runner-parser-files.ts';
import { judgeSummary } from './injection-summary.ts';

/** What a run may do: everything else in its streams and files is forged. */
export interface Expectation {
  /** The outputs of action.yml. */
  readonly outputs: ReadonlySet<string>;
  /** Tells whether a text is a secret that the run had to mask. */
  isSecret(text: string): boolean;
}

/** The commands that Sealift gives on purpose. */
const OURS: ReadonlySet<string> = new Set(['group', 'endgroup', 'add-mask', 'warning', 'error', 'debug', 'notice']);
const TITLES: ReadonlySet<string> = new Set(['Plan', 'Promotion', 'Tags']);
/** The longest line of ours, in characters; the runner cuts annotations at 4,096. */
const MAX_LINE = 4200;
/** What makes a text more than what it seems: control characters, and those that nobody sees. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
/** What .NET passes over where it compares by culture, as the runner does. */
const IGNORED = /\p{Default_Ignorable_Code_Point}/gu;

/** The values of outputs that other steps use unseen. */
const VALUES: Readonly<Record<string, RegExp>> = {
  digest: /^(?:sha256:[0-9a-f]{64})?$/,
  'previous-digest': /^(?:sha256:[0-9a-f]{64})?$/,
  changed: /^(?:true|false)$/,
  'date-seq': /^(?:\d{8}_\d{2,})?$/,
  version: /^[\w.-]{0,128}$/,
  record: /^(?:[\w.:/-]+@sha256:[0-9a-f]{64}(?:\n|$))*$/,
};

function* judgeLine({ text, command }: RunnerLine, { isSecret }: Expectation): Generator<string> {
  if (command?.name === 'add-mask') {
    // The runner swallows the line; what a mask may be is all that can be wrong with it.
    if (command.form !== 'v2' || !isSecret(command.data)) yield `masks ${JSON.stringify(command.data)}`;
    return;
  }
  if (text.length > MAX_LINE) yield `a line of ${text.length} characters`;
  if (UNSEEN.test(text)) yield `unseen characters: ${JSON.stringify(text)}`;
  if (command === undefined) return;
  const { name, form, properties, data } = command;
  if (!OURS.has(name) || form !== 'v2' || !text.startsWith(`::${name}::`)) yield `a foreign command: ${text}`;
  if (properties.size > 0) yield `properties: ${text}`;
  if (UNSEEN.test(data)) yield `unseen characters in a command: ${JSON.stringify(data)}`;
  if (name === 'group' && !TITLES.has(data)) yield `a foreign group: ${data}`;
  if (name === 'error' && !data.startsWith('Cannot ')) yield `a foreign error: ${data}`;
  if (data.includes('unexpected error in Sealift')) yield `a fault of ours: ${data}`;
}

function* judgeStream(output: string, expected: Expectation): Generator<string> {
  const lines = readOutput(output);
  for (const line of lines) yield* judgeLine(line, expected);
  // The same again as a comparison by culture sees it: no command may appear that was not there.
  const seen = lines.map(({ text, command }) => (command?.name === 'add-mask' ? '' : text.replace(IGNORED, '')));
  for (const { text, command } of readOutput(seen.join('\n'))) {
    if (command !== undefined && !OURS.has(command.name)) yield `a command that .NET sees: ${text}`;
    if (command?.form === 'v1') yield `a command of the old form that .NET sees: ${text}`;
  }
}

function* judgeFiles(result: BatchResult, { outputs }: Expectation): Generator<string> {
  const pairs = readFileCommands(result.output);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) yield 'an output is there twice';
  for (const [name, value] of pairs) {
    if (!outputs.has(name)) yield `a foreign output: ${name}`;
    if (VALUES[name]?.test(value) === false) yield `the output ${name} is ${JSON.stringify(value)}`;
  }
  for (const [name] of readFileCommands(result.env)) {
    if (!/^DOCKER_METADATA_OUTPUT_[A-Z_]+$/.test(name)) yield `a foreign variable: ${name}`;
  }
  if (result.state !== '' || result.path !== '') yield 'a state or a path was written';
}

/** Says what is wrong with what a run left; nothing where only Sealift itself spoke. */
export function judge(result: BatchResult, expected: Expectation): readonly string[] {
  const errors = readOutput(result.stdout).filter(({ command }) => command?.name === 'error');
  const wanted = result.exitCode === 0 ? 0 : 1;
  return [
    ...(errors.length === wanted ? [] : [`exit code ${result.exitCode} with ${errors.length} errors`]),
    ...(result.stderr === '' ? [] : [`standard error: ${result.stderr.slice(0, 200)}`]),
    ...judgeStream(result.stdout, expected),
    ...judgeStream(result.stderr, expected),
    ...judgeFiles(result, expected),
    ...judgeSummary(result.summary),
  ];
}
