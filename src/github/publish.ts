import { PolicyError } from '../errors.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import type { GitHubPlaces } from '../pipeline/pipeline.ts';
import { openAttestationPlace } from './attestations.ts';
import { type GitHubClient, type GitHubClientOptions, openGitHubClient } from './client.ts';
import { openDeploymentPlace } from './deployment-publisher.ts';
import {
  type Place,
  type PlaceContext,
  type PlaceItem,
  type PlaceTrouble,
  refuseAfter,
  refuseBefore,
  warnOfPlace,
} from './publisher.ts';
import { openStoragePlace } from './storage-records.ts';

/** What the places need to know of the run. */
export interface PlacesOptions extends GitHubClientOptions {
  readonly use: GitHubPlaces;
  readonly event: EventContext;
  /** The variables of the process: GITHUB_SHA names the commit. */
  readonly environment: Env;
  readonly token: string | undefined;
  /** Hears one sentence for each place that failed. */
  readonly warn: (sentence: string) => void;
  /** Hears what was left out for a good reason. */
  readonly note?: (sentence: string) => void;
}

/** The places at GitHub that hear of the promotions of a run. */
export interface Places {
  /**
   * Announces promotions, before anything is written.
   *
   * @throws {PolicyError} where a place that the pipeline file requires cannot be used: then nothing may be written.
   */
  begin(items: readonly PlaceItem[]): Promise<void>;
  /**
   * Tells that all promotions are done: the tags have moved, the items have their records.
   *
   * @throws {PolicyError} that says what is missing of what the pipeline file requires, when all else is done.
   */
  succeed(items: readonly PlaceItem[]): Promise<void>;
  /** Tells that the promotions failed, and why; never throws. */
  fail(reason: string): Promise<void>;
}

interface Kind {
  readonly key: keyof GitHubPlaces;
  readonly noun: string;
  readonly open: (context: PlaceContext) => Place;
}

/** In this order: what only asks comes before what writes, and so a refusal leaves nothing behind. */
const KINDS: readonly Kind[] = [
  { key: 'storageRecords', noun: 'storage record', open: openStoragePlace },
  { key: 'attestations', noun: 'attestation', open: openAttestationPlace },
  { key: 'deployments', noun: 'deployment', open: openDeploymentPlace },
];

/**
 * Opens the places that the pipeline file names; nothing is asked and nothing is loaded where it names none.
 *
 * A place that is `on` costs one warning where it fails. One that is `required` ends the run.
 */
export function openPlaces(options: PlacesOptions): Places {
  const { use, event, environment, token, warn, note = () => {} } = options;
  const kinds = KINDS.filter(({ key }) => use[key] !== 'off').map((kind) => ({
    ...kind,
    isRequired: use[kind.key] === 'required',
  }));
  let places: readonly { readonly place: Place; readonly isRequired: boolean }[] = [];

  function openWith(client: GitHubClient): typeof places {
    const context = {
      ...{ client, note, ref: environment['GITHUB_SHA'] || environment['GITHUB_REF'] || undefined },
      ...{ logUrl: event.run.invocationId, warn: (trouble: PlaceTrouble) => warn(warnOfPlace(trouble)) },
    };
    return kinds.map(({ open, isRequired }) => ({ place: open({ ...context, isRequired }), isRequired }));
  }

  /** Says what a place could not do before anything was written. */
  function judge(trouble: PlaceTrouble | undefined, isRequired: boolean): void {
    if (trouble === undefined) return;
    if (isRequired) throw new PolicyError(refuseBefore(trouble));
    warn(warnOfPlace(trouble));
  }

  return {
    async begin(items) {
      if (kinds.length === 0 || items.length === 0) return;
      const client = await openGitHubClient(event, token, options);
      if (client === undefined) {
        const failure = token
          ? { reason: 'GITHUB_REPOSITORY names no repository', cure: 'run the step on GitHub' }
          : { reason: 'there is no token', cure: 'give the input "github-token"' };
        const missing = items.map(({ destination }) => destination.uri);
        for (const { noun, isRequired } of kinds) {
          judge({ verb: 'create', noun, count: items.length, missing, failure }, isRequired);
        }
        return;
      }
      places = openWith(client);
      for (const { place, isRequired } of places) judge(await place.begin(items), isRequired);
    },
    async succeed(items) {
      const errors: string[] = [];
      for (const { place, isRequired } of places) {
        const trouble = await place.succeed(items);
        if (trouble === undefined) continue;
        if (isRequired) errors.push(refuseAfter(trouble));
        else warn(warnOfPlace(trouble));
      }
      const [first, ...others] = errors;
      for (const other of others) warn(other);
      if (first !== undefined) throw new PolicyError(first);
    },
    async fail(reason) {
      for (const { place } of places) {
        const trouble = await place.fail(reason);
        if (trouble !== undefined) warn(warnOfPlace(trouble));
      }
    },
  };
}
