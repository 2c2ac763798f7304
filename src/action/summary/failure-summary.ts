import { markdownText } from './markdown.ts';

/** Renders the job summary of a run that was refused or failed: the sentence that the log ends with. */
export function renderFailureSummary(sentence: string): string {
  // The cure is the last clause of "Cannot VERB OBJECT: REASON; CURE".
  const at = sentence.lastIndexOf('; ');
  const problem = at < 0 ? sentence : sentence.slice(0, at);
  const cure = at < 0 ? [] : [`**What to do:** ${markdownText(sentence.slice(at + 2))}`];
  return `${['## ⛔ Sealift stopped', markdownText(problem), ...cure].join('\n\n')}\n`;
}
