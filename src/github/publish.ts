import { PolicyError } from '../errors.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import type { GitHubIntegrations } from '../pipeline/pipeline.ts';
import { openAttestationPublisher } from './attestations.ts';
import { type GitHubClient, type GitHubClientOptions, openGitHubClient } from './client.ts';
import { openDeploymentPublisher } from './deployment-publisher.ts';
import {
  type GitHubPublisher,
  type PublishContext,
  type PublishItem,
  type PublishTrouble,
  refuseAfter,
  refuseBefore,
  warnOfPublisher,
} from './publisher.ts';
import { openStoragePublisher } from './storage-records.ts';

/** What the places need to know of the run. */
export interface PublishersOptions extends GitHubClientOptions {
  readonly use: GitHubIntegrations;
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
export interface GitHubPublishers {
  /**
   * Announces promotions, before anything is written.
   *
   * @throws {PolicyError} if a place that the pipeline file requires cannot be used: then nothing may be written.
   */
  begin(items: readonly PublishItem[]): Promise<void>;
  /**
   * Tells that all promotions are done: the tags have moved, the items have their records.
   *
   * @throws {PolicyError} that says what is missing of what the pipeline file requires, when all else is done.
   */
  succeed(items: readonly PublishItem[]): Promise<void>;
  /** Tells that the promotions failed, and why; never throws. */
  fail(reason: string): Promise<void>;
}

interface Kind {
  readonly key: keyof GitHubIntegrations;
  readonly noun: string;
  readonly open: (context: PublishContext) => GitHubPublisher;
}

/** In this order: what only asks comes before what writes, and so a refusal leaves nothing behind. */
const KINDS: readonly Kind[] = [
  { key: 'storageRecords', noun: 'storage record', open: openStoragePublisher },
  { key: 'attestations', noun: 'attestation', open: openAttestationPublisher },
  { key: 'deployments', noun: 'deployment', open: openDeploymentPublisher },
];

/**
 * Opens the places that the pipeline file names; nothing is asked and nothing is loaded where it names none.
 *
 * A place that is `on` costs one warning where it fails. One that is `required` ends the run.
 */
export function openPublishers(options: PublishersOptions): GitHubPublishers {
  const { use, event, environment, token, warn, note = () => {} } = options;
  const kinds = KINDS.filter(({ key }) => use[key] !== 'off').map((kind) => ({
    ...kind,
    isRequired: use[kind.key] === 'required',
  }));
  let places: readonly { readonly place: GitHubPublisher; readonly isRequired: boolean }[] = [];

  function openWith(client: GitHubClient): typeof places {
    const context = {
      ...{ client, note, ref: environment['GITHUB_SHA'] || environment['GITHUB_REF'] || undefined },
      ...{ logUrl: event.run.invocationId, warn: (trouble: PublishTrouble) => warn(warnOfPublisher(trouble)) },
    };
    return kinds.map(({ open, isRequired }) => ({ place: open({ ...context, isRequired }), isRequired }));
  }

  /** Says what a place could not do before anything was written. */
  function judge(trouble: PublishTrouble | undefined, isRequired: boolean): void {
    if (trouble === undefined) return;
    if (isRequired) throw new PolicyError(refuseBefore(trouble));
    warn(warnOfPublisher(trouble));
  }

  return {
    async begin(items) {
      if (kinds.length === 0 || items.length === 0) return;
      const client = openGitHubClient(event, token, options);
      if (client === undefined) {
        const failure = token
          ? { reason: 'GITHUB_REPOSITORY names no repository', remedy: 'run the step on GitHub' }
          : { reason: 'there is no token', remedy: 'give the input "github-token"' };
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
        else warn(warnOfPublisher(trouble));
      }
      const [first, ...others] = errors;
      for (const other of others) warn(other);
      if (first !== undefined) throw new PolicyError(first);
    },
    async fail(reason) {
      for (const { place } of places) {
        const trouble = await place.fail(reason);
        if (trouble !== undefined) warn(warnOfPublisher(trouble));
      }
    },
  };
}
