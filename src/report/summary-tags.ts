import { shortDigest } from '../oci/digest.ts';
import type { IdleRule } from '../tags/planned-tag.ts';
import { formatCount } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import type { PlanItem } from './promotion.ts';

const SIGNS = { create: '🆕', move: '⏩', keep: '✅', skip: '⏸️' } as const;

const DONE = { create: 'new', move: 'moved', keep: 'kept', skip: 'skipped' } as const;

const PLANNED = { create: 'create', move: 'move', keep: 'keep', skip: 'skip' } as const;

/** Writes where a tag pointed before, and where it points now; a tag that is new or kept needs no digest of its own. */
function renderMove({ action, before, after }: PlanItem): string {
  if (before === null || (action !== 'move' && action !== 'skip')) return '';
  const from = markdownCode(shortDigest(before));
  if (action === 'skip') return `stays ${from}`;
  // Before a build nobody knows where a tag will point.
  return after === null ? `now ${from}` : `${from} → ${markdownCode(shortDigest(after))}`;
}

/** Renders a plan of tags as a table: what happens to each, and why. */
export function renderTags(tags: readonly PlanItem[], isDone: boolean): string {
  const words = isDone ? DONE : PLANNED;
  const moves = tags.map(renderMove);
  const hasMoves = moves.some((move) => move !== '');
  const header = ['Tag', isDone ? 'Done' : 'Plan', 'Why', ...(hasMoves ? ['Digest'] : [])];
  const rows = tags.map((item, index) => {
    // A space that does not break: the sign and its word stay on one line.
    const word = `${SIGNS[item.action]}&nbsp;${words[item.action]}`;
    const cells = [`**${markdownCode(item.tag)}**`, word, markdownText(item.reason)];
    return hasMoves ? [...cells, moves[index] ?? ''] : cells;
  });
  return markdownTable(header, rows);
}

/** Says what happens to all tags of a row, and from where they move. */
function renderRow(items: readonly PlanItem[], isDone: boolean): readonly string[] {
  const [first] = items;
  if (first === undefined) return [];
  const { action, before } = first;
  const word = `${SIGNS[action]}&nbsp;${(isDone ? DONE : PLANNED)[action]}`;
  const from = action === 'move' && before !== null ? ` from ${markdownCode(shortDigest(before))}` : '';
  const why = action === 'skip' ? `: ${[...new Set(items.map(({ reason }) => markdownText(reason)))].join('; ')}` : '';
  return [`${word}${from}`, `${items.map(({ tag }) => markdownCode(tag)).join(' ')}${why}`];
}

/** Renders a plan of tags in few lines: those that share what happens to them stand together. */
export function renderTagsByAction(tags: readonly PlanItem[], isDone: boolean): string {
  const groups = new Map<string, PlanItem[]>();
  for (const item of tags) {
    const key = item.action === 'move' ? `move ${item.before}` : item.action;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return markdownTable(
    ['', 'Tags'],
    [...groups.values()].map((items) => renderRow(items, isDone)),
  );
}

/** Renders the rules that gave no tag, folded, each with its reason. */
export function renderIdleRules(rules: readonly IdleRule[]): string {
  const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
  return markdownDetails(`${formatCount(rules.length, 'rule')} gave no tag`, lines.join('\n'));
}
