import { formatList } from './format.ts';
import { quote } from './safe-text.ts';

/** Counts single-character edits: insert, delete, replace, swap. */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let best = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) {
        best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length] ?? 0;
}

/**
 * The known word that a misspelt one most likely meant, at most so many edits away. If a wrong guess would do harm, or
 * nothing may be near, use {@link adviseWord}.
 */
export function nearest(
  word: string,
  known: readonly string[],
  most: number = Number.POSITIVE_INFINITY,
): string | undefined {
  const lower = word.slice(0, 64).toLowerCase();
  const ranked = known.map((each) => ({ word: each, distance: editDistance(lower, each.toLowerCase()) }));
  return ranked.filter(({ distance }) => distance <= most).toSorted((a, b) => a.distance - b.distance)[0]?.word;
}

/** More known words would hide what a cure says. */
const MOST_NAMED = 12;

/**
 * Writes the cure for an unknown word: the known one that is at most a third of its letters away, else all that there
 * are: whoever means "emergency" must not be told to write "dev".
 *
 * @example adviseWord('semvre', ['semver', 'sha']) // 'write "semver"'
 * @example adviseWord('prod', ['d', 'p']) // 'write one of "d" and "p"'
 */
export function adviseWord(word: string, known: readonly string[], write: (word: string) => string = quote): string {
  const near = nearest(word, known, Math.floor(word.length / 3));
  if (near !== undefined) return `write ${write(near)}`;
  const shown = known.slice(0, MOST_NAMED).map((each) => write(each));
  const [only, ...others] = shown;
  if (only === undefined) return 'leave it out';
  if (others.length === 0) return `write ${only}, the only one there is`;
  const rest = known.length > MOST_NAMED ? [`${known.length - MOST_NAMED} more`] : [];
  return `write one of ${formatList([...shown, ...rest])}`;
}
