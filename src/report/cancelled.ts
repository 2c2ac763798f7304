import type { Cause } from '../action/cancellation.ts';
import type { TagState } from '../tag-updates/journal.ts';
import { nameOrCount } from '../util/format.ts';
import { markdownTable, markdownText } from './markdown.ts';

/** More tags than these are counted in the summary. */
const MAX_ROWS = 500;

/** How each state of a tag is described, those that need attention first. */
const WORDS: readonly (readonly [TagState, string])[] = [
  ['stuck', 'NOT put back, look at it'],
  ['unknown', 'perhaps moved, look at it'],
  ['begun', 'perhaps written, look at it'],
  ['written', 'moved'],
  ['restored', 'put back to what it was'],
  ['new', 'created, on a complete image'],
  ['planned', 'did not move'],
  ['untouched', 'did not move'],
];

/** Describes the state of each tag, those that need attention first. */
export function describeTags(states: ReadonlyMap<string, TagState>) {
  return WORDS.flatMap(([state, words]) =>
    [...states].filter(([, each]) => each === state).map(([name]) => ({ name, words })),
  );
}

function reasonOf({ signal }: Cause): string {
  return signal === undefined ? 'an unexpected error ended the run' : `${signal} ended the run`;
}

/** Explains in one sentence why a run ended early, and the state of its tags. */
export function explainCancelled(cause: Cause, states: ReadonlyMap<string, TagState>): string {
  const described = describeTags(states);
  const isTouched = [...states.values()].some((state) => state !== 'planned' && state !== 'untouched');
  if (!isTouched) return `Cannot finish: ${reasonOf(cause)} before any tag was written; run it again`;
  const groups = Map.groupBy(described, ({ words }) => words);
  const parts = [...groups].map(([words, tags]) => {
    const names = tags.map(({ name }) => name);
    return `${words}: ${nameOrCount(names, 'tags')}`;
  });
  return `Cannot finish: ${reasonOf(cause)} (${parts.join('; ')}); run it again`;
}

/** Renders the job summary of a run that ended early. */
export function renderCancelledSummary(sentence: string, states: ReadonlyMap<string, TagState>): string {
  const described = describeTags(states);
  const rows = described.slice(0, MAX_ROWS).map(({ name, words }) => [markdownText(name, 500), words]);
  const more = described.length > MAX_ROWS ? [`and ${described.length - MAX_ROWS} more tags, listed in the log`] : [];
  const table = rows.length === 0 ? [] : [markdownTable(['Tag', 'State'], rows)];
  return `${['## 🛑 Sealift was cancelled', markdownText(sentence, 4000), ...table, ...more].join('\n\n')}\n`;
}
