/** A claim of the demo that turned out not to be so; its message is a sentence for people. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/**
 * Goes on only where a claim is so.
 *
 * @param complaint what to say where it is not: a whole sentence, without its full stop.
 * @throws {DemoError} where it is not.
 */
export function check(isSo: boolean, complaint: string): asserts isSo {
  if (!isSo) throw new DemoError(complaint);
}
