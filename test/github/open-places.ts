import { openPlaces, type Places, type PlacesOptions } from '../../src/github/publish.ts';
import type { GitHubPlaces } from '../../src/pipeline/pipeline.ts';
import type { GitHub } from '../support/github/github.ts';

/** Places that keep what they say; their waiting takes no time. */
export interface KeptPlaces extends Places {
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  /** How long each wait for a limit was, in ms. */
  readonly sleeps: readonly number[];
}

/** Opens places at the stand-in; those that are not named are off. */
export function placesAt(
  github: GitHub,
  use: Partial<GitHubPlaces>,
  changes: Partial<Pick<PlacesOptions, 'token' | 'environment' | 'timeLimit'>> = {},
): KeptPlaces {
  const warnings: string[] = [];
  const notes: string[] = [];
  const sleeps: number[] = [];
  let time = Date.UTC(2026, 10, 21);
  const places = openPlaces({
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
