const HEREDOC = /^([^=]+?)<<(.+)$/;

/**
 * Reads a file such as GITHUB_OUTPUT as the Actions runner does (actions/runner, FileCommandManager.cs).
 *
 * @example parseRunnerFile('a=1\nb<<END\nx\ny\nEND\n') // { a: '1', b: 'x\ny' }
 * @throws {Error} where a line is neither of the two forms, or a delimiter never comes.
 */
export function parseRunnerFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue;
    const [, name, delimiter] = HEREDOC.exec(line) ?? [];
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter);
      if (end < 0) throw new Error(`Cannot read the value of "${name}": the line "${delimiter}" is missing`);
      values[name] = lines
        .splice(0, end + 1)
        .slice(0, end)
        .join('\n');
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 1) throw new Error(`Cannot read the line "${line}": it is neither NAME=VALUE nor NAME<<DELIMITER`);
    values[line.slice(0, equals)] = line.slice(equals + 1);
  }
  return values;
}
