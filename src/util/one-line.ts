/**
 * What must never reach a log line: control characters (ANSI escapes among them), and invisible ones, which reorder it,
 * or which .NET passes over where it compares by culture, as the runner does with `##[` (actions/runner,
 * ActionCommand.cs).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Writes text in one line that the Actions runner takes for no command: it executes `##[command]` anywhere in a line and
 * `::command::` at its start (actions/runner, ActionCommand.cs).
 */
export function oneLine(text: string): string {
  return text
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '␤')
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, '')
    .replaceAll('##[', '## [')
    .replaceAll('::', ': :');
}
