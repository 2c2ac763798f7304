import { FormatError } from '../../oci/json.ts';

/** A package of a bill of materials, with what is said of its licence. */
export interface LicensedPackage {
  readonly name: string;
  readonly version: string;
  readonly purl: string | undefined;
  /** SPDX licence expressions that all hold, as they are written; may be `NONE`. */
  readonly expressions: readonly string[];
  /** Licences that are named in words of nobody's list. */
  readonly names: readonly string[];
}

/** The licences of what is in an image. */
export interface Licences {
  /** Such as "SPDX 2.3". */
  readonly format: string;
  readonly packages: readonly LicensedPackage[];
}

/** More packages are not read. */
const MAX_PACKAGES = 100_000;

/** Refuses a bill of materials that is larger than any image. */
export function requireFewPackages(count: number): void {
  if (count > MAX_PACKAGES) throw new FormatError('it has more than 100,000 packages');
}
