import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { type EventContext, readEvent } from '../../../src/event/event.ts';
import { closeServer, listen } from '../loopback.ts';
import { answerOfFault, FORBIDDEN, type GitHubAnswer, type GitHubFault, type GitHubRoute, refuse } from './faults.ts';
import { ENDPOINTS } from './routes.ts';
import type { GitHubState, Review } from './state.ts';

/** The token that the stand-in takes by default. */
export const GITHUB_TOKEN = 'ghs_standin0123456789';
/** The versions of the API that GitHub speaks. */
const VERSIONS: ReadonlySet<string> = new Set(['2022-11-28', '2026-03-10']);

/** What kind of GitHub to start. */
export interface GitHubOptions {
  readonly token?: string;
  /** `acme/shop` by default. */
  readonly repository?: string;
  readonly ownerType?: 'Organization' | 'User';
  readonly runId?: string;
  readonly reviews?: readonly Review[];
  /** The permissions that the token lacks, such as `deployments: write`. */
  readonly denied?: readonly string[];
  readonly faults?: readonly GitHubFault[];
}

/** A request that came. */
export interface GitHubRecord {
  /** The endpoint; undefined where there is none. */
  readonly route: GitHubRoute | undefined;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly version: string | undefined;
  readonly userAgent: string | undefined;
  /** The status of the answer; 0 where the connection was dropped. */
  readonly status: number;
}

/** A stand-in for GitHub's REST API on loopback. */
export interface GitHub extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly state: GitHubState;
  readonly requests: readonly GitHubRecord[];
  /** The most requests that were under way at the same time. */
  readonly busiest: number;
  /** The variables by which a process of its own finds it. */
  readonly environment: Readonly<Record<string, string>>;
  /** An event of the repository whose API this is. */
  event(environment?: Readonly<Record<string, string>>): EventContext;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await text(request);
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Starts a stand-in for GitHub's REST API: it keeps what it is told, and refuses what GitHub would refuse. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const { token = GITHUB_TOKEN, repository = 'acme/shop', ownerType = 'Organization', runId = '1658821493' } = options;
  const { denied = [], faults = [], reviews = [] } = options;
  const state: GitHubState = {
    ...{ deployments: [], attestations: [], storageRecords: [], reviews: [...reviews], commits: [], nextId: 1 },
  };
  const requests: GitHubRecord[] = [];
  const seen = new Map<GitHubFault, number>();
  let busy = 0;
  let busiest = 0;

  function strike(route: GitHubRoute): GitHubFault | undefined {
    let struck: GitHubFault | undefined;
    for (const fault of faults.filter((fault) => fault.route === route)) {
      const count = (seen.get(fault) ?? 0) + 1;
      seen.set(fault, count);
      const { after = 0, times = Number.POSITIVE_INFINITY } = fault;
      if (count > after && count <= after + times) struck ??= fault;
    }
    return struck;
  }

  async function answer(request: IncomingMessage): Promise<GitHubAnswer | 'dropped'> {
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    const path = decodeURIComponent(pathname);
    const version = request.headers['x-github-api-version']?.toString() ?? '2022-11-28';
    const endpoint = ENDPOINTS.find((candidate) => candidate.method === request.method && candidate.path.test(path));
    const body = await readJson(request);
    const reply = await decide();
    requests.push({
      ...{ route: endpoint?.route, method: request.method ?? '', path: request.url ?? '', body },
      version: request.headers['x-github-api-version']?.toString(),
      userAgent: request.headers['user-agent'],
      status: reply === 'dropped' ? 0 : reply.status,
    });
    return reply;

    async function decide(): Promise<GitHubAnswer | 'dropped'> {
      const given = /^(?:token|Bearer) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
      if (given !== token && endpoint?.route !== 'read-bundle') return refuse(401, 'Bad credentials');
      if (!VERSIONS.has(version)) return refuse(400, `The API version ${version} is not supported`);
      const ofAnother = path.startsWith('/repos/') && !`${path}/`.startsWith(`/repos/${repository}/`);
      if (endpoint === undefined || ofAnother) return refuse(404, 'Not Found');
      const fault = strike(endpoint.route);
      if (fault?.delay !== undefined) await delay(fault.delay);
      const broken = fault && answerOfFault(fault, Date.now());
      if (broken !== undefined) return broken;
      if (endpoint.permission !== undefined && denied.includes(endpoint.permission)) return FORBIDDEN;
      return endpoint.answer({
        ...{ state, url, repository, ownerType, runId, body, version, query: searchParams },
        path: endpoint.path.exec(path)?.slice(1) ?? [],
      });
    }
  }

  const server = createServer((request, response) => {
    busy++;
    busiest = Math.max(busiest, busy);
    response.once('close', () => busy--);
    void answer(request).then((reply) => {
      if (reply === 'dropped') {
        request.socket.destroy();
        return;
      }
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'x-github-api-version-selected': '2022-11-28',
      };
      response.writeHead(reply.status, { ...headers, ...reply.headers }).end(JSON.stringify(reply.body));
    });
  });
  const url = `http://${await listen(server)}`;
  const environment = {
    GITHUB_API_URL: url,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: runId,
    GITHUB_SHA: '1'.repeat(40),
    GITHUB_SERVER_URL: 'https://github.com',
  };
  return {
    ...{ url, token, state, requests, environment },
    get busiest() {
      return busiest;
    },
    event: (more = {}) => readEvent({ ...environment, ...more }, {}),
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}
