import type * as z from 'zod';
import { BODIES } from './bodies.ts';
import { type GitHubAnswer, type GitHubRoute, refuse } from './faults.ts';
import { type Deployment, type GitHubState, stateOf } from './state.ts';

/** What a handler sees of a request. */
export interface GitHubCall {
  readonly state: GitHubState;
  readonly url: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly ownerType: 'Organization' | 'User';
  readonly runId: string;
  /** The groups of the route's path. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** The API's version that the request names. */
  readonly version: string;
}

/** An endpoint of GitHub's API. */
export interface Endpoint {
  readonly route: GitHubRoute;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  /** What a token must be allowed, such as `deployments: write`; undefined where every token may. */
  readonly permission: string | undefined;
  readonly answer: (call: GitHubCall) => GitHubAnswer;
}

const NOT_FOUND = refuse(404, 'Not Found');
const USER = { login: 'octocat', id: 1, type: 'User' };
const TIME = '2026-11-21T09:30:00Z';

/** Checks a body as strictly as can be, and says what is wrong as GitHub does. */
function checked<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  then: (body: z.output<Schema>) => GitHubAnswer,
): GitHubAnswer {
  const { data, error } = schema.safeParse(body);
  if (error === undefined) return then(data);
  const errors = error.issues.map(({ path, message }) => ({ code: 'invalid', field: path.join('.'), message }));
  return refuse(422, `Invalid request.\n\n${errors.map(({ field, message }) => `${field}: ${message}`)}`, errors);
}

function showDeployment({ statuses: _, ...deployment }: Deployment, { url, repository }: GitHubCall): object {
  const own = `${url}/repos/${repository}/deployments/${deployment.id}`;
  return {
    ...{ url: own, node_id: 'MDEw', sha: deployment.ref, original_environment: deployment.environment },
    ...deployment,
    ...{ creator: USER, created_at: TIME, updated_at: TIME, statuses_url: `${own}/statuses` },
    repository_url: `${url}/repos/${repository}`,
  };
}

function createDeployment(call: GitHubCall): GitHubAnswer {
  return checked(BODIES.deployment, call.body, ({ auto_merge, required_contexts, ...body }) => {
    if (auto_merge) return { status: 202, body: { message: 'Auto-merged main into the ref on deployment.' } };
    if (required_contexts === undefined) return refuse(409, 'Conflict: Commit status checks failed for main.');
    const production_environment = body.production_environment ?? body.environment === 'production';
    const deployment = { id: call.state.nextId++, ...body, production_environment, statuses: [] };
    call.state.deployments.push(deployment);
    return { status: 201, body: showDeployment(deployment, call) };
  });
}

/** Does what GitHub does by itself: earlier deployments of the environment end where a later one succeeded. */
function endEarlier(state: GitHubState, current: Deployment): void {
  for (const other of state.deployments) {
    const isOther = other.id !== current.id && other.environment === current.environment;
    if (!isOther || other.transient_environment || other.production_environment || stateOf(other) !== 'success')
      continue;
    const status = { state: 'inactive', description: '', log_url: '', auto_inactive: false };
    other.statuses.push({ id: state.nextId++, ...status });
  }
}

function createStatus(call: GitHubCall): GitHubAnswer {
  const deployment = call.state.deployments.find(({ id }) => String(id) === call.path[0]);
  if (deployment === undefined) return NOT_FOUND;
  return checked(BODIES.status, call.body, ({ state, description, log_url, auto_inactive }) => {
    const status = { id: call.state.nextId++, state, description, log_url, auto_inactive };
    deployment.statuses.push(status);
    if (state === 'success' && auto_inactive) endEarlier(call.state, deployment);
    const { auto_inactive: _, ...shown } = status;
    return { status: 201, body: { ...shown, target_url: log_url, creator: USER, created_at: TIME, updated_at: TIME } };
  });
}

function page<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const first = (Number(query.get('page') ?? 1) - 1) * size;
  return items.slice(first, first + size);
}

function listDeployments(call: GitHubCall): GitHubAnswer {
  const { query, state } = call;
  const found = state.deployments.filter(
    ({ environment, task }) =>
      (query.get('environment') ?? environment) === environment && (query.get('task') ?? task) === task,
  );
  // The latest come first.
  return { status: 200, body: page(found.toReversed(), query).map((deployment) => showDeployment(deployment, call)) };
}

function listStatuses({ state, path, query }: GitHubCall): GitHubAnswer {
  const deployment = state.deployments.find(({ id }) => String(id) === path[0]);
  return deployment === undefined ? NOT_FOUND : { status: 200, body: page(deployment.statuses.toReversed(), query) };
}

function createAttestation({ state, body }: GitHubCall): GitHubAnswer {
  return checked(BODIES.attestation, body, ({ bundle }) => {
    const payload: unknown = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString('utf8'));
    return checked(BODIES.statement, payload, ({ subject, predicateType }) => {
      const subjects = subject.flatMap(({ digest }) => Object.entries(digest).map(([name, hex]) => `${name}:${hex}`));
      const id = state.nextId++;
      state.attestations.push({ id, subjects, predicateType, bundle });
      return { status: 201, body: { id } };
    });
  });
}

function listAttestations({ state, path, query, url, version }: GitHubCall): GitHubAnswer {
  const type = query.get('predicate_type');
  const after = Number(query.get('after') ?? 0);
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const found = state.attestations.filter(
    ({ id, subjects, predicateType }) =>
      subjects.includes(path[0] ?? '') && (type ?? predicateType) === predicateType && id > after,
  );
  const shown = found.slice(0, size);
  const last = shown.at(-1)?.id;
  const next = new URLSearchParams({ ...Object.fromEntries(query), after: String(last) });
  const link = `<${url}/repos/acme/shop/attestations/${path[0]}?${next}>; rel="next"`;
  const attestations = shown.map(({ id, bundle }) => ({
    // The version of 2026 has an address alone.
    ...(version < '2026' ? { bundle } : {}),
    ...{ repository_id: 1296269, bundle_url: `${url}/bundles/${id}`, initiator: 'user' },
  }));
  return { status: 200, body: { attestations }, ...(found.length > size ? { headers: { link } } : {}) };
}

function readBundle({ state, path }: GitHubCall): GitHubAnswer {
  const bundle = state.attestations.find(({ id }) => String(id) === path[0])?.bundle;
  return bundle === undefined ? NOT_FOUND : { status: 200, body: bundle };
}

function createStorageRecord({ state, path, body, ownerType, repository }: GitHubCall): GitHubAnswer {
  if (ownerType === 'User' || path[0] !== repository.split('/')[0]) return NOT_FOUND;
  return checked(BODIES.storageRecord, body, ({ return_records, ...record }) => {
    const isAttested = state.attestations.some(({ subjects }) => subjects.includes(record.digest));
    // Seen as actions/attest-build-provenance#781.
    if (record.github_repository === undefined && !isAttested) return refuse(404, 'no artifacts found');
    const stored = { id: state.nextId++, org: path[0] ?? '', ...record };
    state.storageRecords.push(stored);
    const { org: _, ...shown } = { ...stored, created_at: TIME, updated_at: TIME };
    return { status: 200, body: { total_count: 1, ...(return_records ? { storage_records: [shown] } : {}) } };
  });
}

function readRepository({ repository, ownerType }: GitHubCall): GitHubAnswer {
  const [login = '', name = ''] = repository.split('/');
  const owner = { login, id: 9919, type: ownerType };
  return {
    status: 200,
    body: { id: 1296269, name, full_name: repository, private: false, owner, default_branch: 'main' },
  };
}

function listApprovals({ state, path, runId }: GitHubCall): GitHubAnswer {
  return path[0] === runId ? { status: 200, body: state.reviews } : NOT_FOUND;
}

/** GitHub lists 250 commits of a comparison at most, the newest, without pages. */
const MOST_COMPARED = 250;

function compareCommits({ state: { commits }, path, url, repository }: GitHubCall): GitHubAnswer {
  const [base, head] = path.slice(0, 2).map((sha) => commits.findIndex((each) => each.sha === sha));
  if (base === undefined || head === undefined || base < 0 || head < 0) return NOT_FOUND;
  const ahead = commits.slice(base + 1, head + 1);
  const own = `${url}/repos/${repository}`;
  const listed = ahead.slice(-MOST_COMPARED).map(({ sha, message, login }) => ({
    ...{ sha, url: `${own}/commits/${sha}`, parents: [] },
    commit: { message, author: { name: login ?? 'Somebody', email: 'x@example.com', date: TIME } },
    author: login === null ? null : { ...USER, login },
  }));
  const status = base === head ? 'identical' : base < head ? 'ahead' : 'behind';
  const counts = { ahead_by: ahead.length, behind_by: Math.max(0, base - head), total_commits: ahead.length };
  return { status: 200, body: { ...{ url: own, status }, ...counts, commits: listed, files: [] } };
}

/** The endpoints; `@` in a path stands for the repository's address. */
export const ENDPOINTS: readonly Endpoint[] = (
  [
    ['create-deployment', 'POST', '@/deployments', 'deployments: write', createDeployment],
    ['list-deployments', 'GET', '@/deployments', 'deployments: read', listDeployments],
    ['create-status', 'POST', '@/deployments/(\\d+)/statuses', 'deployments: write', createStatus],
    ['list-statuses', 'GET', '@/deployments/(\\d+)/statuses', 'deployments: read', listStatuses],
    ['list-approvals', 'GET', '@/actions/runs/(\\d+)/approvals', 'actions: read', listApprovals],
    ['compare-commits', 'GET', '@/compare/([0-9a-f]{40})\\.\\.\\.([0-9a-f]{40})', 'contents: read', compareCommits],
    ['create-attestation', 'POST', '@/attestations', 'attestations: write', createAttestation],
    ['list-attestations', 'GET', '@/attestations/(sha256:[a-f0-9]{64})', 'attestations: read', listAttestations],
    [
      'create-storage-record',
      'POST',
      '/orgs/([^/]+)/artifacts/metadata/storage-record',
      'artifact-metadata: write',
      createStorageRecord,
    ],
    ['read-bundle', 'GET', '/bundles/(\\d+)', undefined, readBundle],
    ['read-repository', 'GET', '@', undefined, readRepository],
  ] as const
).map(([route, method, path, permission, answer]) => ({
  ...{ route, method, permission, answer },
  path: new RegExp(`^${path.replace('@', '/repos/[^/]+/[^/]+')}$`),
}));
