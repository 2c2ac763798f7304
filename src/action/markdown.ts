import { safeText } from '../text/safe-text.ts';

/** Characters that Markdown or GitHub give a meaning to: links, images, emphasis, tables, mentions and issue numbers. */
const SPECIAL = /[\\`*_{}[\]()#+!|~@$<>&"'-]/g;

/** Writes foreign text so that it stands in a Markdown paragraph or cell as it is, and does nothing (registries.md, D13). */
export function markdownText(text: string): string {
  return safeText(text).replace(SPECIAL, (character) => `&#${character.codePointAt(0)};`);
}

/** Writes foreign text as code: monospaced, and safe in a cell. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
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
