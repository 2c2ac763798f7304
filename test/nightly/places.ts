import { basicAuthorization, type User } from '../support/authorization.ts';
import { startDistribution } from '../support/distribution.ts';
import { startFront } from '../support/front.ts';
import { startGitea } from '../support/gitea.ts';

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
