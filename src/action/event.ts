import { readFileSync } from 'node:fs';
import { type JsonObject, objectProperty, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import type { RunFacts } from '../provenance/statement.ts';
import type { GitTag } from '../tags/find-version.ts';

/** The environment of the process: passed in, so that tests say what it holds. */
export type Environment = Readonly<Record<string, string | undefined>>;

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

/** The event that runs Sealift, as far as it matters to tags and records. */
export interface EventContext {
  readonly name: string;
  readonly sha: string | undefined;
  /** The git tag of the event, where it is one. */
  readonly gitTag: GitTag | undefined;
  /** Whether GitHub marks the event's release as a pre-release. */
  readonly preRelease: boolean;
  readonly repository: RepositoryFacts | undefined;
  /** Whether the payload described the repository; a scheduled run's does not. */
  readonly knowsRepository: boolean;
  readonly commitDate: Date | undefined;
  readonly run: RunFacts;
}

function readPayload(path: string | undefined): JsonObject {
  if (path === undefined || path === '') return {};
  try {
    return parseJsonObject(readFileSync(path));
  } catch {
    // Outside of GitHub there is none, and nothing depends on it alone.
    return {};
  }
}

function readRepository(environment: Environment, payload: JsonObject): RepositoryFacts | undefined {
  const fullName = environment['GITHUB_REPOSITORY'];
  if (!fullName) return undefined;
  const facts = objectProperty(payload, 'repository') ?? {};
  const license = stringProperty(objectProperty(facts, 'license') ?? {}, 'spdx_id');
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

function readRun(environment: Environment): RunFacts {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = environment;
  const login = environment['GITHUB_ACTOR'];
  const id = environment['GITHUB_ACTOR_ID'];
  const triggeringLogin = environment['GITHUB_TRIGGERING_ACTOR'];
  const workflow = environment['GITHUB_WORKFLOW_REF'];
  const event = environment['GITHUB_EVENT_NAME'];
  const hasRun = GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID;
  const invocationId = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/attempts/${GITHUB_RUN_ATTEMPT || '1'}`;
  return {
    ...(hasRun ? { invocationId } : {}),
    ...(workflow ? { workflow } : {}),
    ...(event ? { event } : {}),
    ...(login ? { actor: { login, ...(id ? { id } : {}), ...(triggeringLogin ? { triggeringLogin } : {}) } } : {}),
  };
}

/** Reads the context of the run from the runner's variables and the event's payload. */
export function loadEvent(environment: Environment): EventContext {
  const payload = readPayload(environment['GITHUB_EVENT_PATH']);
  const sha = environment['GITHUB_SHA'] || undefined;
  const tag = /^refs\/tags\/(.+)$/.exec(environment['GITHUB_REF'] ?? '')?.[1];
  const release = objectProperty(payload, 'release') ?? {};
  const date = Date.parse(stringProperty(objectProperty(payload, 'head_commit') ?? {}, 'timestamp') ?? '');
  return {
    name: environment['GITHUB_EVENT_NAME'] ?? '',
    sha,
    gitTag: tag === undefined ? undefined : { name: tag, commit: sha },
    preRelease: property(release, 'prerelease') === true,
    repository: readRepository(environment, payload),
    knowsRepository: objectProperty(payload, 'repository') !== undefined,
    commitDate: Number.isNaN(date) ? undefined : new Date(date),
    run: readRun(environment),
  };
}
