/** A part of build metadata that ends with a number, such as `up10`: what stands before the number must be the same. */
const NUMBERED = /^([a-zA-Z-]*)([0-9]+)$/;

/**
 * Orders the build metadata of two builds of one version, in which semver.org sees no order: by number if they differ in
 * numbers only, such as `up1.0.2` and `up1.0.10`. A version without any comes before its builds.
 *
 * @returns negative if the left one is older; undefined if nothing says which is, as for two commits.
 */
export function compareBuilds(left: string | undefined, right: string | undefined): number | undefined {
  if (left === right) return 0;
  if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
  const [ours, theirs] = [left.split('.'), right.split('.')];
  for (const [index, part] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  // Zeros in front are all that may differ by now.
  return ours.length < theirs.length ? -1 : undefined;
}

function compareParts(left: string, right: string): number | undefined {
  if (left === right) return 0;
  const [, word, digits = ''] = NUMBERED.exec(left) ?? [];
  const [, otherWord, otherDigits = ''] = NUMBERED.exec(right) ?? [];
  if (word === undefined || word !== otherWord) return undefined;
  const [number, otherNumber] = [BigInt(digits), BigInt(otherDigits)];
  return number < otherNumber ? -1 : Number(number > otherNumber);
}
