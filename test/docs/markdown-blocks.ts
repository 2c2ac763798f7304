/** A fenced block of code in a Markdown file. */
export interface CodeBlock {
  readonly language: string;
  readonly text: string;
  /** Where it begins, counted from 1, for messages. */
  readonly line: number;
}

/** Lists the fenced code blocks of a Markdown text. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^```(\S*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === undefined) open = { language: fence[1] ?? '', line: index + 1, lines: [] };
    else {
      blocks.push({ language: open.language, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    }
  }
  return blocks;
}
