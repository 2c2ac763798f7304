import { oneLine } from './one-line.ts';
import { secrets } from './safe-text.ts';

/** The longest foreign text that is shown, in characters: enough for a registry's message, too short to flood a log. */
const MAX_LENGTH = 500;

/** The longest text in quotes, in characters. */
const MAX_QUOTED = 200;

/** What a reader may take for the end of a quotation: double quotes of all kinds. */
const DOUBLE_QUOTES =
  /["\u00ab\u00bb\u02ba\u02dd\u02ee\u05f4\u201c-\u201f\u2033\u2036\u275d\u275e\u301d-\u301f\uff02]|''/g;

/**
 * Takes secrets out before anything else is done with a text, or they would be there in another form. Looks again at what
 * will be shown: to leave out an invisible character may make a secret whole.
 */
function makeSafe(text: string, maxLength: number, change: (line: string) => string = (line) => line): string {
  const line = secrets.redact(change(oneLine(secrets.redact(text, maxLength * 2))));
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/**
 * Makes text from outside (a registry, an image, an event) safe to show in one log line: without secrets, without
 * commands to the runner, and not too long.
 *
 * @example safeText('a\n::set-output name=x::y') // 'a␤: :set-output name=x: :y'
 */
export function safeText(text: string, maxLength = MAX_LENGTH): string {
  return makeSafe(text, maxLength);
}

/**
 * Puts foreign text in double quotes for an error sentence, made safe by {@link safeText}.
 *
 * Double quotes within it become single ones: else it could end its quotes and go on as if in our words.
 */
export function quote(text: string, maxLength = MAX_QUOTED): string {
  return `"${makeSafe(text, maxLength, (line) => line.replace(DOUBLE_QUOTES, "'"))}"`;
}
