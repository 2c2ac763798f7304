import type { ToolPlan } from './tools/tool.ts';

/** Quotes a word for `sh`. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Writes what `sh` has to do: all commands in turn; it ends at the first that fails. */
export function commandScript({ commands }: ToolPlan): string {
  const lines = commands.map((words) => words.map(quote).join(' '));
  // No shell stands around where there is but one process.
  if (lines.length === 1) return `exec ${lines[0]}\n`;
  return lines.map((line) => `${line} || exit 1\n`).join('');
}
