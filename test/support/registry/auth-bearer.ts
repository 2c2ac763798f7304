import { randomBytes } from 'node:crypto';
import { type Access, type Action, covers, formatScopes, tryParseScope } from './access.ts';
import type { AuthSurroundings } from './auth.ts';
import type { BearerOptions } from './auth-options.ts';
import { isKnownUser } from './credentials.ts';
import { RegistryFault } from './errors.ts';
import type { Answer, Exchange } from './exchange.ts';

/** The name by which tokens are asked for. */
const SERVICE = 'sealift-test-registry';

/** How long a token lives, in seconds: as long as Docker Hub's. */
const EXPIRES_IN = 300;
/** How long one lives whose answer does not say so, in seconds (distribution, token specification). */
const UNSAID = 60;

/** What a token is good for, and until when (ms since 1970). */
interface Grant {
  readonly access: readonly Access[];
  /** The actions that it allows everywhere. */
  readonly everywhere: readonly Action[];
  readonly endsAt: number;
}

/** Token authentication as registries do it (distribution, "Token Authentication Specification"). */
export class BearerAuth {
  readonly tokenPath: string;
  readonly #options: BearerOptions;
  readonly #around: AuthSurroundings;
  readonly #grants = new Map<string, Grant>();

  constructor(options: BearerOptions, around: AuthSurroundings) {
    this.#options = options;
    this.#around = around;
    this.tokenPath = options.path ?? '/token';
  }

  /** Throws a RegistryFault, mostly with a challenge, unless the request's token covers what it needs. */
  check(exchange: Exchange, needed: readonly Access[]): void {
    const { users, orBasic, expired, otherScope } = this.#options;
    const { authorization } = exchange.headers;
    if (orBasic === true && isKnownUser(users, authorization)) return;
    const [, token] = /^Bearer (\S+)$/.exec(authorization ?? '') ?? [];
    const grant = token === undefined ? undefined : this.#grants.get(token);
    const isAlive = grant !== undefined && this.#around.now() < grant.endsAt;
    const rest = needed.filter(({ actions }) => !actions.every((action) => grant?.everywhere.includes(action)));
    if (isAlive && covers(grant.access, rest)) return;
    if (grant !== undefined && !isAlive && expired === 400) {
      const message = 'Your authorization token has expired. Reauthenticate and try again.';
      throw new RegistryFault('DENIED', message, { status: 400 });
    }
    if (isAlive && otherScope === 403) {
      throw new RegistryFault('DENIED', 'requested access to the resource is denied');
    }
    const isBasic = otherScope === 'basic' && isKnownUser(users, authorization);
    if (isBasic && needed.every(({ actions }) => actions.every((action) => this.#rights(true).includes(action))))
      return;
    if ((isAlive || isBasic) && otherScope === 'basic') {
      const headers = { 'WWW-Authenticate': 'Basic realm="Gitea Package API"', 'Content-Type': 'text/plain' };
      throw new RegistryFault('UNAUTHORIZED', 'user should have specific permission or be a site admin', { headers });
    }
    const error = token === undefined ? undefined : isAlive ? 'insufficient_scope' : 'invalid_token';
    throw new RegistryFault('UNAUTHORIZED', 'authentication required', {
      headers: { 'WWW-Authenticate': this.#challenge(exchange, needed, error) },
    });
  }

  /** Gives a token for what is asked: everything to a user, at most pull to anyone else. */
  async token(exchange: Exchange): Promise<Answer> {
    if (exchange.method === 'GET') {
      const isUser = isKnownUser(this.#options.users, exchange.headers.authorization);
      if (!isUser && (exchange.headers.authorization !== undefined || this.#options.anonymousPull !== true)) {
        throw new RegistryFault('UNAUTHORIZED', 'incorrect username or password');
      }
      return this.#grant(exchange.query.getAll('scope'), isUser);
    }
    if (exchange.method === 'POST') return this.#post(exchange);
    throw new RegistryFault('UNSUPPORTED', 'tokens are given to GET', { headers: { Allow: 'GET' } });
  }

  /** Takes a refresh token where the registry has them (distribution, "OAuth2 Token Authentication"). */
  async #post({ body }: Exchange): Promise<Answer> {
    const { refreshTokens, postStatus = refreshTokens === undefined ? 405 : 400 } = this.#options;
    const form = new URLSearchParams(Buffer.from(await body.bytes()).toString('utf8'));
    if (refreshTokens === undefined || form.get('grant_type') !== 'refresh_token') {
      const headers = postStatus === 405 ? { Allow: 'GET' } : {};
      throw new RegistryFault('UNSUPPORTED', 'tokens are given to GET', { headers, status: postStatus });
    }
    if (!refreshTokens.includes(form.get('refresh_token') ?? '')) {
      throw new RegistryFault('UNAUTHORIZED', 'the refresh token is not valid');
    }
    return this.#grant(form.getAll('scope'), true);
  }

  #grant(parameters: readonly string[], isUser: boolean): Answer {
    const { scopes, field, expiresIn = EXPIRES_IN, endsAfter } = this.#options;
    const counted = scopes === 'first' ? parameters.slice(0, 1) : scopes === 'last' ? parameters.slice(-1) : parameters;
    const access = counted
      .flatMap((parameter) => parameter.split(' '))
      .flatMap((scope) => tryParseScope(scope) ?? [])
      .map(({ repository, actions }) => ({
        repository,
        actions: isUser && this.#options.readOnly !== true ? actions : actions.filter((action) => action === 'pull'),
      }));
    const everywhere = this.#options.grants === 'all' ? this.#rights(isUser) : [];
    const token = randomBytes(24).toString('base64url');
    const lifetime = endsAfter ?? (expiresIn === 'unsaid' ? UNSAID : expiresIn);
    this.#grants.set(token, { access, everywhere, endsAt: this.#around.now() + lifetime * 1000 });
    const names = field === undefined ? ['token', 'access_token'] : [field];
    const answer = {
      ...Object.fromEntries(names.map((name) => [name, token])),
      ...(expiresIn === 'unsaid' ? {} : { expires_in: expiresIn }),
    };
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: Buffer.from(JSON.stringify(answer)),
    };
  }

  /** All that a user, or anybody, may do at most. */
  #rights(isUser: boolean): readonly Action[] {
    return isUser && this.#options.readOnly !== true ? ['pull', 'push', 'delete'] : ['pull'];
  }

  #challenge({ origin }: Exchange, needed: readonly Access[], error: string | undefined): string {
    const { service = SERVICE, scope = formatScopes(needed), orBasic } = this.#options;
    const parts = [`realm="${this.#around.tokenOrigin?.() ?? origin}${this.tokenPath}"`, `service="${service}"`];
    if (scope !== '') parts.push(`scope="${scope}"`);
    if (error !== undefined) parts.push(`error="${error}"`);
    return `${orBasic === true ? 'Basic realm="registry", ' : ''}Bearer ${parts.join(',')}`;
  }
}
