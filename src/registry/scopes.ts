import { formatRepository, type Repository } from '../oci/repository.ts';

/**
 * Lists the token scopes of a run at one registry, each repository once and what is pushed to first
 * (ggcr: "a few registries just look at the first scope").
 *
 * @example formatScopes({ push: [p], pull: [d] }) // ['repository:p/app:pull,push', 'repository:d/app:pull']
 */
export function formatScopes(access: {
  readonly push: readonly Repository[];
  readonly pull: readonly Repository[];
}): readonly string[] {
  const pushed = new Set(access.push.map(formatRepository));
  const pulled = access.pull.filter((repository) => !pushed.has(formatRepository(repository)));
  const scopes = [
    ...access.push.map(({ name }) => `repository:${name}:pull,push`),
    ...pulled.map(({ name }) => `repository:${name}:pull`),
  ];
  return [...new Set(scopes)];
}
