import { PolicyError } from '../errors.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatList } from '../util/format.ts';

/** More repositories than these are counted and not named. */
const MAX_TOLD = 3;

function nameAll(repositories: readonly string[]): string {
  const more = repositories.length - MAX_TOLD;
  return formatList([...repositories.slice(0, MAX_TOLD), ...(more > 0 ? [`${more} more`] : [])]);
}

/**
 * Returns a warning, if any, about destinations (`formatRepository`) that belong to no environment.
 *
 * @throws {PolicyError} if the pipeline file refuses them.
 */
export function evaluateUngoverned(
  { ungoverned, path }: Pick<Pipeline, 'ungoverned' | 'path'>,
  repositories: readonly string[],
): string | undefined {
  const distinct = [...new Set(repositories)];
  if (distinct.length === 0 || ungoverned === 'allow') return undefined;
  const names = nameAll(distinct);
  const are = distinct.length === 1 ? 'it is' : 'they are';
  if (ungoverned === 'refuse') {
    throw new PolicyError(
      `Cannot promote to ${names}: ${are} in no environment of ${path}, which has "ungoverned: refuse"; add ${distinct.length === 1 ? 'it' : 'them'} to an environment, or promote to one`,
    );
  }
  return `The pipeline file does not govern ${names}: ${are} in no environment of ${path}, so no route or signer is enforced there; add ${distinct.length === 1 ? 'it' : 'them'} to an environment, or write "ungoverned: refuse" or "ungoverned: allow" into the file`;
}
