import type { GetInput } from './parse.ts';

/** What stands between the items of the outputs `tags` and `tag-names`, `labels` and `annotations`. */
export interface Separators {
  readonly tags: string;
  readonly labels: string;
  readonly annotations: string;
}

/**
 * Reads the inputs `sep-tags`, `sep-labels` and `sep-annotations`; each is a line break where it was not given.
 *
 * @param getRaw gives an input with the blanks around it, because a separator may be one.
 */
export function readSeparators(getRaw: GetInput): Separators {
  return {
    tags: getRaw('sep-tags') || '\n',
    labels: getRaw('sep-labels') || '\n',
    annotations: getRaw('sep-annotations') || '\n',
  };
}

/**
 * Joins the items of an output. In a list of lines an item of several lines is put in double quotes.
 *
 * docker/build-push-action reads its lists as CSV (RFC 4180) and takes the quotes off. Without them each further line
 * would be an item of its own, so that a label could add another.
 *
 * @example joinItems(['a=1', 'b=2\nc=3'], '\n') // 'a=1\n"b=2\nc=3"'
 */
export function joinItems(items: readonly string[], separator: string): string {
  if (!separator.includes('\n')) return items.join(separator);
  return items.map((item) => (/[\r\n]/.test(item) ? `"${item.replaceAll('"', '""')}"` : item)).join(separator);
}
