import type { Declaration } from './action-file.ts';
import { settersOf } from './by-command.ts';

/** Puts Markdown into a cell: on one line, and without ending it. */
function cell(markdown: string): string {
  return markdown.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

/** Writes a table without padding: a change of one cell is a change of one line. */
function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map(() => '---');
  return [header, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Writes a default as code, a list with one item a line. */
function renderDefault(fallback: string | undefined): string {
  const lines = (fallback ?? '').split('\n').filter((line) => line.trim() !== '');
  return lines.map(code).join('<br>');
}

/** Renders the inputs of the action as a Markdown table, in the order of action.yml. */
export function renderInputs(inputs: readonly Declaration[]): string {
  const rows = inputs.map(({ name, fallback, description }) => [
    code(name),
    renderDefault(fallback),
    cell(description),
  ]);
  return renderTable(['Input', 'Default', 'Meaning'], rows);
}

/** Renders the outputs of the action as a Markdown table, in the order of action.yml, with the commands that set them. */
export function renderOutputs(outputs: readonly Declaration[]): string {
  const rows = outputs.map(({ name, description }) => {
    return [code(name), settersOf(name).map(code).join(', '), cell(description)];
  });
  return renderTable(['Output', 'Set by', 'Meaning'], rows);
}
