import { InputError } from '../errors.ts';
import { formatRepository, isSameRepository, type Repository } from '../oci/reference.ts';
import { knownNames } from '../oci/registry-name.ts';
import { quote } from '../util/safe-text.ts';
import { type Environment, expandTemplate, type Pipeline, type RepositoryTemplate } from './pipeline.ts';
import { imageIn, patternsOf } from './templates.ts';

/** The environment of a repository, and its image's name there. */
export interface Placement {
  readonly environment: Environment;
  readonly image: string;
}

function isExpandedTo(template: RepositoryTemplate, { image, to }: Readonly<{ image: string; to: Repository }>) {
  try {
    return isSameRepository(expandTemplate(template, image), to);
  } catch {
    return false;
  }
}

/**
 * Returns the image's name that makes a repository of a template, if any: without placeholder, the repository's last
 * segment; on Docker Hub, whose `app` and `library/app` are one repository, the shorter one.
 */
export function matchTemplate(template: RepositoryTemplate, repository: Repository): string | undefined {
  const names = knownNames(formatRepository(repository));
  return patternsOf(template)
    .flatMap((pattern) => names.flatMap((name) => imageIn(pattern, name) ?? []))
    .find((image) => isExpandedTo(template, { image, to: repository }));
}

/** Refuses another name than that of the file: records would be of a repository that is not in it. */
function requireNameOfFile(
  repository: Repository,
  { environment, expanded }: { readonly environment: Environment; readonly expanded: Repository },
) {
  const [given, known] = [formatRepository(repository), formatRepository(expanded)];
  if (given === known) return;
  throw new InputError(
    `Cannot use ${quote(given)}: it is ${quote(known)} by another name of its registry, which the pipeline file has in the environment ${quote(environment.name)}; write ${quote(known)}`,
  );
}

/** Environments of a repository, which may differ by their tags. @throws {InputError} for another name of one. */
export function findEnvironments({ environments }: Pipeline, repository: Repository): readonly Placement[] {
  return environments.flatMap((environment) => {
    for (const template of environment.repositories) {
      const image = matchTemplate(template, repository);
      if (image === undefined) continue;
      requireNameOfFile(repository, { environment, expanded: expandTemplate(template, image) });
      return [{ environment, image }];
    }
    return [];
  });
}

/** Whether a record's environment is this one, which may have had another name. */
export function isNameOf({ name, formerNames }: Environment, recorded: string | undefined): boolean {
  return recorded !== undefined && (recorded === name || formerNames.includes(recorded));
}

/** The environment of a record's name, which may be a former one. */
export function recordedEnvironment({ environments }: Pipeline, name: string): Environment | undefined {
  return environments.find((environment) => isNameOf(environment, name));
}

/** The environment that has a name today. */
export function environmentNamed({ environments }: Pipeline, name: string): Environment | undefined {
  return environments.find((environment) => environment.name === name);
}
