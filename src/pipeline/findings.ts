import { InputError, type SourcePosition } from '../errors.ts';
import { safeText } from '../util/safe-text.ts';

/** A position in the file's text; lines and columns are counted from 1. */
export type Position = Omit<SourcePosition, 'file'>;

/** What is wrong at a position of the pipeline file: "REASON; CURE". */
export interface Finding extends Position {
  readonly message: string;
}

/** Returns the position of a character, given by its offset. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** So many findings are kept: a file that is wrong all over is not told of all over. */
export const MOST_FINDINGS = 100;

/** So many are told at once: more would not be read in one sentence. */
const MOST_TOLD = 5;

/** A sentence that is longer is not continued (characters): an annotation of GitHub shows 4,096. */
const MAX_LENGTH = 2500;

/** From so many on they are not counted: not all are found then. */
const MANY = 90;

function tell({ line, column, message }: Finding): string {
  return `line ${line}, column ${column}: ${message}`;
}

/** Lists findings in the order of the file, each once: what an alias repeats is wrong in one place. */
function inOrder(findings: readonly Finding[]): readonly Finding[] {
  const once = new Map(findings.map((finding) => [tell(finding), finding]));
  return [...once.values()].sort((left, right) => left.line - right.line || left.column - right.column);
}

/**
 * Refuses a pipeline file for what was found in it, if anything was, in one sentence that begins with the first position.
 *
 * @throws {InputError} with the first position.
 */
export function refuseFindings(file: string, findings: readonly Finding[]): void {
  const [first, ...others] = inOrder(findings);
  if (first === undefined) return;
  const told = [tell(first)];
  let length = told[0]?.length ?? 0;
  for (const finding of others.slice(0, MOST_TOLD - 1)) {
    const text = tell(finding);
    length += text.length;
    if (length > MAX_LENGTH) break;
    told.push(text);
  }
  const untold = 1 + others.length - told.length;
  const rest = untold === 0 ? '' : `; and ${others.length >= MANY ? 'many' : untold} more after that`;
  const { line, column } = first;
  throw new InputError(`Cannot read ${safeText(file, 200)}: ${told.join('; also ')}${rest}`, {
    position: { file, line, column },
  });
}
