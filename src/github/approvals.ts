import type { Approval } from '../attestation/predicates/promotion.ts';
import type { EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import { isJsonObject, type JsonObject, objectProperty, property, stringProperty } from '../oci/json.ts';
import { type GitHubClientOptions, openGitHubClient } from './client.ts';
import { AnswerError, explainFailure, readObjects } from './failure.ts';

const STATES: ReadonlySet<string> = new Set(['approved', 'rejected', 'pending'] satisfies Approval['state'][]);

/** What reading the approvals needs besides the event. */
interface ApprovalOptions extends GitHubClientOptions {
  /** The variables of the process: GITHUB_RUN_ID names the run. */
  readonly environment: Env;
  /** The number of the run as the identity token says it; undefined if there is no token, or it does not say. */
  readonly runId?: string | undefined;
  readonly token: string | undefined;
  /** Receives a sentence that says why the approvals could not be read. */
  readonly tell: (sentence: string) => void;
}

function isState(text: string | undefined): text is Approval['state'] {
  return text !== undefined && STATES.has(text);
}

/** Reads one answer to a request for approval. */
function readApproval(entry: JsonObject): Approval {
  const state = stringProperty(entry, 'state');
  const environments = property(entry, 'environments');
  const names = Array.isArray(environments)
    ? environments.map((item: unknown) => (isJsonObject(item) ? stringProperty(item, 'name') : undefined))
    : [];
  if (!isState(state)) throw new AnswerError("GitHub's answer has an approval without a known state");
  return {
    // GitHub shows an account that is gone as that of "ghost".
    login: stringProperty(objectProperty(entry, 'user') ?? {}, 'login') ?? 'ghost',
    state,
    environments: names.filter((name) => name !== undefined),
    comment: stringProperty(entry, 'comment') || undefined,
  };
}

/**
 * Reads who approved or rejected the run (GitHub, "Get the review history for a workflow run").
 *
 * The history is that of the run with all of its attempts, and needs the permission `actions: read`.
 *
 * @returns an empty list if nobody was asked; undefined if GitHub did not tell, and `tell` receives why.
 */
export async function readApprovals(
  event: EventContext,
  { environment, token, tell, runId: certain, ...options }: ApprovalOptions,
): Promise<readonly Approval[] | undefined> {
  const runId = certain ?? environment['GITHUB_RUN_ID'];
  // Only digits: it becomes a part of an address.
  if (runId === undefined || !/^[0-9]{1,20}$/.test(runId)) {
    tell('Cannot read the approvals of the run: GITHUB_RUN_ID names none; run the step on GitHub');
    return undefined;
  }
  try {
    const client = openGitHubClient(event, token, options);
    if (client === undefined) {
      tell('Cannot read the approvals of the run: there is no token; give the input "github-token"');
      return undefined;
    }
    const answer = await client.send({ method: 'GET', path: `${client.home}/actions/runs/${runId}/approvals` });
    return readObjects(answer).map(readApproval);
  } catch (error) {
    const { reason, remedy } = explainFailure(error, 'actions: read');
    tell(`Cannot read the approvals of the run: ${reason}; ${remedy}`);
    return undefined;
  }
}
