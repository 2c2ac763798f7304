import type { IncomingMessage } from 'node:http';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { answerRaw, type RawAnswer } from './injection-answer.ts';

/** A request to a registry that knows who asks. */
export interface GuardedAsk {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  /** The Authorization header; empty where there is none. */
  readonly authorization: string;
}

/** Answers in the place of an honest registry; undefined lets it answer. */
export type Behaviour = (ask: GuardedAsk) => RawAnswer | undefined;

/** What the registry gives out. */
export interface Tokens {
  readonly token: string;
  readonly refresh: string;
}

/** A registry that wants credentials, whatever they are, and behaves as it is told. */
export interface GuardedRegistry extends AsyncDisposable {
  readonly host: string;
  /** The kinds of credentials that were used since the last `behave`. */
  readonly used: ReadonlySet<string>;
  behave(behaviour: Behaviour): void;
  tags: EmbeddedRegistry['tags'];
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Starts a registry with token authentication that takes what `accepts` says. */
export async function startGuarded(tokens: Tokens, accepts: (secret: string) => boolean): Promise<GuardedRegistry> {
  let behaviour: Behaviour = () => undefined;
  let isOpen = true;
  const used = new Set<string>();

  function passwordOf(authorization: string): string {
    const text = Buffer.from(authorization.replace(/^Basic /i, ''), 'base64').toString();
    return text.slice(text.indexOf(':') + 1);
  }

  async function giveToken(request: IncomingMessage, authorization: string): Promise<RawAnswer> {
    const form = request.method === 'POST' ? new URLSearchParams(await readText(request)) : undefined;
    const secret = form?.get('refresh_token') ?? (authorization === '' ? '' : passwordOf(authorization));
    if (!accepts(secret)) return { status: 401, body: '{}' };
    used.add(form === undefined ? 'basic' : 'refresh token');
    const { token, refresh } = tokens;
    return {
      status: 200,
      body: JSON.stringify({ token, access_token: token, refresh_token: refresh, expires_in: 600 }),
    };
  }

  const registry = await startRegistry({
    async intercept(request, response, path) {
      if (isOpen) return false;
      const { authorization = '', host = '' } = request.headers;
      const answer = behaviour({ method: request.method ?? '', path, host, authorization });
      if (answer !== undefined) return await answerRaw(request, response, answer);
      if (path.startsWith('/token')) return await answerRaw(request, response, await giveToken(request, authorization));
      const bearer = authorization.replace(/^Bearer /, '');
      if (bearer === tokens.token || (authorization.startsWith('Bearer ') && accepts(bearer))) {
        used.add(bearer === tokens.token ? 'token' : 'registry token');
        return false;
      }
      const challenge = `Bearer realm="http://${host}/token",service="canary"`;
      return await answerRaw(request, response, {
        status: 401,
        headers: [['WWW-Authenticate', challenge]],
        body: '{}',
      });
    },
  });
  await pushImage(registry.host, 'd/app', buildImage({ platforms: ['linux/amd64'], layers: 1 }), ['1.2.3']);
  isOpen = false;
  return {
    host: registry.host,
    used,
    behave(next) {
      behaviour = next;
      used.clear();
    },
    tags: (repository) => registry.tags(repository),
    [Symbol.asyncDispose]: () => registry.close(),
  };
}
