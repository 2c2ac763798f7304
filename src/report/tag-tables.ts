import { type Digest, shortDigest } from '../oci/digest.ts';
import type { UnmatchedRule } from '../tags/planned-tag.ts';
import { formatCount } from '../util/format.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import type { PlanItem } from './promotion.ts';

const SIGNS = { create: '🆕', move: '⏩', keep: '✅', skip: '⏸️' } as const;

/** What happened to a tag; in a plan, the name of its action is used. */
export const DONE = { create: 'new', move: 'moved', keep: 'kept', skip: 'skipped' } as const;

/** A tag that is new or kept needs no digest of its own. */
function renderMove({ action, before, after }: PlanItem): string {
  if (before === null || (action !== 'move' && action !== 'skip')) return '';
  const from = markdownCode(shortDigest(before));
  if (action === 'skip') return `stays ${from}`;
  // Before a build, its digest is unknown.
  return after === null ? `now ${from}` : `${from} → ${markdownCode(shortDigest(after))}`;
}

/** The space does not break, so sign and word stay on one line. */
function renderAction(action: PlanItem['action'], isDone: boolean, isBack = false): string {
  if (isBack && action === 'move') return `⏪&nbsp;${isDone ? 'moved back' : 'move back'}`;
  return `${SIGNS[action]}&nbsp;${isDone ? DONE[action] : action}`;
}

/**
 * Renders what happens to each tag, and why.
 *
 * @param isBack whether tags move to an older image.
 */
export function renderTags(tags: readonly PlanItem[], isDone: boolean, isBack = false): string {
  const moves = tags.map(renderMove);
  const hasMoves = moves.some((move) => move !== '');
  const header = ['Tag', isDone ? 'Done' : 'Plan', 'Why', ...(hasMoves ? ['Digest'] : [])];
  const rows = tags.map(({ tag, action, reason }, index) => [
    ...[`**${markdownCode(tag)}**`, renderAction(action, isDone, isBack), markdownText(reason)],
    ...(hasMoves ? [moves[index] ?? ''] : []),
  ]);
  return markdownTable(header, rows);
}

/**
 * Renders tags with the same fate in one row.
 *
 * @param options.known an image of which the version is known, which says more than a digest.
 * @param options.isBack whether tags move to an older image.
 */
export function renderTagsByAction(
  tags: readonly PlanItem[],
  isDone: boolean,
  {
    known,
    isBack = false,
  }: {
    readonly known?: { readonly digest: Digest; readonly version: string | null } | undefined;
    readonly isBack?: boolean;
  } = {},
): string {
  const groups = Map.groupBy(tags, ({ action, before }) => (action === 'move' ? `move ${before}` : action));
  const rows = [...groups.values()].flatMap((items) => {
    const [first] = items;
    if (first === undefined) return [];
    const { action, before } = first;
    const version = before === known?.digest ? known?.version : null;
    const name = version ?? (before && shortDigest(before));
    const from = action === 'move' && before !== null ? ` from ${markdownCode(name ?? '')}` : '';
    const reasons = new Set(items.map(({ reason }) => markdownText(reason)));
    const why = action === 'skip' ? `: ${[...reasons].join('; ')}` : '';
    return [[`${renderAction(action, isDone, isBack)}${from}`, `${renderNames(items)}${why}`]];
  });
  return markdownTable(['', 'Tags'], rows);
}

/** Lists names of tags. */
export function renderNames(tags: readonly PlanItem[]): string {
  return tags.map(({ tag }) => markdownCode(tag)).join(' ');
}

/** Renders the rules that gave no tag, folded, each with its reason. */
export function renderUnmatchedRules(rules: readonly UnmatchedRule[]): string {
  const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
  return markdownDetails(`${formatCount(rules.length, 'rule')} gave no tag`, lines.join('\n'));
}
