import { shortDigest } from '../../oci/digest.ts';
import type { IdleRule } from '../../tags/tag-plan.ts';
import { formatCount } from '../../text/format.ts';
import type { PlanItem } from '../report.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';

const DONE = { create: '🆕 created', move: '⏩ moved', keep: '✅ kept', skip: '⏸️ skipped' } as const;
const PLANNED = { create: '🆕 create', move: '⏩ move', keep: '✅ keep', skip: '⏸️ skip' } as const;

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
    const cells = [`**${markdownCode(item.tag)}**`, words[item.action], markdownText(item.reason)];
    return hasMoves ? [...cells, moves[index] ?? ''] : cells;
  });
  return markdownTable(header, rows);
}

/** Renders the rules that gave no tag, folded, each with its reason. */
export function renderIdleRules(rules: readonly IdleRule[]): string {
  const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
  return markdownDetails(`${formatCount(rules.length, 'rule')} gave no tag`, lines.join('\n'));
}
