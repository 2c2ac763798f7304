import { basicAuthorization, type User } from '../support/authorization.ts';
import { startDistribution } from '../support/distribution.ts';
import { startFront } from '../support/front.ts';
import { startGitea } from '../support/gitea.ts';
import { startPulp } from '../support/pulp.ts';

/** A registry of others that runs for a whole file of tests. */
export interface Place extends AsyncDisposable {
  /** As the action sees it. */
  readonly host: string;
  /** As the test sees it: the same registry, with the writer's login added. */
  readonly front: string;
  /** What every repository of it begins with. */
  readonly owner: string;
  readonly writer: User;
  /** Who may only read. */
  readonly reader?: User;
  /** Whether it keeps tags as they are written, and not in lower case. */
  readonly keepsCase: boolean;
}

const USER = { username: 'deployer', password: 'correct-horse' } as const;

/** Starts CNCF Distribution 3 with a login. */
export async function startDistributionPlace(): Promise<Place> {
  const registry = await startDistribution({ version: 3, users: { [USER.username]: USER.password } });
  const front = await startFront(registry.host, { authorization: basicAuthorization(USER) });
  return {
    ...{ host: registry.host, front: front.host, owner: 'acme', writer: USER, keepsCase: true },
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

/** Starts Gitea. */
export async function startGiteaPlace(): Promise<Place> {
  const gitea = await startGitea();
  const { host, owner, writer, reader } = gitea;
  const front = await startFront(host, { authorization: basicAuthorization(writer) });
  return {
    ...{ host, front: front.host, owner, writer, reader, keepsCase: false },
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await gitea[Symbol.asyncDispose]();
    },
  };
}

/** How long a token of Pulp is used, in milliseconds; it is good for five minutes. */
const TOKEN_LIFE = 180_000;

/**
 * Returns what finds the Authorization header of a path: Pulp takes nothing but a token for its repository, and for the
 * Host header that the token comes with.
 */
function createTokens(host: string, user: User): (path: string, service: string) => Promise<string> {
  const kept = new Map<string, { readonly header: Promise<string>; readonly until: number }>();
  async function fetchToken(repository: string, service: string): Promise<string> {
    const query = new URLSearchParams({ service, scope: `repository:${repository}:pull,push` });
    const response = await fetch(`http://${host}/token/?${query}`, {
      headers: { authorization: basicAuthorization(user) },
    });
    const { token } = (await response.json()) as { readonly token?: string };
    if (token === undefined) throw new Error(`Cannot get a token for ${repository}: Pulp answers ${response.status}`);
    return `Bearer ${token}`;
  }
  return (path, service) => {
    const [, repository = ''] = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//.exec(path) ?? [];
    const found = kept.get(repository);
    if (found !== undefined && found.until > performance.now()) return found.header;
    const header = fetchToken(repository, service);
    kept.set(repository, { header, until: performance.now() + TOKEN_LIFE });
    return header;
  };
}

/** Starts Pulp. */
export async function startPulpPlace(): Promise<Place> {
  const pulp = await startPulp();
  const { host, writer, reader } = pulp;
  const front = await startFront(host, { authorization: createTokens(host, writer) });
  return {
    ...{ host, front: front.host, owner: 'acme', writer, reader, keepsCase: true },
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await pulp[Symbol.asyncDispose]();
    },
  };
}
