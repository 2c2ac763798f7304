import { join } from 'node:path';
import { canonicalHost } from './auth-key.ts';

/** What is to be done in a repository. */
export type RegistryAction = 'pull' | 'push';

/** What a credential is looked for. */
export interface CredentialQuery {
  readonly registry: string;
  /** The repository's name in the registry; without one, only what is for the whole registry matches. */
  readonly repository?: string | undefined;
  readonly actions: readonly RegistryAction[];
}

/**
 * Lists how the actions of a scoped login are written that may serve a query, the most actions first.
 *
 * As with buildx, all actions of the login must be asked for. Unlike there, a login for `pull` alone never serves a
 * push: whoever limited it said so.
 */
function actionSuffixes(actions: readonly RegistryAction[]): readonly string[] {
  return actions.includes('push') ? ['@pull,push', '@push,pull', '@push', ''] : ['@pull', ''];
}

/**
 * Lists where docker/login-action puts what it was given with `scope`, the most specific first: a repository before the
 * whole registry, more actions before fewer.
 *
 * @param root buildx's folder of configurations.
 * @example scopedConfigPaths('/c', { registry: 'ghcr.io', actions: ['pull'] })
 * // ['/c/ghcr.io@pull/config.json', '/c/ghcr.io/config.json']
 */
export function scopedConfigPaths(root: string, query: CredentialQuery): readonly string[] {
  const host = canonicalHost(query.registry);
  const segments = [host, ...(query.repository?.split('/') ?? [])];
  if (host === undefined || segments.some((segment) => segment === '.' || segment === '..')) return [];
  const folder = join(root, host === 'docker.io' ? 'registry-1.docker.io' : host);
  const folders = query.repository === undefined ? [folder] : [join(folder, query.repository), folder];
  return folders.flatMap((base) =>
    actionSuffixes(query.actions).map((suffix) => join(`${base}${suffix}`, 'config.json')),
  );
}
