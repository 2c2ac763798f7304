import { HOME_URL } from '../../tool.ts';
import { markdownText } from './markdown.ts';

/** A sentence of ours is shown whole: what is foreign in it was cut where it was quoted (characters). */
const MAX_SENTENCE = 4000;

/** Renders the job summary of a run that was refused or failed: the sentence that the log ends with. */
export function renderFailureSummary(sentence: string): string {
  // The cure is the last clause of "Cannot VERB OBJECT: REASON; CURE".
  const at = sentence.lastIndexOf('; ');
  const problem = at < 0 ? sentence : sentence.slice(0, at);
  const cure = at < 0 ? [] : [`**What to do:** ${markdownText(sentence.slice(at + 2), MAX_SENTENCE)}`];
  const help = `<sub>[All errors](${HOME_URL}/blob/main/docs/reference/errors.md) · re-run with debug logging to see every request</sub>`;
  return `${['## ⛔ Sealift stopped', markdownText(problem, MAX_SENTENCE), ...cure, help].join('\n\n')}\n`;
}
