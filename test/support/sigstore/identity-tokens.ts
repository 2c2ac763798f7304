import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { closeServer, listen } from '../loopback.ts';
import { completeClaims, type TokenClaims, writeToken } from './tokens.ts';

/** What the stand-in answers instead of a token. */
export interface TokenFault {
  /** The status; 0 never answers. */
  readonly status: number;
  readonly body?: string;
  /** How often; for ever by default. */
  readonly times?: number;
}

/** A stand-in for the place where GitHub's runs get their identity tokens. */
export interface IdentityTokens extends AsyncDisposable {
  /** The variables by which a run finds it, for this process or another one. */
  readonly environment: {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
  };
  /** The audience of each token that it gave out. */
  readonly audiences: readonly string[];
  /** The tokens that it gave out: none of them may be seen in a log. */
  readonly tokens: readonly string[];
  /** What the next tokens say; see `completeClaims`. */
  claims: TokenClaims;
  /** Makes it fail from now on; undefined makes it work again. */
  fail(fault: TokenFault | undefined): void;
}

/** Starts the stand-in on a free loopback port; as GitHub's, its address has a query already. */
export async function startIdentityTokens(claims: TokenClaims = {}): Promise<IdentityTokens> {
  const bearer = randomBytes(16).toString('hex');
  const audiences: string[] = [];
  const tokens: string[] = [];
  let waiting: { fault: TokenFault; left: number } | undefined;
  const server = createServer((request, response) => {
    request.resume();
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (waiting !== undefined && waiting.left > 0) {
      waiting.left -= 1;
      if (waiting.fault.status === 0) return;
      response.writeHead(waiting.fault.status, { 'Content-Type': 'application/json' }).end(waiting.fault.body ?? '{}');
      return;
    }
    if (request.headers.authorization !== `Bearer ${bearer}` || url.searchParams.get('api-version') !== '2.0') {
      response.writeHead(401).end();
      return;
    }
    const audience = url.searchParams.get('audience') ?? 'https://github.com/acme';
    const token = writeToken(completeClaims({ aud: audience, ...standIn.claims }));
    audiences.push(audience);
    tokens.push(token);
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify({ count: token.length, value: token }));
  });
  const host = await listen(server);
  const standIn: IdentityTokens = {
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://${host}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    audiences,
    tokens,
    claims,
    fail: (fault) => {
      waiting = fault === undefined ? undefined : { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  };
  return standIn;
}
