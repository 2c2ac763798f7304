import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Certificate } from './certificates.ts';
import type { DistributionTokens } from './distribution-config.ts';
import { closeServer, listen } from './loopback.ts';
import { type Access, tryParseScope } from './registry/access.ts';
import { tryParseBasic } from './registry/credentials.ts';
import { createTokenSigner, type SignerOptions } from './token-signer.ts';

/** How long a token is good, in seconds: the least that clients must reckon with (distribution, "Token Authentication"). */
const EXPIRES_IN = 60;

/** A user, and what it may do in which repositories. */
export interface TokenUser {
  readonly password: string;
  /** Repositories that the user may also push to; all others it may only pull. */
  readonly pushes: readonly string[];
}

/** How to set up a token server. */
export interface TokenServerOptions {
  readonly users: Readonly<Record<string, TokenUser>>;
  /** What tokens are signed with. */
  readonly certificate: Certificate;
  /** The algorithm that fits the certificate's key; ES256 by default. */
  readonly algorithm?: SignerOptions['algorithm'];
  /** The certificate of its own address; plain HTTP by default. */
  readonly tls?: Certificate;
}

/** A token server that knows nothing of the registries that trust it. */
export interface TokenServer extends AsyncDisposable {
  /** What a registry needs to know to trust it. */
  readonly tokens: DistributionTokens;
  /** The scopes of each request, and whom it was answered to. */
  readonly log: readonly { readonly user: string | undefined; readonly scopes: readonly string[] }[];
  /** Makes an Authorization header for whatever a test wants to do itself. */
  authorize(access: readonly Access[]): string;
}

/** Starts a token server on a free loopback port (distribution, "Token Authentication Specification"). */
export async function startTokenServer(options: TokenServerOptions): Promise<TokenServer> {
  const { users, certificate, algorithm = 'ES256', tls } = options;
  const [issuer, service] = ['sealift test issuer', 'sealift test registry'];
  const sign = await createTokenSigner({ issuer, service, algorithm, certificate });
  const log: { readonly user: string | undefined; readonly scopes: readonly string[] }[] = [];

  function grant(name: string, scopes: readonly string[]): readonly Access[] {
    const pushes = users[name]?.pushes ?? [];
    return scopes
      .flatMap((scope) => tryParseScope(scope) ?? [])
      .map(({ repository, actions }) => ({
        repository,
        actions: actions.filter((action) => action === 'pull' || (action === 'push' && pushes.includes(repository))),
      }));
  }

  function answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    // Clients may ask by POST as OAuth 2 has it; a server that only knows GET says 405, and they go on with that.
    if (request.method !== 'GET') {
      response.writeHead(405, { Allow: 'GET' }).end();
      return;
    }
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const scopes = query.getAll('scope').flatMap((scope) => scope.split(' '));
    const given = tryParseBasic(request.headers.authorization);
    const isKnown = given !== undefined && users[given.username]?.password === given.password;
    log.push({ user: isKnown ? given.username : undefined, scopes });
    if (!isKnown || query.get('service') !== service) {
      response
        .writeHead(401, { 'Content-Type': 'application/json' })
        .end('{"details":"incorrect username or password"}');
      return;
    }
    const token = sign({ subject: given.username, access: grant(given.username, scopes), expiresIn: EXPIRES_IN });
    const body = JSON.stringify({ token, expires_in: EXPIRES_IN, issued_at: new Date().toISOString() });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
  }

  const handler: RequestListener = answer;
  const server =
    tls === undefined
      ? createServer(handler)
      : createSecureServer({ cert: await readFile(tls.certificateFile), key: await readFile(tls.keyFile) }, handler);
  const host = await listen(server);
  const realm = `${tls === undefined ? 'http' : 'https'}://${host}/token`;
  return {
    tokens: { realm, service, issuer, certificateFile: certificate.certificateFile },
    log,
    authorize: (access) => `Bearer ${sign({ subject: 'test', access, expiresIn: EXPIRES_IN })}`,
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}
