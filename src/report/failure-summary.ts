import { type ErrorWords, formatProblem } from '../errors.ts';
import { HOME_URL } from '../version.ts';
import { markdownText } from './markdown.ts';

/** A sentence of ours is shown whole: what is foreign in it was cut where it was quoted (characters). */
const MAX_SENTENCE = 4000;

const HELP = `<sub>[All errors](${HOME_URL}/blob/main/docs/reference/errors.md) · re-run with debug logging to see every request</sub>`;

/**
 * Renders the job summary of a run that was refused or failed: the sentence that the log ends with, part by part where the
 * error has parts.
 */
export function renderFailureSummary(failure: ErrorWords | string): string {
  const show = (text: string) => markdownText(text, MAX_SENTENCE);
  const head = '## ⛔ Sealift stopped';
  if (typeof failure === 'string') return `${[head, show(failure), HELP].join('\n\n')}\n`;
  const { remedy, aftermath } = failure;
  const after = aftermath === undefined ? [] : [`**What became of it:** ${show(aftermath)}`];
  return `${[head, show(formatProblem(failure)), `**What to do:** ${show(remedy)}`, ...after, HELP].join('\n\n')}\n`;
}

/** Takes secrets out of each part of an error. */
export function redactWords(words: ErrorWords, redact: (text: string) => string): ErrorWords {
  const { what, reason, remedy, aftermath } = words;
  return {
    what: redact(what),
    reason: redact(reason),
    remedy: redact(remedy),
    ...(aftermath === undefined ? {} : { aftermath: redact(aftermath) }),
  };
}
