import { isJsonObject, type JsonObject } from '../../src/oci/json.ts';
import { BASE, HEAD, MERGE } from '../event/event-contexts.ts';
import { type GitHubServer, startGitHub } from '../github/github-server.ts';
import { type Batch, openBatch, outputsOf } from '../support/action-batch.ts';
import { readRecordedEvent } from '../support/events.ts';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import type { ActionResult, RunActionOptions } from '../support/run-action.ts';
import { LABELS } from './labels.ts';
import { OURS, type Vector } from './vector.ts';

/** What all rows share: a registry in which each has its own repository, and GitHub's API. */
export interface VectorWorld extends AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  readonly github: GitHubServer;
  readonly batch: Batch;
}

/** What came of a row. */
export interface VectorResult extends Pick<ActionResult, 'exitCode' | 'stdout' | 'stderr' | 'outputs' | 'summary'> {
  /** Fills in what is known only when the row runs. */
  fill(text: string): string;
}

/** How often a question is put off before it is answered. */
const DELAYS = 2;
/** What Docker Hub says to those who have asked too much in six hours. */
const LIMIT = { errors: [{ code: 'TOOMANYREQUESTS', message: 'You have reached your pull rate limit.' }] };

const SMALL = { platforms: ['linux/amd64'], layers: 1 };
const DEFAULT_RULES = 'type=semver\ntype=sha';

/** Returns the repository of a row. */
export function repositoryOf({ id }: Vector): string {
  return `v${id}/app`;
}

/** Starts what the rows share; the rows say what is answered to them. */
export async function startWorld(vectors: readonly Vector[]): Promise<VectorWorld> {
  const failures = new Map(vectors.map((vector) => [repositoryOf(vector), vector.failure] as const));
  const delays = new Map<string, number>();
  const registry = await startRegistry({
    intercept(request, response, path) {
      const [, repository = '', what] = /^\/v2\/(.+)\/(manifests|tags)\//.exec(path) ?? [];
      const failure = failures.get(repository);
      if (failure === 'refuses the list' && what === 'tags') {
        response.writeHead(429, { 'Content-Type': 'application/json' }).end(JSON.stringify(LIMIT));
        return true;
      }
      if (request.method !== 'HEAD') return false;
      const delay = delays.get(repository) ?? 0;
      if (failure !== 'refuses tags' && (failure !== 'puts tags off' || delay === DELAYS)) return false;
      delays.set(repository, delay + 1);
      response.writeHead(failure === 'refuses tags' ? 401 : 429, { 'Retry-After': '1' }).end();
      return true;
    },
  });
  const answers = vectors.flatMap(({ held, compare }) =>
    held === undefined
      ? []
      : [[`/repos/acme/shop/compare/${held}...${OURS}?per_page=1`, { body: { status: compare } }] as const],
  );
  // The date of a commit that the event does not tell.
  const dated = { body: { committer: { date: '2020-01-01T00:00:00Z' } } };
  const commits = [OURS, HEAD, MERGE, BASE].map((sha) => [`/repos/acme/shop/git/commits/${sha}`, dated] as const);
  const github = await startGitHub(Object.fromEntries([...answers, ...commits]));
  const batch = openBatch();
  return {
    registry,
    github,
    batch,
    async [Symbol.asyncDispose]() {
      await batch[Symbol.asyncDispose]();
      await registry.close();
      await github[Symbol.asyncDispose]();
    },
  };
}

/** Returns the day of an instant as date_seq writes it. */
export function dayOf(instant: Date, timeZone = 'UTC'): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(instant).replaceAll('-', '');
}

/** Returns a zone in which it is another day than in UTC: there always is one, east or west. */
export function zoneOfAnotherDay(now: Date): string {
  return now.getUTCHours() >= 10 ? 'Pacific/Kiritimati' : 'Etc/GMT+12';
}

function filler(vector: Vector, host: string, now: Date): (text: string) => string {
  const zone = zoneOfAnotherDay(now);
  const values: Readonly<Record<string, string>> = {
    ...{ host, zone, image: `${host}/${repositoryOf(vector)}` },
    ...{ today: dayOf(now), there: dayOf(now, zone) },
    yesterday: dayOf(new Date(now.getTime() - 24 * 60 * 60 * 1000)),
  };
  return (text) =>
    text.replace(/(?<!\{)\{(host|zone|image|today|there|yesterday)\}(?!\})/g, (_, key) => values[key] ?? '');
}

function merge(under: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const own = merged[key];
    merged[key] = isJsonObject(own) && isJsonObject(value) ? merge(own, value) : value;
  }
  return merged;
}

/** Reads the event of a row, a push of v1.2.3 unless it says otherwise, with what the row says in place of what was recorded. */
export function eventOf({
  event = 'push-tag',
  ref,
  sha,
  payload,
}: Pick<Vector, 'event' | 'ref' | 'sha' | 'payload'>): Pick<RunActionOptions, 'env' | 'event'> {
  const recorded = readRecordedEvent(event);
  const name = recorded.environment['GITHUB_EVENT_NAME'] ?? '';
  const [, kind, refName] = /^refs\/(heads|tags)\/(.+)$/.exec(ref ?? '') ?? [];
  const changes = {
    ...(ref === undefined ? {} : { GITHUB_REF: ref, GITHUB_REF_NAME: refName ?? '' }),
    ...(ref === undefined ? {} : { GITHUB_REF_TYPE: kind === 'tags' ? 'tag' : 'branch' }),
    ...(sha === undefined ? {} : { GITHUB_SHA: sha }),
  };
  const pushed = name === 'push' && ref !== undefined ? { ref } : {};
  return {
    event: { name, payload: merge(merge(recorded.payload, pushed), payload ?? {}) },
    env: { ...recorded.environment, ...changes },
  };
}

function imageOf({ held }: Vector): BuiltImage {
  const labels = held === undefined ? {} : { 'org.opencontainers.image.revision': held };
  return buildImage({ ...SMALL, labels, seed: 'existing' });
}

/** Runs a row, with its existing tags as real tags of its own repository. */
export async function runVector(vector: Vector, world: VectorWorld, now = new Date()): Promise<VectorResult> {
  const { registry, github, batch } = world;
  const { host } = registry;
  const fill = filler(vector, host, now);
  const repository = repositoryOf(vector);
  const inputs: Record<string, string> = { command: 'tags', tags: DEFAULT_RULES, images: '{image}', ...vector.inputs };
  if (vector.existing !== undefined) {
    await pushImage(host, repository, imageOf(vector), vector.existing.map(fill));
  }
  if (vector.elsewhere !== undefined) {
    await pushImage(host, `${repository}-of-another`, buildImage(SMALL), vector.elsewhere);
  }
  if (inputs['command'] === 'promote') {
    const source = { repository: `${repository}-source`, tag: 'build' };
    await pushImage(host, source.repository, buildImage({ ...SMALL, labels: LABELS, seed: 'ours' }), [source.tag]);
    Object.assign(inputs, { from: `{host}/${source.repository}:${source.tag}`, to: '{image}', record: 'off' });
  }
  inputs['github-token'] ??= 'token';
  const { event, env } = eventOf(vector);
  const run = await batch.run({
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, fill(value)])),
    ...(event === undefined ? {} : { event }),
    env: { ...env, GITHUB_API_URL: github.url, ...vector.env },
  });
  const later = new Date();
  if (dayOf(later) === dayOf(now) && dayOf(later, zoneOfAnotherDay(now)) === dayOf(now, zoneOfAnotherDay(now))) {
    return { ...run, outputs: outputsOf(run), fill };
  }
  // Midnight came in between: the row is run again, in a repository of its own, on the day that it is now.
  return await runVector({ ...vector, id: `${vector.id}-again` }, world, later);
}
