/** A package whose code is in the bundle, with the texts that its licence asks to be handed on. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression of its package.json; undefined where it has none. */
  readonly license: string | undefined;
  /** Licences first, then notices; never empty. */
  readonly texts: readonly string[];
}

const LINE = '='.repeat(80);

function renderPackage({ name, version, license, texts }: BundledPackage): string {
  const title = license === undefined ? `${name} ${version}` : `${name} ${version} (${license})`;
  return [LINE, title, LINE, '', ...texts.flatMap((text) => [text, ''])].join('\n');
}

function isBefore(left: BundledPackage, right: BundledPackage): boolean {
  if (left.name !== right.name) return left.name < right.name;
  return left.version < right.version;
}

/** Renders the licences of bundled packages as one text, in the order of names and versions. */
export function renderLicenses(packages: readonly BundledPackage[]): string {
  const sorted = packages.toSorted((left, right) => (isBefore(left, right) ? -1 : 1));
  const head = 'The bundle of this action holds code of the packages below, each under its own licence.\n';
  return [head, ...sorted.map(renderPackage)].join('\n');
}
