import type { Outputs } from '../action/outputs.ts';
import { fitTable } from './fit-table.ts';
import { TABLED, type TabledReport, tableOf } from './tables.ts';

/** What a terminal or a runner may take for more than text: GitHub's runs commands that begin with `##[`. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029]|##\[/gu;

function escapeUnits(text: string): string {
  return text
    .split('')
    .map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** Renders the report as one line of JSON; a command without one gives its outputs. */
export function renderJson(outputs: Outputs): string {
  const text = outputs.get('report') ?? JSON.stringify(Object.fromEntries(outputs));
  return text.replace(UNSAFE, (found) => (found === '##[' ? '#\\u0023[' : escapeUnits(found)));
}

function isTabled(report: { readonly command?: unknown }): report is TabledReport {
  return TABLED.some((command) => command === report.command);
}

/**
 * Renders what a command found out as lines: a table, or the tags of a build; nothing if the log says it.
 *
 * @param width the columns of the terminal; undefined if it is none.
 */
export function renderResult(command: string, outputs: Outputs, width: number | undefined): readonly string[] {
  if (command === 'tags') return (outputs.get('tags') ?? '').split('\n').filter((line) => line !== '');
  // It was written by this run.
  const report: { readonly command?: unknown } = JSON.parse(outputs.get('report') || '{}');
  if (!isTabled(report)) return [];
  const { header, rows } = tableOf(report);
  return fitTable(header, rows, width);
}

/** Whether what a command found out is written apart from its log. */
export function hasOwnResult(command: string): boolean {
  return command === 'tags' || TABLED.includes(command);
}
