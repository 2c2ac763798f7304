import type { Cause } from '../action/cancellation.ts';
import type { TagState } from '../tag-updates/journal.ts';
import { markdownTable, markdownText } from './markdown.ts';
import { nameOrCount } from './rows.ts';

/** A summary names so many tags. */
const MAX_ROWS = 500;

/** What is said of tags by how far they came, in the order in which people need to know it. */
const WORDS: readonly (readonly [TagState, string])[] = [
  ['stuck', 'NOT put back, look at it'],
  ['begun', 'perhaps written, look at it'],
  ['written', 'moved'],
  ['restored', 'put back to what it was'],
  ['new', 'new, and on the complete image'],
  ['planned', 'did not move'],
  ['untouched', 'did not move'],
];

/** A tag, and what became of it. */
interface ToldTag {
  readonly name: string;
  readonly words: string;
}

/** Says of each tag what became of it, what needs a look first. */
export function describeTags(states: ReadonlyMap<string, TagState>): readonly ToldTag[] {
  return WORDS.flatMap(([state, words]) =>
    [...states].filter(([, each]) => each === state).map(([name]) => ({ name, words })),
  );
}

function reasonOf({ signal }: Cause): string {
  return signal === undefined ? 'an unexpected error ended the run' : `${signal} ended the run`;
}

/** Says in one sentence why a run ended before it was done, and what is where. */
export function explainCancelled(cause: Cause, states: ReadonlyMap<string, TagState>): string {
  const told = describeTags(states);
  const isTouched = [...states.values()].some((state) => state !== 'planned' && state !== 'untouched');
  if (!isTouched) return `Cannot finish: ${reasonOf(cause)} before any tag was written; run it again`;
  const groups = Map.groupBy(told, ({ words }) => words);
  const parts = [...groups].map(([words, tags]) => {
    return `${words}: ${nameOrCount(
      tags.map(({ name }) => name),
      'tags',
    )}`;
  });
  return `Cannot finish: ${reasonOf(cause)} (${parts.join('; ')}); run it again`;
}

/** Renders the job summary of a run that ended before it was done. */
export function renderCancelledSummary(sentence: string, states: ReadonlyMap<string, TagState>): string {
  const told = describeTags(states);
  const rows = told.slice(0, MAX_ROWS).map(({ name, words }) => [markdownText(name, 500), words]);
  const more = told.length > MAX_ROWS ? [`and ${told.length - MAX_ROWS} more tags, listed in the log`] : [];
  const table = rows.length === 0 ? [] : [markdownTable(['Tag', 'State'], rows)];
  return `${['## 🛑 Sealift was cancelled', markdownText(sentence, 4000), ...table, ...more].join('\n\n')}\n`;
}
