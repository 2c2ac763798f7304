import { safeText } from '../util/text-safe-text.ts';

/** Characters that Markdown or GitHub give a meaning to: links, emphasis, tables, HTML, mentions and issue numbers. */
const SPECIAL = /[\\`*_[\]<>&|~@#]/g;

/** What GitHub turns into a link by itself. */
const AUTOLINK = /:(?=\/\/)|\.(?<=\bwww\.)/gi;

/** Text that means nothing to Markdown inside of backticks, such as tags, digests and references. */
const PLAIN = /^[\w.:@/+=, -]+$/;

/** What GitHub looks for in the finished page, where an entity is a character again: mentions, addresses, numbers of issues. */
const FOUND_LATER = /(?<=[@#])(?=[\w-])|(?<=\bGH)(?=-[0-9])/gi;

/** An invisible character that is part of no name or number: what it stands in is found by nobody. */
const JOINER = '\u2060';

function toEntity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/**
 * Writes foreign text so that it stands in a Markdown paragraph or cell as it is, and does nothing.
 *
 * @param maxLength in characters: what is longer is cut.
 */
export function markdownText(text: string, maxLength?: number): string {
  return safeText(text, maxLength).replace(FOUND_LATER, JOINER).replace(SPECIAL, toEntity).replace(AUTOLINK, toEntity);
}

/** Writes foreign text as code: monospaced, and safe in a cell. */
export function markdownCode(text: string): string {
  const line = safeText(text);
  return PLAIN.test(line) ? `\`${line}\`` : `<code>${markdownText(line)}</code>`;
}

/** Writes a table. Cells must be Markdown that was made safe already. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Writes what is folded until somebody wants to see it. */
export function markdownDetails(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}
