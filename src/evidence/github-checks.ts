import type { GitHubClient } from '../github/client.ts';
import { explainGitHubFailure } from '../github/failure.ts';
import { FormatError } from '../oci/json.ts';
import type { Reading } from './formats/document.ts';
import {
  type CheckRun,
  parseCheckRuns,
  parseStatuses,
  parseWorkflowRuns,
  STATUS_APP,
  type WorkflowRun,
} from './formats/github-runs.ts';
import type { EvidenceRun } from './run.ts';

/** A list that is longer is not read to its end (pages of 100): a name and a commit have a few. */
const MAX_PAGES = 10;

/** What GitHub is asked with. */
export interface GitHubAccess {
  /** Undefined without a token. */
  readonly client: GitHubClient | undefined;
}

/** Reads something of GitHub once in a run; what cannot be had is unreadable. */
export function askGitHub<Value>(
  run: EvidenceRun,
  { client }: GitHubAccess,
  { key, permission }: { readonly key: string; readonly permission: string },
  read: (client: GitHubClient) => Promise<Value>,
): Promise<Reading<Value>> {
  if (client === undefined) {
    return Promise.resolve({ kind: 'unreadable', reason: 'there is no token; give the input "github-token"' });
  }
  return run.once(`github ${key}`, async (): Promise<Reading<Value>> => {
    try {
      return { kind: 'read', value: await run.ask(() => read(client)) };
    } catch (error) {
      if (error instanceof FormatError) return { kind: 'unreadable', reason: error.message };
      const { reason, remedy } = explainGitHubFailure(error, permission);
      return { kind: 'unreadable', reason: `${reason}; ${remedy}` };
    }
  });
}

/**
 * Reads all pages of a list.
 *
 * @throws {FormatError} if it has more than ten pages, or one is not what it should be: what is cut might be what says no.
 */
async function readPages<Item>(
  client: GitHubClient,
  path: string,
  parse: (answer: unknown) => readonly Item[],
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let page = 1; page <= MAX_PAGES; page++) {
    const more = parse(await client.read(`${path}&per_page=100&page=${page}`));
    items.push(...more);
    if (more.length < 100) return items;
  }
  throw new FormatError(`GitHub lists more than ${MAX_PAGES * 100} runs`);
}

/** Only hexadecimal digits: a label says what the commit is, and it becomes a part of an address. */
export function isCommit(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

const NO_COMMIT: Reading<never> = { kind: 'unreadable', reason: 'the commit is not a whole SHA' };

function joinReadings<Item>(readings: readonly Reading<readonly Item[]>[]): Reading<readonly Item[]> {
  const failed = readings.find((each) => each.kind !== 'read');
  if (failed !== undefined) return failed;
  return { kind: 'read', value: readings.flatMap((each) => (each.kind === 'read' ? each.value : [])) };
}

/** Reads the check runs of a commit by their names, and its statuses where an app is that of a status. */
export async function readCheckRuns(
  run: EvidenceRun,
  access: GitHubAccess,
  commit: string,
  checks: readonly { readonly name: string; readonly app: string }[],
): Promise<Reading<readonly CheckRun[]>> {
  if (!isCommit(commit)) return NO_COMMIT;
  const names = new Set(checks.filter(({ app }) => !app.startsWith(STATUS_APP)).map(({ name }) => name));
  const wantsStatuses = checks.some(({ app }) => app.startsWith(STATUS_APP));
  const readings = await Promise.all([
    ...[...names].map((name) =>
      askGitHub(run, access, { key: `checks ${commit} ${name}`, permission: 'checks: read' }, (client) => {
        const path = `/commits/${commit}/check-runs?filter=latest&check_name=${encodeURIComponent(name.toWellFormed())}`;
        return readPages(client, path, parseCheckRuns);
      }),
    ),
    ...(wantsStatuses
      ? [
          askGitHub(run, access, { key: `statuses ${commit}`, permission: 'statuses: read' }, (client) =>
            readPages(client, `/commits/${commit}/statuses?`, (answer) => parseStatuses(answer, commit)),
          ),
        ]
      : []),
  ]);
  return joinReadings(readings);
}

/** Reads the runs of workflows for a commit, by the names of their files. */
export async function readWorkflowRuns(
  run: EvidenceRun,
  access: GitHubAccess,
  commit: string,
  workflow: string,
): Promise<Reading<readonly WorkflowRun[]>> {
  if (!isCommit(commit)) return NO_COMMIT;
  return askGitHub(run, access, { key: `workflow ${commit} ${workflow}`, permission: 'actions: read' }, (client) => {
    const path = `/actions/workflows/${encodeURIComponent(workflow.toWellFormed())}/runs?head_sha=${commit}`;
    return readPages(client, path, (answer) => parseWorkflowRuns(answer, workflow));
  });
}
