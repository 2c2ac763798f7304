/** The tags of HTML that our summaries are made of. */
const TAGS = /<\/?(?:details|summary|code|sub)>|<br>|&nbsp;/g;
/**
 * The links that we write, all to the GitHub that runs the job: a run, a login, a commit, a comparison, a package, and our
 * own page of errors.
 */
const OWN_LINKS =
  /\[(?:run \d+|[A-Za-z\d](?:[A-Za-z\d-]*[A-Za-z\d])?(?:&#91;bot&#93;)?|[0-9a-f]{7}(?:…[0-9a-f]{7})?|package|All errors)\]\(https:\/\/github\.com\/[\w./%-]+\)/g;
/** What we fence: references by digest, and the picture of the pipeline, whose texts hold letters, digits and a few signs. */
const FENCED =
  /^```text\n(?:[\w.:@/-]+\n)*```$|^```mermaid\nflowchart LR\n(?: {2}[\p{L}\p{N} .,:_+/#;\-=>|"[\]<()]+\n)*```$/gmu;
/** Code as we write it: text that means nothing, between single backticks. */
const CODE = /`[\w.:@/+=, -]+`/g;
const ENTITY = /&#(\d{2,4});/g;
/** The beginnings of lines that Markdown gives a meaning to, and that we write. */
const STARTS = /^(?:#{2,3} |> \[!WARNING\]$|> |- |\| )/;
/** What turns into a link, a mention or a reference after Markdown was read: GitHub looks at the text, not at the source. */
const LINKS = [/[\w.+-]@[\w-]+\.\w/, /(?:^|[^\w`])@\w/, /(?:^|[^\w])#\d/, /[\w-]+\/[\w-]+#\d/];
const ROW = /^\|(?: .*? \|)+$/;

function decode(text: string): string {
  return text.replace(ENTITY, (_, number: string) => String.fromCodePoint(Number(number)));
}

function* judgeTable(rows: readonly string[]): Generator<string> {
  const widths = new Set(rows.map((row) => row.split('|').length));
  if (widths.size !== 1 || !rows.every((row) => ROW.test(row))) yield `a table with other cells: ${rows.join('\n')}`;
}

/** Looks at a line without our code, tags and beginnings: nothing that means anything may be left. */
function* judgeLine(line: string): Generator<string> {
  const rest = line.replace(STARTS, '').replace(OWN_LINKS, '').replace(CODE, '').replace(TAGS, '').replaceAll('**', '');
  const bare = (line.startsWith('|') ? rest.replaceAll('|', '') : rest).replace(ENTITY, '');
  const found = /[<>[\]`*_~|\\@]|&|:\/\/|\bwww\.|!\[|^\s*(?:#|>|=+$|-{3,}$|\d+[.)] |[+-] )|\t|\p{Cc}/iu.exec(bare);
  if (found !== null) yield `${JSON.stringify(found[0])} in the summary: ${line}`;
  // Inside of code nothing is looked for but addresses, which cmark-gfm finds in every text (autolink.c).
  const text = decode(line.replace(OWN_LINKS, '').replace(CODE, '').replace(STARTS, ''));
  const outside = text.replace(/<code>.*?<\/code>/g, '');
  if (LINKS[0]?.test(text)) yield `an address in the summary: ${text}`;
  if (LINKS.some((pattern) => pattern.test(outside))) yield `a link in the summary: ${text}`;
}

/**
 * Says what of a summary GitHub would render that is not ours: a link, an image, a tag, a mention, a table's cell.
 *
 * It knows the few forms that we write and takes everything else for foreign, which is stricter than a renderer.
 */
export function judgeSummary(markdown: string): readonly string[] {
  const text = markdown.replace(FENCED, '');
  const lines = text.split('\n').filter((line) => !/^\| (?:--- \| ?)+$/.test(line));
  const problems = lines.flatMap((line) => [...judgeLine(line)]);
  for (const table of text.matchAll(/(?:^\|.*$\n?)+/gm)) problems.push(...judgeTable(table[0].trimEnd().split('\n')));
  for (const tag of ['details', 'summary', 'code', 'sub']) {
    const [opened, closed] = [text.split(`<${tag}>`).length, text.split(`</${tag}>`).length];
    if (opened !== closed) problems.push(`<${tag}> is opened ${opened - 1} times and closed ${closed - 1} times`);
  }
  return problems;
}
