/**
 * What must never reach a log line: control characters (ANSI escapes among them), and invisible ones, which reorder it,
 * or which .NET passes over where it compares by culture, as the runner does with `##[` (actions/runner,
 * ActionCommand.cs).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The longest foreign text that is shown, in characters: enough for a registry's message, too short to flood a log. */
const MAX_LENGTH = 500;

/**
 * Makes text from outside (a registry, an image, an event) safe to show in one log line.
 *
 * The Actions runner executes `##[command]` anywhere in a line and `::command::` at its start
 * (actions/runner, ActionCommand.cs), so both forms are broken up besides the control characters.
 *
 * @example safeText('a\n::set-output name=x::y') // 'a␤: :set-output name=x: :y'
 */
export function safeText(text: string, maxLength = MAX_LENGTH): string {
  const line = text
    .slice(0, maxLength * 2)
    .replace(/\r\n|[\r\n\u2028\u2029]/g, '␤')
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, '')
    .replaceAll('##[', '## [')
    .replaceAll('::', ': :');
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** Puts foreign text in double quotes for an error sentence, made safe by {@link safeText}. */
export function quote(text: string): string {
  return `"${safeText(text, 200)}"`;
}
