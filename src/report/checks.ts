import { type JsonObject, property, stringProperty } from '../oci/json.ts';
import { formatCount } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';

/** What matters most comes first: what refuses, then what a route skipped, then what has to be known. */
const ORDER = ['fail', 'error', 'bypassed', 'warn', 'waived', 'pass'];

/** Orders gates by their verdicts; those with the same one stay in the order of the pipeline file. */
export function byVerdict<Judged>(
  judged: readonly Judged[],
  verdictOf: (one: Judged) => string | undefined,
): readonly Judged[] {
  const rank = (one: Judged) => ORDER.indexOf(verdictOf(one) ?? '');
  return judged.toSorted((left, right) => rank(left) - rank(right));
}

export const SIGNS: Readonly<Record<string, string>> = {
  pass: '✓',
  warn: '!',
  waived: '~',
  bypassed: '»',
  fail: '✗',
  error: '?',
};

export const ICONS: Readonly<Record<string, string>> = {
  pass: '✅',
  warn: '⚠️',
  waived: '📝',
  bypassed: '🚨',
  fail: '⛔',
  error: '❓',
};

/** A check of a gate as people read it. */
interface CheckView {
  readonly gate: string;
  readonly verdict: string;
  readonly summary: string;
}

function viewOf(check: JsonObject): CheckView {
  const [gate = '', verdict = '', summary = ''] = ['id', 'result', 'summary'].map((key) => stringProperty(check, key));
  return { gate, verdict, summary };
}

/** Writes what gates said as lines for the log. */
export function checkLines(checks: readonly JsonObject[]): readonly string[] {
  const views = byVerdict(checks.map(viewOf), ({ verdict }) => verdict);
  const width = Math.max(0, ...views.map(({ gate }) => gate.length));
  return views.map(({ gate, verdict, summary }) => {
    const text = safeText(summary, 1000);
    const words = verdict === 'pass' ? text : [verdict, text].filter((part) => part !== '').join(': ');
    return `  ${SIGNS[verdict] ?? '?'} ${gate.padEnd(width)}  ${words}`.trimEnd();
  });
}

/** Names the evidence of a check: what anybody can fetch by its digest. */
function renderEvidence(check: JsonObject): string {
  const evidence = property(check, 'evidence');
  return Array.isArray(evidence) && evidence.length > 0 ? formatCount(evidence.length, 'piece') : '';
}

/** Renders what gates said as a table. */
export function renderChecks(checks: readonly JsonObject[]): string {
  const rows = byVerdict(checks, (check) => viewOf(check).verdict).map((check) => {
    const { gate, verdict, summary } = viewOf(check);
    return [
      markdownCode(gate),
      `${ICONS[verdict] ?? '❓'}&nbsp;${markdownText(verdict)}`,
      markdownText(summary, 1000),
      renderEvidence(check),
    ];
  });
  const hasEvidence = rows.some((row) => row[3] !== '');
  const header = ['Gate', 'Verdict', 'Why', ...(hasEvidence ? ['Evidence'] : [])];
  return markdownTable(header, hasEvidence ? rows : rows.map((row) => row.slice(0, 3)));
}

/** Renders the gates of one destination: in a line if all of them let the image in, and folded below. */
export function renderGates(checks: readonly JsonObject[]): readonly string[] {
  if (checks.length === 0) return [];
  const views = byVerdict(checks.map(viewOf), ({ verdict }) => verdict);
  const verdicts = Map.groupBy(views, ({ verdict }) => verdict);
  const parts = [...verdicts].map(
    ([verdict, views]) =>
      `${ICONS[verdict] ?? '❓'} ${verdict}: ${views.map(({ gate }) => markdownCode(gate)).join(', ')}`,
  );
  return [`**Gates:** ${parts.join(' · ')}`, markdownDetails('What each gate said', renderChecks(checks))];
}
