import { PolicyError } from '../errors.ts';
import type { Route } from '../inputs/routes.ts';
import { formatReference } from '../oci/oci-reference.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { findEnvironments, type Placement } from '../pipeline/environments.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { IMAGE_PLACEHOLDER } from '../pipeline/repository-template.ts';
import type { Passage } from '../policy/passage.ts';
import { findPassage, pickPlacement } from '../policy/route.ts';

/** Tells whether an environment can have images of several names. */
function hasNames({ environment }: Placement): boolean {
  return environment.repositories.some(({ text }) => text.includes(IMAGE_PLACEHOLDER));
}

/** Refuses to let an image change its name on the way: its records would be those of another one. */
function requireSameName(what: string, source: Placement | undefined, destination: Placement): void {
  if (source === undefined || source.image === destination.image) return;
  if (!hasNames(source) || !hasNames(destination)) return;
  throw new PolicyError(
    `Cannot promote ${what} to ${destination.environment.name}: it is ${source.image} in ${source.environment.name}, and would be ${destination.image} there; give it the same name in "to"`,
  );
}

/**
 * Finds by which way an image enters the environments of its destinations.
 *
 * A repository that belongs to an environment is that environment, however it was written: naming it in full is no way
 * around the routes. A destination that belongs to none is not governed.
 *
 * @returns the passages by destination (`formatRepository`).
 * @throws {PolicyError} where no route leads there.
 */
export function findPassages(
  pipeline: Pipeline,
  { from, to, named }: Route,
  reason: string | undefined,
): ReadonlyMap<string, Passage> {
  const what = formatReference(from);
  const place = (repository: Repository, name: string | undefined): Placement | undefined =>
    pickPlacement(findEnvironments(pipeline, repository), { pipeline, name, what: formatRepository(repository) });
  const passages = new Map<string, Passage>();
  for (const repository of to) {
    const key = formatRepository(repository);
    const destination = place(repository, named?.to.get(key));
    if (destination === undefined) continue;
    const source = place(from.repository, named?.from);
    requireSameName(what, source, destination);
    const { environment, image } = destination;
    const name = source !== undefined && hasNames(source) ? source.image : image;
    passages.set(
      key,
      findPassage(pipeline, { what, image: name, source: source?.environment, destination: environment, reason }),
    );
  }
  return passages;
}
