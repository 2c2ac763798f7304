import { type RatedSeverity, SEVERITIES } from '../../pipeline/gates/vocabulary.ts';

/** How bad a finding is, the worst first; `unknown` is what nobody rated, or rated in a word that is not known. */
export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'negligible' | 'unknown';

/** The words of scanners, registries and distributions, in lower case. */
const WORDS: ReadonlyMap<string, RatedSeverity> = new Map([
  ['critical', 'critical'],
  ['defcon1', 'critical'],
  ['high', 'high'],
  ['important', 'high'],
  ['medium', 'medium'],
  ['moderate', 'medium'],
  ['low', 'low'],
  ['negligible', 'negligible'],
  ['minimal', 'negligible'],
  ['informational', 'negligible'],
  ['info', 'negligible'],
  ['none', 'negligible'],
  ['unimportant', 'negligible'],
]);

/** Where the bands of CVSS begin (FIRST, CVSS v3.1 specification, section 5). */
const BANDS: readonly (readonly [score: number, severity: RatedSeverity])[] = [
  [9, 'critical'],
  [7, 'high'],
  [4, 'medium'],
  [0.1, 'low'],
  [0, 'negligible'],
];

/** Returns the severity of a score between 0 and 10; of anything else it is unknown. */
function severityOfScore(score: number): Severity {
  if (!(score >= 0 && score <= 10)) return 'unknown';
  return BANDS.find(([start]) => score >= start)?.[1] ?? 'unknown';
}

/**
 * Returns the severity that a word or a number stands for.
 *
 * @example parseSeverity('Important') // 'high'
 * @example parseSeverity('9.1') // 'critical'
 */
export function parseSeverity(value: unknown): Severity {
  if (typeof value === 'number') return severityOfScore(value);
  if (typeof value !== 'string' || value.length > 40) return 'unknown';
  const word = value.trim().toLowerCase();
  return /^\d{1,2}(?:\.\d{1,4})?$/.test(word) ? severityOfScore(Number(word)) : (WORDS.get(word) ?? 'unknown');
}

/** Returns the worst of several ratings, where unknown ones count as what they are said to count as. */
export function worstSeverity(ratings: readonly Severity[], unknown: RatedSeverity): RatedSeverity {
  const rated = new Set(ratings.map((rating) => (rating === 'unknown' ? unknown : rating)));
  return SEVERITIES.find((severity) => rated.has(severity)) ?? unknown;
}
