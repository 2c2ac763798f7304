import { COMMAND_SUMMARIES, COMMANDS, type CommandName } from '../../src/faces/commands.ts';
import { INPUT_TEXTS } from '../../src/faces/input-texts.ts';
import { definitionOf, INPUT_NAMES, type InputName, inputsOf, usersOf } from '../../src/faces/inputs.ts';
import { OUTPUTS, outputsOf } from '../../src/faces/outputs.ts';
import { textFor } from '../../src/faces/text.ts';
import type { Home } from './home.ts';

/** Puts Markdown into a cell: on one line, and without ending it. */
function cell(markdown: string): string {
  return markdown.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

/** Writes a table without padding: a change of one cell is a change of one line. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map(() => '---');
  return [header, rule, ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

/** Writes a default as code, a list with one item a line. */
function renderDefault(fallback: string | undefined): string {
  const lines = (fallback ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.map(code).join('<br>');
}

function renderInputs(names: readonly InputName[], textOf: (name: InputName) => string): string {
  const rows = names.map((name) => [code(name), renderDefault(definitionOf(name).default), textOf(name)]);
  return renderTable(['Input', 'Default', 'Meaning'], rows);
}

/** Whether every command uses an input, so that it is told of once. */
function isCommon(name: InputName): boolean {
  return usersOf(name).length === COMMANDS.length;
}

function renderHead(command: CommandName, { repository, major }: Home): string {
  const uses = `\`uses: ${repository}/actions/${command}@${major}\``;
  return `## ${command}\n\n${COMMAND_SUMMARIES[command]} As an action of its own: ${uses}`;
}

/** Renders the inputs, a table for each command and one for what all of them use. */
export function renderInputTables(home: Home): string {
  const specific = COMMANDS.map((command) => {
    const used = inputsOf(command).filter((name) => !isCommon(name));
    return `${renderHead(command, home)}\n\n${renderInputs(used, (name) => textFor(command, INPUT_TEXTS[name]))}`;
  });
  const common = INPUT_NAMES.filter(isCommon);
  return [...specific, `## Every command\n\n${renderInputs(common, (name) => INPUT_TEXTS[name].text)}`].join('\n\n');
}

/** Renders the outputs, a table for each command. */
export function renderOutputTables(): string {
  return COMMANDS.map((command) => {
    const rows = outputsOf(command).flatMap((name) => {
      const output = OUTPUTS[name];
      return output === undefined ? [] : [[code(name), textFor(command, output)]];
    });
    return `## ${command}\n\n${renderTable(['Output', 'Meaning'], rows)}`;
  }).join('\n\n');
}
