import { createServer } from 'node:http';
import { type EventContext, readEvent } from '../../src/event/event.ts';

/** What GitHub answers to one path with its query. */
export interface GitHubAnswer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server on loopback that plays GitHub's API. */
export interface GitHubServer extends AsyncDisposable {
  readonly url: string;
  /** The requests that came, as `GET /path?query`. */
  readonly requests: readonly string[];
  /** The credentials and names that came with them. */
  readonly headers: readonly { readonly authorization: string | undefined; readonly userAgent: string | undefined }[];
  /** An event of `acme/shop` whose API this is. */
  event(environment?: Readonly<Record<string, string>>, payload?: Readonly<Record<string, unknown>>): EventContext;
}

/** GitHub's answer to what is not there. */
export const NOT_FOUND: GitHubAnswer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
};

/** GitHub's answer where the job lacks a permission. */
export const FORBIDDEN: GitHubAnswer = {
  status: 403,
  body: { message: 'Resource not accessible by integration', documentation_url: 'https://docs.github.com/rest' },
};

/** GitHub's answer to a token that is none. */
export const UNAUTHORIZED: GitHubAnswer = { status: 401, body: { message: 'Bad credentials' } };

/** GitHub's answer to the request that is one too many. */
export const RATE_LIMITED: GitHubAnswer = {
  status: 403,
  body: { message: 'API rate limit exceeded for installation ID 1.' },
  headers: { 'x-ratelimit-remaining': '0' },
};

/** Starts the server; what it has no answer for is not found. `{url}` in a header stands for its own address. */
export async function startGitHub(answers: Readonly<Record<string, GitHubAnswer>>): Promise<GitHubServer> {
  const requests: string[] = [];
  const headers: GitHubServer['headers'][number][] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    headers.push({ authorization: request.headers.authorization, userAgent: request.headers['user-agent'] });
    const { status = 200, body, headers: own = {} } = answers[decodeURIComponent(request.url ?? '')] ?? NOT_FOUND;
    for (const [name, value] of Object.entries(own)) response.setHeader(name, value.replaceAll('{url}', url));
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url,
    requests,
    headers,
    event: (environment = {}, payload = {}) =>
      readEvent({ GITHUB_API_URL: url, GITHUB_REPOSITORY: 'acme/shop', ...environment }, payload),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
