import { type ErrorWords, formatProblem } from '../errors.ts';
import { safeText } from '../util/safe-text.ts';
import { HOME_URL } from '../version.ts';

/** Characters with a meaning in Markdown or on GitHub: links, emphasis, tables, HTML, mentions and issue numbers. */
const SPECIAL = /[\\`*_[\]<>&|~@#]/g;

/** What GitHub turns into a link without any markup. */
const AUTOLINK = /:(?=\/\/)|\.(?<=\bwww\.)/gi;

/** Text without a meaning in Markdown inside backticks, such as tags, digests and references. */
const PLAIN = /^[\w.:@/+=, -]+$/;

/** What GitHub looks for in the finished page, where an entity is a character again: mentions, addresses, numbers of issues. */
const FOUND_LATER = /(?<=[@#])(?=[\w-])|(?<=\bGH)(?=-[0-9])/gi;

/** An invisible character that no name or number contains, so that GitHub does not recognise the text around it. */
const JOINER = '\u2060';

function toEntity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** Escapes foreign text, so that it is shown literally; cuts it to `maxLength` characters. */
export function markdownText(text: string, maxLength?: number): string {
  return safeText(text, maxLength).replace(FOUND_LATER, JOINER).replace(SPECIAL, toEntity).replace(AUTOLINK, toEntity);
}

/** Writes foreign text as code: monospaced, and safe in a cell. */
export function markdownCode(text: string): string {
  const line = safeText(text);
  return PLAIN.test(line) ? `\`${line}\`` : `<code>${markdownText(line)}</code>`;
}

/** Writes a table. Cells must be safe Markdown. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Writes a folded section. */
export function markdownDetails(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** Writes a table of labels. */
export function markdownLabels(labels: Readonly<Record<string, string>>): string {
  return markdownTable(
    ['Label', 'Value'],
    Object.entries(labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]),
  );
}

/** Joins the parts of a page, its warnings and its footer, and limits its size. */
export function markdownPage(parts: readonly string[], warnings: readonly string[], footer?: string): string {
  const shown = warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`);
  const below = footer === undefined ? [] : [`<sub>${footer}</sub>`];
  return limitSummary(`${[...parts, ...shown, ...below].join('\n\n')}\n`);
}

/** GitHub drops a summary of more than 1 MiB; ours ends before (bytes). */
const MAX_SUMMARY = 900 * 1024;

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/**
 * Cuts a summary at the end of a line before it is so large that GitHub drops all of it, and closes open elements. Only
 * our own text opens and closes elements: foreign text contains neither tags nor fences.
 */
export function limitSummary(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.byteLength <= MAX_SUMMARY) return markdown;
  const end = bytes.lastIndexOf('\n', MAX_SUMMARY);
  const kept = bytes.subarray(0, Math.max(0, end)).toString('utf8');
  const fence = count(`\n${kept}`, '\n```') % 2 === 1 ? '\n```' : '';
  const open = count(kept, '<details>') - count(kept, '</details>');
  return `${kept}${fence}\n${'\n</details>\n'.repeat(open)}\nThe rest was cut: a summary may hold 1 MiB. The output "report" is complete.\n`;
}

/** Our own sentences fit: foreign text in them was cut when it was quoted (characters). */
const MAX_SENTENCE = 4000;

const HELP = `<sub>[All errors](${HOME_URL}/blob/main/docs/reference/errors.md) · re-run with debug logging to see every request</sub>`;

/** Renders the job summary of a failed run: the last sentence of the log, part by part if the error has parts. */
export function renderFailureSummary(failure: ErrorWords | string, lines: readonly string[] = []): string {
  const show = (text: string) => markdownText(text, MAX_SENTENCE);
  // What is indented belongs to the line before it.
  const item = (line: string) => `${line.startsWith('  ') ? '  ' : ''}- ${show(line.trimStart())}`;
  const list = lines.length === 0 ? [] : [lines.map(item).join('\n')];
  const head = '## ⛔ Sealift stopped';
  if (typeof failure === 'string') return `${[head, show(failure), ...list, HELP].join('\n\n')}\n`;
  const { remedy, aftermath } = failure;
  const after = aftermath === undefined ? [] : [`**Current state:** ${show(aftermath)}`];
  return `${[head, show(formatProblem(failure)), ...list, `**What to do:** ${show(remedy)}`, ...after, HELP].join('\n\n')}\n`;
}

/** Removes secrets from each part of an error. */
export function redactWords(words: ErrorWords, redact: (text: string) => string): ErrorWords {
  const { what, reason, remedy, aftermath } = words;
  return {
    what: redact(what),
    reason: redact(reason),
    remedy: redact(remedy),
    ...(aftermath === undefined ? {} : { aftermath: redact(aftermath) }),
  };
}
