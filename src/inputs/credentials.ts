import type { BoundCredential } from '../clients/by-credential.ts';
import { InputError } from '../errors.ts';
import { parseRepository } from '../oci/reference.ts';
import type { ExplicitCredential } from '../registry/credentials/credentials.ts';
import { formatList } from '../util/format.ts';
import { type GetInput, parseHosts } from './parse.ts';

/** The registries of one side of a run. */
export interface SideHosts {
  readonly side: 'source' | 'destination';
  /** All that the run uses. */
  readonly used: readonly string[];
  /** Those that the workflow names in its inputs: the others come from the pipeline file. */
  readonly named: readonly string[];
}

/** Spells a host as repositories do. */
function spell(host: string): string {
  return parseRepository(`${host}/image`).registry;
}

/**
 * Binds a credential of the inputs to the registries that the workflow names for it: in `from` and `to`, or in the inputs
 * `source-registry` and `destination-registry`, which alone count if they are given.
 *
 * The pipeline file is a file of the checkout. Whoever can change it could otherwise have passwords sent to any host.
 *
 * @throws {InputError} if only the pipeline file names a registry, with the line to write.
 */
export function bindCredential(
  get: GetInput,
  credential: ExplicitCredential | undefined,
  { side, used, named }: SideHosts,
): BoundCredential | undefined {
  if (credential === undefined) return undefined;
  const input = `${side}-registry`;
  const listed = parseHosts(input, get(input), spell);
  if (listed.size > 0) return { ...credential, registries: listed };
  const unnamed = [...new Set(used)].filter((host) => !named.includes(host));
  if (unnamed.length === 0) return { ...credential, registries: new Set(named) };
  throw new InputError(
    `Cannot use the inputs ${side}-username and ${side}-password for ${formatList(unnamed)}: only the pipeline file names ${unnamed.length === 1 ? 'that registry' : 'these registries'}, and a file must not decide where passwords go; write ${formatList(unnamed)} into the input "${input}"`,
  );
}
