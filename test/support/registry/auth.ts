import type { Access } from './access.ts';
import { BearerAuth } from './auth-bearer.ts';
import { isKnownUser } from './credentials.ts';
import { RegistryFault } from './errors.ts';
import type { Answer, Exchange } from './exchange.ts';
import type { AuthOptions, Users } from './options.ts';

/** Who may do what, and where tokens come from. */
export interface Authenticator {
  /** Throws a RegistryFault with a challenge unless the request may do what it needs. */
  check(exchange: Exchange, needed: readonly Access[]): void;
  /** Answers the token endpoint, where there is one. */
  token?(exchange: Exchange): Answer;
}

function basicAuth(users: Users): Authenticator {
  return {
    check({ headers }) {
      if (isKnownUser(users, headers.authorization)) return;
      throw new RegistryFault('UNAUTHORIZED', 'authentication required', {
        headers: { 'WWW-Authenticate': 'Basic realm="sealift test registry"' },
      });
    },
  };
}

/** Makes what guards a registry from its options. */
export function createAuthenticator(options: AuthOptions | undefined): Authenticator {
  if (options === undefined) return { check: () => undefined };
  return options.kind === 'basic' ? basicAuth(options.users) : new BearerAuth(options);
}
