import type { Declaration } from './action-file.ts';

/** Puts Markdown into a cell: on one line, and without ending it. */
function cell(markdown: string): string {
  return markdown.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

/** Writes a table with its columns aligned, as the formatter has it. */
function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  const render = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [header, rule, ...rows].map(render).join('\n');
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

/** Renders the outputs of the action as a Markdown table, in the order of action.yml. */
export function renderOutputs(outputs: readonly Declaration[]): string {
  const rows = outputs.map(({ name, description }) => [code(name), cell(description)]);
  return renderTable(['Output', 'Meaning'], rows);
}
