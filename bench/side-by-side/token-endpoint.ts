import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Certificate } from '../../test/support/certificates.ts';
import { closeServer, listen } from '../../test/support/loopback.ts';
import { type Access, tryParseScope } from '../../test/support/registry/access.ts';
import { type Credentials, tryParseBasic } from '../../test/support/registry/credentials.ts';
import { createTokenSigner } from '../../test/support/token-signer.ts';

/** How long a token is good (s): what Docker Hub gives. */
const EXPIRES_IN = 300;

/** How long a token is good that the bench itself uses (s). */
const OWN_EXPIRES_IN = 3600;

/** Whom tokens are from, and whom they are for. */
export const TOKEN_NAMES = { issuer: 'bench issuer', service: 'bench registry' } as const;

/** The one user; it may do anything. */
export const USER: Credentials = { username: 'bench', password: 'correct-horse' };

/** A token server that knows one user. */
export interface TokenEndpoint extends AsyncDisposable {
  readonly host: string;
  /** Makes an Authorization header for what the bench does itself. */
  authorize(...repositories: readonly string[]): string;
}

interface Asked {
  readonly user: Credentials | undefined;
  readonly scopes: readonly string[];
}

/** Reads both kinds of request: by GET with Basic, and by POST with a form, as OAuth 2 has it. */
async function readRequest(request: IncomingMessage): Promise<Asked> {
  const body = await text(request);
  const form = new URLSearchParams(body);
  const query = request.method === 'POST' ? form : new URL(request.url ?? '', 'http://localhost').searchParams;
  const scopes = [...query.getAll('scope')].flatMap((scope) => scope.split(' '));
  const [username, password] = [form.get('username'), form.get('password')];
  const inForm = username === null || password === null ? undefined : { username, password };
  return { user: inForm ?? tryParseBasic(request.headers.authorization), scopes };
}

/**
 * Starts a token server (distribution, "Token Authentication Specification" and "Oauth2 Token Authentication").
 *
 * It knows both ways to ask, so that no tool has to ask twice for the other's sake.
 */
export async function startTokenEndpoint(certificate: Certificate): Promise<TokenEndpoint> {
  const sign = await createTokenSigner({ ...TOKEN_NAMES, algorithm: 'ES256', certificate });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { user, scopes } = await readRequest(request);
    if (user?.username !== USER.username || user.password !== USER.password) {
      response.writeHead(401, { 'Content-Type': 'application/json' }).end('{"details":"incorrect"}');
      return;
    }
    const access = scopes.flatMap((scope) => tryParseScope(scope) ?? []);
    const token = sign({ subject: USER.username, access, expiresIn: EXPIRES_IN });
    const body = { token, access_token: token, expires_in: EXPIRES_IN, issued_at: new Date().toISOString() };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => request.socket.destroy());
  });
  const host = await listen(server);
  return {
    host,
    authorize(...repositories) {
      const access: readonly Access[] = repositories.map((repository) => ({ repository, actions: ['pull', 'push'] }));
      return `Bearer ${sign({ subject: USER.username, access, expiresIn: OWN_EXPIRES_IN })}`;
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}
