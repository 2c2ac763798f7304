/** Identities are addresses; nobody's is longer, and what is matches nothing (characters). */
const MAX_LENGTH = 4096;

/** The numbers of `**` and `*` among the parts of a pattern; a literal part is the number of its character. */
const [STARS, STAR] = [-1, -2];

const SLASH = '/'.charCodeAt(0);

const AT = '@'.charCodeAt(0);

function parsePattern(pattern: string): readonly number[] {
  const parts: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern.charAt(at) !== '*') {
      parts.push(pattern.charCodeAt(at));
    } else if (pattern.charAt(at + 1) === '*') {
      parts.push(STARS);
      at++;
    } else {
      parts.push(STAR);
    }
  }
  return parts;
}

function fitsStar(part: number, character: number): boolean {
  return character !== AT && (part === STARS || (part === STAR && character !== SLASH));
}

/**
 * Whether a whole text fits a pattern: `*` stands for any text without `/` and `@`, `**` for any text without `@`, all
 * else for itself, in the same case.
 *
 * No star stands for `@`, because it divides the file of a workflow from its ref, and names of branches may hold it: a
 * run on the branch `x@refs/heads/main` has an identity that ends in `@refs/heads/x@refs/heads/main`.
 *
 * No regular expression is made of the pattern: each character meets each part of it at most once.
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
    const character = text.charCodeAt(position);
    const next = new Uint8Array(reached.length);
    for (const [at, part] of parts.entries()) {
      if (reached[at] === 0) continue;
      if (part === character) next[at + 1] = 1;
      else if (fitsStar(part, character)) next[at] = 1;
    }
    skipStars(next, parts);
    reached = next;
  }
  return reached[parts.length] === 1;
}

/** Goes past stars, which stand for no text too. */
function skipStars(reached: Uint8Array, parts: readonly number[]): void {
  for (const [at, part] of parts.entries()) if (reached[at] === 1 && part < 0) reached[at + 1] = 1;
}
