/**
 * Splits a line at its commas; a field in double quotes may hold commas, and a quote as two of them (RFC 4180).
 *
 * @returns undefined where the quotes are not around whole fields.
 * @example splitFields('type=match,"pattern=a,b"') // ['type=match', 'pattern=a,b']
 */
export function splitFields(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    const field = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/.exec(rest) ?? /^([^,"]*)(?=,|$)/.exec(rest);
    if (field === null) return undefined;
    fields.push((field[1] ?? '').replaceAll('""', '"').trim());
    if (field[0].length === rest.length) return fields;
    rest = rest.slice(field[0].length + 1);
  }
}
