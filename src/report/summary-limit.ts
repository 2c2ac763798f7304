/** GitHub drops a summary of more than 1 MiB; ours ends before (bytes). */
const MAX_SUMMARY = 900 * 1024;

/** Counts how often a text occurs in another. */
function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/**
 * Cuts a summary at the end of a line before GitHub drops it whole, and closes what the cut leaves open.
 *
 * What opens and closes here is ours alone: foreign text holds neither tags nor fences.
 */
export function limitSummary(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.byteLength <= MAX_SUMMARY) return markdown;
  const end = bytes.lastIndexOf('\n', MAX_SUMMARY);
  const kept = bytes.subarray(0, Math.max(0, end)).toString('utf8');
  const fence = count(`\n${kept}`, '\n```') % 2 === 1 ? '\n```' : '';
  const open = count(kept, '<details>') - count(kept, '</details>');
  return `${kept}${fence}\n${'\n</details>\n'.repeat(open)}\nThe rest was cut: a summary holds 1 MiB. The output "report" has all of it.\n`;
}
