import type { Route } from './router.ts';

/** What may be done in a repository (distribution, "Token Scope Documentation"). */
export type Action = 'pull' | 'push' | 'delete';

/** Rights in one repository: those that a request needs, or that a token grants. */
export interface Access {
  readonly repository: string;
  readonly actions: readonly Action[];
}

/** What decides the rights that a request needs. */
export interface AccessRequest {
  readonly method: string;
  readonly query: URLSearchParams;
}

const ACTIONS: readonly Action[] = ['pull', 'push', 'delete'];
const SCOPE = /^repository:([^:]+):([a-z,*]+)$/;

/** Returns what a request needs, as CNCF Distribution asks for it; a mount also reads the repository it mounts from. */
export function neededAccess(route: Route, { method, query }: AccessRequest): readonly Access[] {
  if (route.kind === 'ping' || route.kind === 'token') return [];
  const repository = route.name;
  if (method === 'GET' || method === 'HEAD') return [{ repository, actions: ['pull'] }];
  if (method === 'DELETE' && route.kind !== 'upload') return [{ repository, actions: ['delete'] }];
  const from = route.kind === 'uploads' && query.has('mount') ? query.get('from') : null;
  const write: Access = { repository, actions: ['pull', 'push'] };
  return from === null ? [write] : [write, { repository: from, actions: ['pull'] }];
}

/** Reads a scope of a token request; undefined where it asks for nothing that the registry has. */
export function tryParseScope(text: string): Access | undefined {
  const [, repository, list] = SCOPE.exec(text) ?? [];
  if (repository === undefined || list === undefined) return undefined;
  const asked = list.split(',');
  return { repository, actions: ACTIONS.filter((action) => asked.includes(action) || asked.includes('*')) };
}

/** Writes rights as the scope of a challenge, several of them with spaces between. */
export function formatScopes(access: readonly Access[]): string {
  return access.map(({ repository, actions }) => `repository:${repository}:${actions.join(',')}`).join(' ');
}

/** Tells whether what is granted covers all that is needed. */
export function covers(granted: readonly Access[], needed: readonly Access[]): boolean {
  return needed.every(({ repository, actions }) =>
    actions.every((action) => granted.some((has) => has.repository === repository && has.actions.includes(action))),
  );
}
