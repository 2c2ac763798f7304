/** Names for predicate types of which there are several. */
export const SHORT_TYPES: ReadonlyMap<string, RegExp> = new Map([
  ['slsa-provenance', /^https:\/\/slsa\.dev\/provenance\/v(?:0\.2|1)$/],
  ['spdx', /^https:\/\/spdx\.dev\/Document(?:\/v[0-9.]{1,10})?$/],
  ['cyclonedx', /^https:\/\/cyclonedx\.org\/bom(?:\/v?[0-9.]{1,10})?$/],
]);

/** Whether a predicate type is one that a rule takes. */
export function isOfType(predicateType: string, types: readonly string[]): boolean {
  return types.some((type) => SHORT_TYPES.get(type)?.test(predicateType) ?? predicateType === type);
}
