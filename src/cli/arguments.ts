import { COMMANDS, type CommandName } from '../faces/commands.ts';
import { definitionOf, type InputName, isInputName, usersOf } from '../faces/inputs.ts';
import { formatList } from '../util/format.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { flagsOf, isSwitch, positionsOf, secretFlag, secretsOf, secretVariable } from './flags.ts';
import { UsageError } from './usage-error.ts';

/** What the arguments ask for. */
export type Invocation =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command?: CommandName; readonly input?: InputName }
  | Run;

export interface Run {
  readonly kind: 'run';
  readonly command: CommandName;
  readonly inputs: ReadonlyMap<InputName, string>;
  /** Paths of files that hold secrets. */
  readonly secretFiles: ReadonlyMap<InputName, string>;
  /** For `tags`: the full ref that is tagged. */
  readonly ref: string | undefined;
  readonly isJson: boolean;
}

const HELP: readonly string[] = ['--help', '-h'];

function parseCommand(text: string): CommandName {
  const command = COMMANDS.find((each) => each === text);
  if (command !== undefined) return command;
  if (text.startsWith('-')) {
    throw new UsageError(
      `Cannot take ${quote(text)} before a command: only "--help" and "--version" stand there; write "sealift COMMAND ${text.slice(0, 40)}"`,
    );
  }
  throw new UsageError(`Cannot run ${quote(text)}: there is no such command; ${adviseWord(text, COMMANDS)}`);
}

function refuseFlag(name: string, command: CommandName): never {
  const flag = quote(`--${name}`);
  if (isInputName(name) && definitionOf(name).isSecret) {
    throw new UsageError(
      `Cannot take the secret ${flag} as an argument: every program of this machine can read arguments; set the variable ${secretVariable(name)}, or write "--${secretFlag(name)} PATH"`,
    );
  }
  if (isInputName(name) && name !== 'command') {
    const users = formatList(usersOf(name));
    throw new UsageError(`Cannot take ${flag} with "${command}": only ${users} can use it; leave it out`);
  }
  const known = [...flagsOf(command), ...secretsOf(command).map(secretFlag), 'json', 'help'];
  const advice = adviseWord(name, known, (word) => `"--${word}"`);
  throw new UsageError(
    `Cannot take ${flag}: there is no such flag; ${advice.startsWith('write one of') ? `see "sealift ${command} --help"` : advice}`,
  );
}

/** Reads the arguments behind a command. */
class Reader {
  private readonly rest: string[];
  private readonly given = new Map<string, string[]>();
  private readonly positional: string[] = [];
  private readonly command: CommandName;
  private isJson = false;

  constructor(command: CommandName, args: readonly string[]) {
    this.command = command;
    this.rest = [...args];
  }

  read(): Run {
    for (let arg = this.rest.shift(); arg !== undefined; arg = this.rest.shift()) {
      if (arg === '--') this.positional.push(...this.rest.splice(0));
      else if (arg.startsWith('--')) this.readFlag(arg.slice(2));
      else if (arg.startsWith('-') && arg.length > 1) refuseFlag(arg.replace(/^-+/, ''), this.command);
      else this.positional.push(arg);
    }
    this.place();
    const inputs = new Map<InputName, string>();
    const secretFiles = new Map<InputName, string>();
    const secrets = new Map(secretsOf(this.command).map((name) => [secretFlag(name), name]));
    for (const [name, values] of this.given) {
      const secret = secrets.get(name);
      if (secret !== undefined) secretFiles.set(secret, this.only(name, values));
      else if (isInputName(name)) inputs.set(name, this.join(name, values));
    }
    const [ref] = this.given.get('ref') ?? [];
    return { kind: 'run', command: this.command, inputs, secretFiles, ref, isJson: this.isJson };
  }

  private readFlag(text: string): void {
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    if (name === 'json' && equals < 0) {
      this.isJson = true;
      return;
    }
    const isRef = name === 'ref' && this.command === 'tags';
    const isKnown =
      isRef ||
      (isInputName(name) && flagsOf(this.command).includes(name)) ||
      secretsOf(this.command).some((secret) => secretFlag(secret) === name);
    if (!isKnown) refuseFlag(name, this.command);
    this.add(name, equals < 0 ? this.takeValue(name) : text.slice(equals + 1));
  }

  private takeValue(name: string): string {
    const [next] = this.rest;
    if (isInputName(name) && isSwitch(name)) {
      if (next !== 'true' && next !== 'false') return 'true';
    } else if (next === undefined || next.startsWith('--')) {
      throw new UsageError(`Cannot take "--${name}" without a value: it needs one; write "--${name} VALUE"`);
    }
    return this.rest.shift() ?? '';
  }

  private add(name: string, value: string): void {
    const values = this.given.get(name);
    if (values === undefined) this.given.set(name, [value]);
    else values.push(value);
  }

  private place(): void {
    const { from, to } = positionsOf(this.command);
    const [first, ...others] = this.positional;
    if (first === undefined) return;
    const [start, ends] = from ? [[first], others] : [[], this.positional];
    const [extra] = to ? [] : ends;
    if (extra !== undefined) {
      throw new UsageError(
        `Cannot take the argument ${quote(extra)}: "${this.command}" takes ${from ? 'only one' : 'none'} without a flag; write it behind its flag, see "sealift ${this.command} --help"`,
      );
    }
    for (const value of start) this.add('from', value);
    for (const value of ends) this.add('to', value);
  }

  private only(name: string, values: readonly string[]): string {
    const [value = '', ...others] = values;
    if (others.length === 0) return value;
    throw new UsageError(`Cannot take "--${name}" ${values.length} times: it has one value; leave the others out`);
  }

  private join(name: InputName, values: readonly string[]): string {
    return definitionOf(name).isList === true ? values.join('\n') : this.only(name, values);
  }
}

/** Finds the input that help is asked for: what stands beside `--help`. */
function parseHelp(command: CommandName, args: readonly string[]): Invocation {
  const topic = args.find((arg) => !HELP.includes(arg))?.replace(/^--/, '');
  const input = [...flagsOf(command), ...secretsOf(command)].find(
    (name) => name === topic || secretFlag(name) === topic,
  );
  return { kind: 'help', command, ...(input === undefined ? {} : { input }) };
}

/**
 * Parses the arguments of the command line: `COMMAND [FROM] [TO…] [--input value…]`.
 *
 * @throws {UsageError} that names the nearest known flag, or the commands that use one.
 */
export function parseArguments(args: readonly string[]): Invocation {
  const [first, ...others] = args;
  if (first === undefined || HELP.includes(first)) {
    const command = COMMANDS.find((each) => each === others[0]);
    return { kind: 'help', ...(command === undefined ? {} : { command }) };
  }
  if (first === '--version') return { kind: 'version' };
  const command = parseCommand(first);
  const end = others.indexOf('--');
  const flags = end < 0 ? others : others.slice(0, end);
  if (flags.some((arg) => HELP.includes(arg))) return parseHelp(command, flags);
  return new Reader(command, others).read();
}
