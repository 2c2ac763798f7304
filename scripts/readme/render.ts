/**
 * Replaces what stands between the two marker comments of a section.
 *
 * @throws {Error} where the markers are not there, once each and in order.
 */
export function replaceSection(markdown: string, section: string, content: string): string {
  const begin = `<!-- ${section}: begin, written by "npm run docs" -->`;
  const end = `<!-- ${section}: end -->`;
  const [before, middle, ...rest] = markdown.split(begin);
  const [, after, ...more] = (middle ?? '').split(end);
  if (before === undefined || after === undefined || rest.length > 0 || more.length > 0) {
    throw new Error(
      `Cannot write the tables: the document must hold "${begin}" and then "${end}", once each; put them back`,
    );
  }
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}
