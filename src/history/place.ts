import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { expandTemplate } from '../pipeline/repository-template.ts';

/** A repository that an environment has for an image. */
export interface Place {
  readonly environment: Environment;
  readonly repository: Repository;
  /** `registry/name`. */
  readonly uri: string;
  /** Whether another environment has it too: then their tags and records tell which images are whose. */
  readonly isShared: boolean;
}

/**
 * Lists where an image can be, in order of promotion.
 *
 * @throws {InputError} where a template and the image's name make no repository.
 */
export function placesOf({ environments }: Pick<Pipeline, 'environments'>, image: string): readonly Place[] {
  const places = environments.flatMap((environment) =>
    environment.repositories.map((template) => {
      const repository = expandTemplate(template, image);
      return { environment, repository, uri: formatRepository(repository) };
    }),
  );
  return places.map((place) => ({
    ...place,
    isShared: places.some(({ uri, environment }) => uri === place.uri && environment !== place.environment),
  }));
}
