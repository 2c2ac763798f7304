/** A pattern that reads as translated, and what an engineer would write instead. */
export interface Translated {
  readonly pattern: RegExp;
  readonly instead: string;
}

/** Patterns of prose. Code, links and quoted texts are taken out before they are looked for. */
export const TRANSLATED_PROSE: readonly Translated[] = [
  // "where" as a condition. It stays for places: "to where it was built", "the repository where …".
  { pattern: /(?:^|[.;:(] )Where (?!it runs\b|to\b)[a-z`'{}\s]+?,/m, instead: 'if …,' },
  {
    pattern: /\bwhere (?:there|nothing|nobody|none|not|no|any|one|several|possible|they do)\b/i,
    instead: 'if there …',
  },
  { pattern: /\beven where\b/i, instead: 'even if' },
  { pattern: /\balso where\b/i, instead: 'even if' },
  // A negated noun in place of a negated verb.
  {
    pattern: /\b(?:it|which|that|they) (?:is|are|was|were) (?:no|none)\b(?! (?:longer|more|later|higher|newer|older))/i,
    instead: 'is not a …',
  },
  { pattern: /\bwithout any (?:right|doubt)\b/i, instead: 'without permission' },
  // "alone" and "by itself" in place of "only".
  { pattern: /\balone\b/i, instead: 'only' },
  { pattern: /\bby (?:itself|themselves)\b/i, instead: '(leave it out)' },
  // A clause as a noun.
  { pattern: /\b[Ww]hoever\b/, instead: 'anyone who' },
  {
    pattern: /(?:^|[.;] )What is (?!an?\b|the\b|Sealift\b|copied\b|checked\b)[a-z ]+ is\b/m,
    instead: '(name the thing)',
  },
  { pattern: /\bwhat is where\b/i, instead: 'which image each environment runs' },
  { pattern: /\bnobody (?:knows|can say|can tell|could tell)\b/i, instead: 'unknown' },
  // A verb without its object.
  { pattern: /\btells? (?:how|what|why|of|whether|where|it|so)\b/i, instead: 'explains, names, shows' },
  { pattern: /\b(?:is|are|was|were) told\b/i, instead: 'is reported' },
  { pattern: /\b(?:is|are) asked (?:for|of) (?:again|anew)\b/i, instead: 'is requested again' },
  { pattern: /\b(?:is|are) warned of\b/i, instead: 'gets a warning' },
  // A count as a subject.
  { pattern: /(?:^|[.;:] )So (?:many|much|old|it is|large)\b/m, instead: 'how many, up to' },
  { pattern: /\bat the same time\b.*\bat the same time\b/i, instead: 'concurrently' },
  // Literal phrasal verbs.
  { pattern: /\b(?:takes?|took|taken|taking) along\b/i, instead: 'copies' },
  { pattern: /\b(?:goes|go|went) along\b/i, instead: 'is copied' },
  { pattern: /\b(?:lets?|letting) (?:\w+ )?go on\b/i, instead: 'allows, continues' },
  { pattern: /\b(?:goes|go|going) on (?!the\b|a\b)\w/i, instead: 'continues' },
  { pattern: /\b(?:comes?|came) (?:of|out)\b(?! (?:of the box|order))/i, instead: 'results from, differs' },
  { pattern: /\b(?:goes|go) by (?:the|what|its|their|a|versions|git)\b/i, instead: 'uses' },
  { pattern: /\b(?:is|are|was|were) (?:passed|looked) over\b/i, instead: 'is skipped' },
  { pattern: /\bheld (?:against|up)\b/i, instead: 'checked against, delayed' },
  { pattern: /\b(?:gives?|gave|giving) way\b/i, instead: 'yields' },
  { pattern: /\b(?:stands?|stood|standing) by\b/i, instead: 'settles' },
  { pattern: /\bdealt out\b/i, instead: 'assigned' },
  { pattern: /\bdoes? (?:what|so) too\b/i, instead: 'works too' },
  { pattern: /\bwill do\b/i, instead: 'is enough' },
  { pattern: /\banew\b/i, instead: 'again' },
  { pattern: /\bas (?:good|well) as nothing\b/i, instead: 'nothing' },
  // Riddles and personification.
  { pattern: /\b(?:hears?|heard) of\b/i, instead: 'receives' },
  { pattern: /\b(?:worn|lonely|patience|scouts?|flights?|companions?|landed|landing)\b/i, instead: '(its usual name)' },
  { pattern: /\blift(?:s|ed|ing)?\b/i, instead: 'promote' },
  { pattern: /\bnumbers? of (?:the|a) day\b/i, instead: 'daily build number' },
  { pattern: /\bby right\b/i, instead: 'validly' },
  { pattern: /\bfor good\b/i, instead: 'permanently' },
  { pattern: /\bamong (?:it|them)\b/i, instead: 'including' },
  { pattern: /\bin the place of\b/i, instead: 'instead of' },
  { pattern: /\bof that kind\b/i, instead: 'such' },
  { pattern: /\bone (?:a|an) (?:line|day|image|tag|file|destination|account)\b/i, instead: 'one per line' },
  { pattern: /\btoo, where\b/i, instead: 'also if' },
  { pattern: /\bGitHub's places\b/i, instead: 'GitHub integrations' },
];

/** Takes out of a Markdown text what is not prose: code, quoted errors, addresses, and tables that a program writes. */
export function proseOf(markdown: string): string {
  return markdown
    .replace(/<!-- (\w+): begin, written by[\s\S]*?<!-- \1: end -->/g, '')
    .replace(/^```[\s\S]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, '`x`')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/"[^"\n]{0,200}"/g, '"x"')
    .replace(/\n(?=[^\n|#\-\d*>])/g, ' ')
    .replace(/ {2,}/g, ' ');
}

/** Finds what reads as translated, each with its surroundings and what to write instead. */
export function findTranslatedProse(markdown: string): readonly string[] {
  const prose = proseOf(markdown);
  return TRANSLATED_PROSE.flatMap(({ pattern, instead }) =>
    [...prose.matchAll(new RegExp(pattern.source, `${pattern.flags.replace('g', '')}g`))].map(
      ({ 0: found, index }) =>
        `"${prose.slice(Math.max(0, index - 30), index + found.length + 30).replaceAll('\n', ' ')}": write "${instead}"`,
    ),
  );
}
