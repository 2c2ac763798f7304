import { formatRepository, isSameRepository, type Repository } from '../oci/repository.ts';
import type { Environment, Pipeline } from './pipeline.ts';
import { expandTemplate, type RepositoryTemplate } from './repository-template.ts';
import { imageIn, patternsOf } from './templates/template-patterns.ts';

/** Where a repository is in the pipeline, and what its image is called there. */
export interface Placement {
  readonly environment: Environment;
  readonly image: string;
}

function isExpandedTo(
  template: RepositoryTemplate,
  { image, to }: { readonly image: string; readonly to: Repository },
) {
  try {
    return isSameRepository(expandTemplate(template, image), to);
  } catch {
    return false;
  }
}

/**
 * Returns the image's name that makes a repository of a template, or undefined where none does.
 *
 * For a template without placeholder it is the last segment of the repository. On Docker Hub, whose `app` and
 * `library/app` are one repository, it is the shorter one.
 */
export function matchTemplate(template: RepositoryTemplate, repository: Repository): string | undefined {
  const name = formatRepository(repository);
  return patternsOf(template)
    .flatMap((pattern) => imageIn(pattern, name) ?? [])
    .find((image) => isExpandedTo(template, { image, to: repository }));
}

/** Finds the environments that a repository belongs to: several where they share it and differ by their tags. */
export function findEnvironments({ environments }: Pipeline, repository: Repository): readonly Placement[] {
  return environments.flatMap((environment) => {
    const [image] = environment.repositories.flatMap((template) => matchTemplate(template, repository) ?? []);
    return image === undefined ? [] : [{ environment, image }];
  });
}

/** Whether a record that speaks of an environment by this name speaks of this one, which may have had another name. */
export function isNameOf({ name, formerNames }: Environment, recorded: string | undefined): boolean {
  return recorded !== undefined && (recorded === name || formerNames.includes(recorded));
}

/** Returns the environment that a record means by a name, which may be one that it had before. */
export function recordedEnvironment({ environments }: Pipeline, name: string): Environment | undefined {
  return environments.find((environment) => isNameOf(environment, name));
}

/** Returns the environment of a name, or undefined where the file has none. */
export function environmentNamed({ environments }: Pipeline, name: string): Environment | undefined {
  return environments.find((environment) => environment.name === name);
}
