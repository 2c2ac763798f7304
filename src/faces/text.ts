import { formatList } from '../util/format.ts';
import { COMMANDS, type CommandName } from './commands.ts';

/** Under what the help of the command line lists an input. */
export type InputGroup = 'Images' | 'Tags' | 'Run' | 'Registries';

/** What an input does, or an output holds, in Markdown. */
export interface TextByCommand {
  readonly text: string;
  /** For commands that the text is wrong or too much for. */
  readonly of?: Readonly<Partial<Record<CommandName, string>>>;
}

export interface InputText extends TextByCommand {
  readonly group: InputGroup;
}

/** Joins the lines of a text. */
export function say(...lines: readonly string[]): string {
  return lines.join(' ');
}

/** An input that no more commands use is told to be for them. */
const FEW = 2;

function lowerFirst(text: string): string {
  return text.replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
}

function forCommands(commands: readonly CommandName[], text: string): string {
  return `For ${formatList(commands.map((command) => `\`${command}\``))}: ${lowerFirst(text)}`;
}

/** What an input or output is for one command. */
export function textFor(command: CommandName, { text, of = {} }: TextByCommand): string {
  return of[command] ?? text;
}

/** What it is for all the commands that have it. */
export function textForAll({ text, of = {} }: TextByCommand, users: readonly CommandName[]): string {
  const special = COMMANDS.flatMap((command) => of[command] ?? []);
  const parts = [...new Set(special)].map((each) =>
    forCommands(
      COMMANDS.filter((command) => of[command] === each),
      each,
    ),
  );
  const general = users.filter((command) => of[command] === undefined);
  const isFew = users.length <= FEW || (special.length > 0 && general.length <= FEW);
  return [isFew ? forCommands(general, text) : text, ...parts].join(' ');
}
