import { formatRepository, type Repository } from '../../oci/reference.ts';

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

/** A scope taken apart: of what, and what may be done with it. */
function parseScope(scope: string): { readonly resource: string; readonly actions: readonly string[] } | undefined {
  const [, resource, actions] = SCOPE.exec(scope) ?? [];
  return resource === undefined || actions === undefined ? undefined : { resource, actions: actions.split(',') };
}

/**
 * Returns what to ask for of the scopes that a registry wants, several of them with blanks between: what the run does
 * there, and nothing else. A registry could otherwise have the password buy a token for another repository.
 *
 * @param own the scopes of the run.
 * @example allowedScopes('repository:d/app:pull,push,delete', ['repository:d/app:pull']) // ['repository:d/app:pull']
 */
export function allowedScopes(wanted: string, own: readonly string[]): readonly string[] {
  const allowed = new Map(own.flatMap((scope) => parseScope(scope) ?? []).map((each) => [each.resource, each.actions]));
  return wanted.split(/\s+/).flatMap((scope) => {
    const parsed = parseScope(scope);
    if (parsed === undefined) return [];
    const actions = parsed.actions.filter((action) => allowed.get(parsed.resource)?.includes(action));
    return actions.length === 0 ? [] : [`${parsed.resource}:${actions.join(',')}`];
  });
}
