import { randomBytes } from 'node:crypto';
import { type Access, covers, formatScopes, tryParseScope } from './access.ts';
import { isKnownUser } from './credentials.ts';
import { RegistryFault } from './errors.ts';
import type { Answer, Exchange } from './exchange.ts';
import type { Users } from './options.ts';

/** The name by which tokens are asked for. */
const SERVICE = 'sealift-test-registry';

/** How long a client may keep a token, in seconds; the registry itself never forgets one. */
const EXPIRES_IN = 300;

/** Token authentication as registries do it (distribution, "Token Authentication Specification"). */
export class BearerAuth {
  readonly #users: Users;
  readonly #anonymousPull: boolean;
  readonly #grants = new Map<string, readonly Access[]>();

  constructor(options: { readonly users: Users; readonly anonymousPull?: boolean }) {
    this.#users = options.users;
    this.#anonymousPull = options.anonymousPull ?? false;
  }

  /** Throws a RegistryFault with a challenge unless the request's token covers what it needs. */
  check(exchange: Exchange, needed: readonly Access[]): void {
    const [, token] = /^Bearer (\S+)$/.exec(exchange.headers.authorization ?? '') ?? [];
    const granted = token === undefined ? undefined : this.#grants.get(token);
    if (granted !== undefined && covers(granted, needed)) return;
    const parts = [`realm="${exchange.origin}/token"`, `service="${SERVICE}"`];
    if (needed.length > 0) parts.push(`scope="${formatScopes(needed)}"`);
    if (token !== undefined) parts.push(`error="${granted === undefined ? 'invalid_token' : 'insufficient_scope'}"`);
    throw new RegistryFault('UNAUTHORIZED', 'authentication required', {
      headers: { 'WWW-Authenticate': `Bearer ${parts.join(',')}` },
    });
  }

  /** Gives a token for what is asked: everything to a user, at most pull to anyone else. */
  token({ method, query, headers }: Exchange): Answer {
    if (method !== 'GET')
      throw new RegistryFault('UNSUPPORTED', 'tokens are given to GET', { headers: { Allow: 'GET' } });
    const isUser = isKnownUser(this.#users, headers.authorization);
    if (!isUser && (headers.authorization !== undefined || !this.#anonymousPull)) {
      throw new RegistryFault('UNAUTHORIZED', 'incorrect username or password');
    }
    const asked = query
      .getAll('scope')
      .flatMap((scope) => scope.split(' '))
      .flatMap((scope) => tryParseScope(scope) ?? []);
    const granted = asked.map(({ repository, actions }) => ({
      repository,
      actions: isUser ? actions : actions.filter((action) => action === 'pull'),
    }));
    const token = randomBytes(24).toString('base64url');
    this.#grants.set(token, granted);
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(JSON.stringify({ token, access_token: token, expires_in: EXPIRES_IN })),
    };
  }
}
