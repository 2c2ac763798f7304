/** A name and its value in a file such as GITHUB_OUTPUT. */
export type FilePair = readonly [name: string, value: string];

/** A line of a file, and where the next one begins. */
interface FileLine {
  readonly text: string;
  readonly start: number;
  readonly next: number;
  /** Whether it ends with a line break, and not with the file. */
  readonly isClosed: boolean;
}

/** Reads a line; on Linux and macOS the runner ends one at LF alone, so that a CR before it is part of the line. */
function lineAt(text: string, start: number): FileLine | undefined {
  if (start >= text.length) return undefined;
  const end = text.indexOf('\n', start);
  return end < 0
    ? { text: text.slice(start), start, next: text.length, isClosed: false }
    : { text: text.slice(start, end), start, next: end + 1, isClosed: true };
}

function findEnd(text: string, start: number, delimiter: string): FileLine {
  for (let line = lineAt(text, start); line !== undefined; line = lineAt(text, line.next)) {
    if (line.text === delimiter) return line;
    if (!line.isClosed) throw new Error('Cannot read the file: the last line of a value has no line break');
  }
  throw new Error(`Cannot read the file: the line "${delimiter}" is missing`);
}

/**
 * Reads a file such as GITHUB_OUTPUT or GITHUB_ENV as the Actions runner does (actions/runner, FileCommandManager.cs),
 * in order, repeated names kept.
 *
 * @example readFileCommands('a=1\nb<<END\nx\ny\nEND\n') // [['a', '1'], ['b', 'x\ny']]
 * @throws {Error} where the runner fails the step: a line of no form, or a delimiter that never comes.
 */
export function readFileCommands(content: string): readonly FilePair[] {
  const text = content.replace(/^\ufeff/, '');
  const pairs: FilePair[] = [];
  for (let line = lineAt(text, 0); line !== undefined; line = lineAt(text, line.next)) {
    if (line.text === '') continue;
    const [equals, heredoc] = [line.text.indexOf('='), line.text.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs.push([line.text.slice(0, equals), line.text.slice(equals + 1)]);
      continue;
    }
    const [name, delimiter] = [line.text.slice(0, Math.max(0, heredoc)), line.text.slice(heredoc + 2)];
    if (heredoc < 0 || name === '' || delimiter === '') {
      throw new Error(`Cannot read the line "${line.text}": it is neither NAME=VALUE nor NAME<<DELIMITER`);
    }
    const end = findEnd(text, line.next, delimiter);
    pairs.push([name, text.slice(line.next, Math.max(line.next, end.start - 1))]);
    line = end;
  }
  return pairs;
}
