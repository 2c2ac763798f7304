import { stringProperty } from '../oci/json.ts';
import { type EventSource, objectAt } from './payload.ts';
import type { RefMeaning } from './ref.ts';

/** What the event says of the repository that runs the workflow. */
export interface RepositoryFacts {
  /** `owner/name`. */
  readonly fullName: string;
  /** Its page, such as `https://github.com/acme/shop`. */
  readonly url: string;
  readonly description?: string;
  readonly homepage?: string;
  /** The licence's SPDX identifier; undefined where GitHub knows none. */
  readonly license?: string;
}

/** The events that always run on the head of the default branch (github/docs, "Events that trigger workflows"). */
const DEFAULT_BRANCH_EVENTS: ReadonlySet<string> = new Set([
  'branch_protection_rule',
  'check_run',
  'check_suite',
  'delete',
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'image_version',
  'issue_comment',
  'issues',
  'label',
  'milestone',
  'page_build',
  'project',
  'project_card',
  'project_column',
  'public',
  'repository_dispatch',
  'schedule',
  'status',
  'watch',
]);

/** Reads what the payload says of the repository; its name and page come from the runner. */
export function readRepository({ environment, payload }: EventSource): RepositoryFacts | undefined {
  const fullName = environment['GITHUB_REPOSITORY'];
  if (!fullName) return undefined;
  const facts = objectAt(payload, 'repository');
  const license = stringProperty(objectAt(facts, 'license'), 'spdx_id');
  const description = stringProperty(facts, 'description');
  const homepage = stringProperty(facts, 'homepage');
  return {
    fullName,
    url: `${environment['GITHUB_SERVER_URL'] || 'https://github.com'}/${fullName}`,
    ...(description ? { description } : {}),
    ...(homepage ? { homepage } : {}),
    ...(license && license !== 'NOASSERTION' ? { license } : {}),
  };
}

/** Finds the default branch; where the payload is silent (older GitHub servers' `schedule`) the ref may tell it. */
export function findDefaultBranch({ payload, name }: EventSource, { branch }: RefMeaning): string | undefined {
  const known = stringProperty(objectAt(payload, 'repository'), 'default_branch');
  return known || (DEFAULT_BRANCH_EVENTS.has(name) ? branch : undefined);
}

/**
 * Tells whether an event is on the default branch: `{{is_default_branch}}`.
 *
 * docker/metadata-action takes every created branch or tag for the default one; a new branch would then take `latest`.
 */
export function isOnDefaultBranch(source: EventSource, meaning: RefMeaning): boolean {
  return meaning.branch !== undefined && meaning.branch === findDefaultBranch(source, meaning);
}
