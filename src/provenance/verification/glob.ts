/** Identities are addresses; nobody's is longer, and what is matches nothing (characters). */
const MAX_LENGTH = 4096;

/** What stands for any text, and for any text without `/`, both without `@`; a literal part is the number of its character. */
const [ANY, ANY_BUT_SLASH] = [-1, -2];
const [SLASH, AT] = ['/'.charCodeAt(0), '@'.charCodeAt(0)];

function parsePattern(pattern: string): readonly number[] {
  const parts: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern.charAt(at) !== '*') {
      parts.push(pattern.charCodeAt(at));
    } else if (pattern.charAt(at + 1) === '*') {
      parts.push(ANY);
      at++;
    } else {
      parts.push(ANY_BUT_SLASH);
    }
  }
  return parts;
}

/**
 * Tells whether a whole text fits a pattern: `*` stands for any text without `/`, `**` for any text, all else for
 * itself, in the same case.
 *
 * Neither star stands for an `@`, which parts a workflow from its ref: branches may have it in their names, and
 * `.../evil.yml@refs/heads/x@refs/heads/main` is not the branch `main`.
 *
 * No regular expression is made of the pattern, and nothing is tried twice: a step for each character of one and part
 * of the other at most, whatever they hold.
 *
 * @example matchesGlob('https://github.com/acme/app/.github/workflows/promote.yml@refs/heads/main', 'https://github.com/acme/**@refs/heads/main') // true
 */
export function matchesGlob(text: string, pattern: string): boolean {
  if (text.length > MAX_LENGTH || pattern.length > MAX_LENGTH) return false;
  const parts = parsePattern(pattern);
  // Where matching may stand: 1 at n says that the first n parts fit what was read.
  let reached = new Uint8Array(parts.length + 1);
  reached[0] = 1;
  skipStars(reached, parts);
  for (let position = 0; position < text.length; position++) {
    reached = readCharacter(text.charCodeAt(position), { reached, parts });
  }
  return reached[parts.length] === 1;
}

/** Where matching may stand after a character. */
function readCharacter(
  character: number,
  { reached, parts }: { readonly reached: Uint8Array; readonly parts: readonly number[] },
): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(reached.length);
  for (let at = 0; at < parts.length; at++) {
    if (reached[at] === 0) continue;
    const part = parts[at];
    if (part === character) next[at + 1] = 1;
    else if (character !== AT && (part === ANY || (part === ANY_BUT_SLASH && character !== SLASH))) next[at] = 1;
  }
  skipStars(next, parts);
  return next;
}

/** Goes past stars, which stand for no text too. */
function skipStars(reached: Uint8Array, parts: readonly number[]): void {
  for (let at = 0; at < parts.length; at++) {
    if (reached[at] === 1 && Number(parts[at]) < 0) reached[at + 1] = 1;
  }
}
