import { formatRepository, type Repository } from '../../oci/repository.ts';

/** A resource and the actions upon it (distribution, "Token Scope Documentation"). */
const SCOPE = /^([a-z]+(?:\([a-z]+\))?:[^\s"]+):([a-z,]+)$/;

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

function actionsOf(scope: string): readonly string[] {
  return SCOPE.exec(scope)?.[2]?.split(',') ?? [];
}

/**
 * Returns what to ask for of the scopes that a registry wants, several of them with blanks between: to push only where
 * the run pushes, and never to delete.
 *
 * @param own the scopes of the run.
 * @example allowedScopes('repository:d/app:pull,push,delete', ['repository:d/app:pull']) // ['repository:d/app:pull']
 */
export function allowedScopes(wanted: string, own: readonly string[]): readonly string[] {
  const allowed = new Set(['pull', ...(own.some((scope) => actionsOf(scope).includes('push')) ? ['push'] : [])]);
  return wanted.split(/\s+/).flatMap((scope) => {
    const actions = actionsOf(scope).filter((action) => allowed.has(action));
    return actions.length === 0 ? [] : [`${SCOPE.exec(scope)?.[1]}:${actions.join(',')}`];
  });
}
