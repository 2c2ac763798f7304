import type { Access } from './access.ts';
import { BearerAuth } from './auth-bearer.ts';
import type { AuthOptions, BasicOptions } from './auth-options.ts';
import { isKnownUser } from './credentials.ts';
import { RegistryFault } from './errors.ts';
import type { Answer, Exchange } from './exchange.ts';

/** Who may do what, and where tokens come from. */
export interface Authenticator {
  /** Throws a RegistryFault with a challenge unless the request may do what it needs. */
  check(exchange: Exchange, needed: readonly Access[]): void;
  /** The path of the token endpoint, where there is one. */
  readonly tokenPath?: string;
  /** Answers the token endpoint. */
  token?(exchange: Exchange): Answer | Promise<Answer>;
}

/** What an authenticator is given besides its options. */
export interface AuthSurroundings {
  readonly now: () => number;
  /** The origin of the host that gives tokens, where it is not the registry's own. */
  readonly tokenOrigin?: () => string;
}

function basicAuth({ users, service, readOnly = [], challenge = 'always' }: BasicOptions): Authenticator {
  const parts = ['realm="sealift test registry"', ...(service === undefined ? [] : [`service="${service}"`])];
  return {
    check({ headers }, needed) {
      const isWrite = needed.some(({ actions }) => actions.includes('push'));
      const known = Object.entries(users).filter(([name]) => !(isWrite && readOnly.includes(name)));
      if (isKnownUser(Object.fromEntries(known), headers.authorization)) return;
      const isNamed = challenge === 'always' || needed.length === 0;
      throw new RegistryFault('UNAUTHORIZED', 'authentication required', {
        headers: isNamed ? { 'WWW-Authenticate': `Basic ${parts.join(',')}` } : {},
      });
    },
  };
}

/** Makes what guards a registry from its options. */
export function createAuthenticator(options: AuthOptions | undefined, around: AuthSurroundings): Authenticator {
  if (options === undefined) return { check: () => undefined };
  return options.kind === 'basic' ? basicAuth(options) : new BearerAuth(options, around);
}
