import type { Finding } from '../../evidence/formats/findings.ts';

/** The key of what speaks of all packages. */
export const ALL_PACKAGES = '';

/** Returns an id as it is compared: in upper case. */
export function comparableId(id: string): string {
  return id.trim().toUpperCase();
}

/** All names of a finding, as they are compared. */
export function comparableIds({ id, aliases }: Finding): readonly string[] {
  return aliases.length === 0 ? [comparableId(id)] : [id, ...aliases].map(comparableId);
}

/** A finding, and its names as they are compared: made once for all that look for them. */
export interface NamedFinding {
  readonly finding: Finding;
  readonly ids: readonly string[];
}

/** Splits a purl into what names the package and its version; qualifiers and subpath are left out. */
function splitPurl(purl: string): { readonly bare: string; readonly version: string | undefined } {
  const text = purl.slice(0, 2000).replace(/[?#].*$/s, '');
  const at = text.lastIndexOf('@');
  // Before the last slash it is part of a namespace.
  return at > text.lastIndexOf('/')
    ? { bare: text.slice(0, at), version: text.slice(at + 1) }
    : { bare: text, version: undefined };
}

/** The key of what people call a package: a name, or a purl with a version or without. */
export function packageKey(named: string): string {
  if (!named.startsWith('pkg:')) return named;
  const { bare, version } = splitPurl(named);
  return version === undefined ? bare : `${bare}@${version}`;
}

/** The keys under which statements and waivers about a finding's package may stand: so that none is compared with all. */
export function packageKeys({ package: name, version, purl }: Finding): readonly string[] {
  if (purl === undefined) return [ALL_PACKAGES, name];
  const { bare, version: own } = splitPurl(purl);
  return [ALL_PACKAGES, name, bare, `${bare}@${own ?? version}`, `${bare}@${version}`];
}
