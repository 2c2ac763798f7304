import type { Challenge } from './challenge.ts';

/**
 * What a run has learnt of how registries let it in, by origin; its clients share it, whatever their credentials.
 *
 * The first request to a registry goes alone: its answer says whether and how to log in. Those that came meanwhile would
 * each be refused, and cost a request more; they wait for that answer and lose no time by it.
 */
export interface Scouts {
  /** Returns what a registry asked for; undefined where it has asked for nothing yet. */
  challengeOf(origin: string): Challenge | undefined;
  /**
   * Takes note of a challenge.
   *
   * @returns what to answer to: the realm and the service are those that the registry named first. A later answer could
   *   otherwise send the password for a token of another service, or to another server.
   */
  learn(origin: string, challenge: Challenge): Challenge;
  /**
   * Waits until it is known how a registry answers.
   *
   * @returns for the first to come at once, and what it must call when it knows; undefined for all others.
   */
  enter(origin: string): Promise<(() => void) | undefined>;
}

function originOfRealm({ parameters }: Challenge, registry: string): string | undefined {
  return URL.parse(parameters.get('realm') ?? '', registry)?.origin;
}

/** Puts the first realm and service into a later challenge, unless it has the same service of the same server. */
function bind(later: Challenge, first: Challenge, registry: string): Challenge {
  const isSameServer = originOfRealm(later, registry) === originOfRealm(first, registry);
  // Artifactory has a token server at another path for each of its repositories.
  if (isSameServer && later.parameters.get('service') === first.parameters.get('service')) return later;
  const parameters = new Map(later.parameters);
  for (const name of ['realm', 'service']) {
    const value = first.parameters.get(name);
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  }
  return { ...later, parameters };
}

/** Makes the memory of a run. */
export function createScouts(): Scouts {
  const challenges = new Map<string, Challenge>();
  const first = new Map<string, Challenge>();
  const answered = new Map<string, Promise<void>>();
  return {
    challengeOf: (origin) => challenges.get(origin),
    learn(origin, challenge) {
      const key = `${challenge.scheme} ${origin}`;
      const known = first.get(key);
      if (known === undefined) first.set(key, challenge);
      const learnt = known === undefined ? challenge : bind(challenge, known, origin);
      challenges.set(origin, learnt);
      return learnt;
    },
    async enter(origin) {
      const before = answered.get(origin);
      if (before !== undefined) {
        await before;
        return undefined;
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      answered.set(origin, promise);
      return resolve;
    },
  };
}
