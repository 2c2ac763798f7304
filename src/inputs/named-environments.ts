import { InputError } from '../errors.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/text-safe-text.ts';

/** Which environments were named in place of repositories. */
export interface NamedEnvironments {
  readonly from: string | undefined;
  /** By repository (`formatRepository`). */
  readonly to: ReadonlyMap<string, string>;
}

/** A place of the inputs `from` or `to`: the text of a repository, and the environment that it was found by. */
export interface Place {
  readonly text: string;
  readonly environment: Environment | undefined;
}

/** The places of a promotion. */
export interface Places {
  readonly from: Place;
  readonly to: readonly Place[];
}

/** A name without "/" cannot be a repository with its registry. */
function looksLikeName(text: string): boolean {
  return /^[A-Za-z0-9_-]+$/.test(text);
}

/**
 * Finds an environment by its name.
 *
 * @returns undefined where the text is no name but a repository or reference.
 * @throws {InputError} where no environment has the name, with the name that is meant, or all that there are.
 */
export function findNamedEnvironment(
  input: string,
  text: string,
  pipeline: Pipeline | undefined,
): Environment | undefined {
  if (!looksLikeName(text)) return undefined;
  if (pipeline === undefined) {
    throw new InputError(
      `Cannot use ${input} ${quote(text)}: it names an environment, and there is no pipeline file; write .github/sealift.yml and check out the repository before this step, or write registry/repository`,
    );
  }
  const names = pipeline.environments.map(({ name }) => name);
  const environment = pipeline.environments.find(({ name }) => name === text);
  if (environment !== undefined) return environment;
  throw new InputError(
    `Cannot use ${input} ${quote(text)}: ${pipeline.path} has no such environment; ${adviseWord(text, names)}`,
  );
}

/** Puts repositories in the place of environments' names. An image is taken from the first repository of its environment. */
export function findPlaces(from: string, to: readonly string[], pipeline: Pipeline | undefined): Places {
  const source = findNamedEnvironment('from', from, pipeline);
  return {
    from: { text: source?.repositories[0].text ?? from, environment: source },
    to: to.flatMap((line): readonly Place[] => {
      const environment = findNamedEnvironment('to', line, pipeline);
      if (environment === undefined) return [{ text: line, environment }];
      return environment.repositories.map(({ text }) => ({ text, environment }));
    }),
  };
}

/** Notes which destinations were named by their environment; undefined where nothing was. */
export function nameDestinations(
  { from, to }: Places,
  repositories: readonly Repository[],
): NamedEnvironments | undefined {
  if (from.environment === undefined && to.every(({ environment }) => environment === undefined)) return undefined;
  const names = new Map<string, string>();
  for (const [index, repository] of repositories.entries()) {
    const name = to[index]?.environment?.name;
    if (name !== undefined) names.set(formatRepository(repository), name);
  }
  return { from: from.environment?.name, to: names };
}
