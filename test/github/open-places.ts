import { type GitHubPublishers, openPublishers, type PublishersOptions } from '../../src/github/publish.ts';
import type { GitHubIntegrations } from '../../src/pipeline/pipeline.ts';
import type { GitHub } from '../support/github/github.ts';

/** Places that keep what they say; their waiting takes no time. */
export interface KeptPlaces extends GitHubPublishers {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** How long each wait for a limit was, in ms. */
  readonly sleeps: readonly number[];
}

/** Opens places at the stand-in; those that are not named are off. */
export function placesAt(
  github: GitHub,
  use: Partial<GitHubIntegrations>,
  changes: Partial<Pick<PublishersOptions, 'token' | 'environment' | 'timeLimit' | 'task'>> = {},
): KeptPlaces {
  const warnings: string[] = [];
  const notes: string[] = [];
  const sleeps: number[] = [];
  let time = Date.UTC(2026, 10, 21);
  const places = openPublishers({
    use: { deployments: 'off', attestations: 'off', storageRecords: 'off', ...use },
    event: github.event(),
    environment: github.environment,
    token: github.token,
    warn: (sentence) => warnings.push(sentence),
    note: (sentence) => notes.push(sentence),
    clock: {
      now: () => time,
      async sleep(milliseconds) {
        sleeps.push(milliseconds);
        time += milliseconds;
      },
    },
    ...changes,
  });
  return { ...places, warnings, notes, sleeps };
}
