import type { ToolPlan } from './tools/tool.ts';

/** Quotes a word for `sh`. */
function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Writes what `sh` has to do: all commands in turn, or some at once; it ends at the first that fails. */
export function commandScript({ commands, parallel = 1 }: ToolPlan): string {
  const lines = commands.map((words) => words.map(quote).join(' '));
  // No shell stands around where there is but one process.
  if (lines.length === 1) return `exec ${lines[0]}\n`;
  if (parallel === 1) return lines.map((line) => `${line} || exit 1\n`).join('');
  const words = lines.map((line) => quote(line)).join(' ');
  return `printf '%s\\0' ${words} | xargs -0 -P ${parallel} -I {} sh -c {}\n`;
}
