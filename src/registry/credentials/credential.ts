import { join } from 'node:path';
import { canonicalHost } from './auth-key.ts';

export type Credential =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, as `docker login` to Azure leaves it (`identitytoken`). */
  | { readonly kind: 'identity-token'; readonly token: string }
  /** A bearer token that needs no exchange (`registrytoken`). */
  | { readonly kind: 'bearer'; readonly token: string };

export interface FoundCredential {
  readonly credential: Credential;
  /** For the log; without secrets. */
  readonly origin: string;
  /** For short lives (Google's Workload Identity: five minutes); undefined if it cannot change. */
  readonly reread?: (() => Promise<Credential>) | undefined;
}

export const ANONYMOUS: Credential = { kind: 'anonymous' };

export function formatBasic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

/** Lists every form of a credential to be masked in the log before anything else is printed. */
export function secretsOf(credential: Credential): readonly string[] {
  switch (credential.kind) {
    case 'anonymous':
      return [];
    case 'basic': {
      const { username, password } = credential;
      const header = formatBasic(username, password).slice('Basic '.length);
      return password === '' ? [header] : [password, header, `${username}:${password}`];
    }
    case 'identity-token':
    case 'bearer':
      return [credential.token];
    default:
      return credential satisfies never;
  }
}

/** Whether two credentials prove the same. */
export function isSameCredential(left: Credential, right: Credential): boolean {
  if (left.kind === 'basic' && right.kind === 'basic') {
    return left.username === right.username && left.password === right.password;
  }
  return left.kind === right.kind && secretsOf(left)[0] === secretsOf(right)[0];
}

/** What a login may do in a repository. */
export type RegistryAction = 'pull' | 'push';

/** What a credential is for. */
export interface CredentialQuery {
  readonly registry: string;
  /** Without one, only credentials for the whole registry match. */
  readonly repository?: string | undefined;
  readonly actions: readonly RegistryAction[];
}

/** As in buildx, all actions of the login must be requested; unlike there, a login for `pull` never serves a push. */
function actionSuffixes(actions: readonly RegistryAction[]): readonly string[] {
  return actions.includes('push') ? ['@pull,push', '@push,pull', '@push', ''] : ['@pull', ''];
}

/**
 * Lists the files of docker/login-action's `scope`, the most specific first: a repository before the whole registry,
 * more actions before fewer.
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
