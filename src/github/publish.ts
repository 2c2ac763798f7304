import { PolicyError } from '../errors.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import type { GitHubIntegrations } from '../pipeline/pipeline.ts';
import { openAttestationPublisher } from './attestations.ts';
import { type GitHubClient, type GitHubClientOptions, openGitHubClient } from './client.ts';
import { openDeploymentPublisher } from './deployment-publisher.ts';
import {
  type GitHubPublisher,
  type PublishItem,
  type PublishTask,
  type PublishTrouble,
  refuseAfter,
  refuseBefore,
  warnOfPublisher,
} from './publisher.ts';
import { openStoragePublisher } from './storage-records.ts';

/** What publishers are opened with. */
export interface PublishersOptions extends GitHubClientOptions {
  readonly use: GitHubIntegrations;
  readonly event: EventContext;
  /** GITHUB_SHA names the commit. */
  readonly environment: Env;
  readonly token: string | undefined;
  /** A promotion by default. */
  readonly task?: PublishTask;
  readonly warn: (sentence: string) => void;
  /** Receives what was deliberately left out. */
  readonly note?: (sentence: string) => void;
}

/** Publishes the promotions of a run at GitHub. */
export interface GitHubPublishers {
  /** @throws {PolicyError} if a required publisher cannot be used: then nothing may be written. */
  begin(items: readonly PublishItem[]): Promise<void>;
  /** The tags have moved. @throws {PolicyError} that says which required thing is missing, when all else is done. */
  succeed(items: readonly PublishItem[]): Promise<void>;
  /** Never throws. */
  fail(reason: string): Promise<void>;
}

/** In this order: what only asks comes before what writes, and so a refusal leaves nothing behind. */
const KINDS = [
  { key: 'storageRecords', noun: 'storage record', open: openStoragePublisher },
  { key: 'attestations', noun: 'attestation', open: openAttestationPublisher },
  { key: 'deployments', noun: 'deployment', open: openDeploymentPublisher },
] as const;

/**
 * Without any publisher, nothing is requested. One that is `on` only warns if it fails; one that is `required` ends the
 * run.
 */
export function openPublishers(options: PublishersOptions): GitHubPublishers {
  const { use, event, environment, token, task = 'promote', warn, note = () => {} } = options;
  const kinds = KINDS.filter(({ key }) => use[key] !== 'off');
  let opened: readonly { readonly publisher: GitHubPublisher; readonly isRequired: boolean }[] = [];

  function openWith(client: GitHubClient): typeof opened {
    const context = {
      ...{ client, note, task, ref: environment['GITHUB_SHA'] || environment['GITHUB_REF'] || undefined },
      ...{ logUrl: event.run.invocationId, warn: (trouble: PublishTrouble) => warn(warnOfPublisher(trouble)) },
    };
    return kinds.map(({ key, open }) => {
      const isRequired = use[key] === 'required';
      return { publisher: open({ ...context, isRequired }), isRequired };
    });
  }

  function report(trouble: PublishTrouble | undefined, isRequired: boolean): void {
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
        for (const { key, noun } of kinds) {
          report({ verb: 'create', noun, count: items.length, missing, failure }, use[key] === 'required');
        }
        return;
      }
      opened = openWith(client);
      for (const { publisher, isRequired } of opened) report(await publisher.begin(items), isRequired);
    },
    async succeed(items) {
      const errors: string[] = [];
      for (const { publisher, isRequired } of opened) {
        const trouble = await publisher.succeed(items);
        if (trouble === undefined) continue;
        if (isRequired) errors.push(refuseAfter(trouble));
        else warn(warnOfPublisher(trouble));
      }
      const [first, ...others] = errors;
      for (const other of others) warn(other);
      if (first !== undefined) throw new PolicyError(first);
    },
    async fail(reason) {
      for (const { publisher } of opened) {
        const trouble = await publisher.fail(reason);
        if (trouble !== undefined) warn(warnOfPublisher(trouble));
      }
    },
  };
}
