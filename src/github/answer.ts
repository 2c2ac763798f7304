import { isJsonObject, type JsonObject, property } from '../oci/json.ts';
import { explainGitHubFailure, type GitHubFailure } from './client.ts';

/** An answer of GitHub that is not what its documentation says; the message is a clause. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/**
 * Reads an answer that is an object.
 *
 * @throws {AnswerError} where it is none.
 */
export function readObject(answer: unknown): JsonObject {
  if (isJsonObject(answer)) return answer;
  throw new AnswerError("GitHub's answer is not a JSON object");
}

/**
 * Reads an answer that is a list of objects.
 *
 * @throws {AnswerError} where it is none.
 */
export function readObjects(answer: unknown): readonly JsonObject[] {
  if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
  throw new AnswerError("GitHub's answer is not a list of JSON objects");
}

/**
 * Reads the `id` of an answer: a whole number, which the client makes a bigint where it is a large one.
 *
 * @throws {AnswerError} where there is none.
 */
export function readId(answer: unknown): string {
  const id = property(readObject(answer), 'id');
  if (typeof id === 'bigint' || (typeof id === 'number' && Number.isSafeInteger(id))) return String(id);
  throw new AnswerError("GitHub's answer has no id");
}

/**
 * Makes sense of a request that failed; `permission` is what the job would need, such as `deployments: write`.
 *
 * A refusal of what was sent is not cured by sending it again.
 */
export function explainFailure(error: unknown, permission: string): GitHubFailure {
  if (error instanceof AnswerError) {
    return { status: undefined, reason: error.message, cure: 'check that GITHUB_API_URL is the address of GitHub' };
  }
  const failure = explainGitHubFailure(error, permission);
  const { status } = failure;
  return status === 400 || status === 409 || status === 422
    ? { ...failure, cure: 'change what it names, or do without it in the pipeline file' }
    : failure;
}
