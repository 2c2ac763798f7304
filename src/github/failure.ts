import { isJsonObject, type JsonObject, property } from '../oci/json.ts';
import type { ServiceAnswer } from '../registry/transport/service-client.ts';
import { quote } from '../util/safe-text.ts';

/** Finds GitHub's words for a refusal: what its documentation calls `message`, or else all it says. */
function messageOf(text: string): string {
  const data = parseAnswer(text);
  if (!isJsonObject(data)) return text;
  const [message, errors, address] = ['message', 'errors', 'documentation_url'].map((key) => property(data, key));
  if (message === undefined) return `Unknown error: ${text}`;
  const details = Array.isArray(errors) ? `: ${errors.map((each) => JSON.stringify(each)).join(', ')}` : '';
  return `${message}${details}${address === undefined ? '' : ` - ${address}`}`;
}

/** Parses the JSON of an answer, with a large `id` as a bigint; another text stays what it is. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown, context?: { readonly source?: string }) => {
      const isLarge = key === 'id' && typeof value === 'number' && !Number.isSafeInteger(value);
      return isLarge && /^[0-9]+$/.test(context?.source ?? '') ? BigInt(context?.source ?? '') : value;
    });
  } catch {
    return text;
  }
}

/** Thrown if GitHub refuses a request. */
export class GitHubRefusal extends Error {
  override readonly name = 'GitHubRefusal';
  readonly answer: Pick<ServiceAnswer, 'status' | 'header' | 'body'>;

  constructor(answer: GitHubRefusal['answer']) {
    super(messageOf(answer.body.toString()));
    this.answer = answer;
  }
}

/** Why GitHub's API did not do what was asked, and what helps. */
export interface GitHubFailure {
  /** The HTTP status; undefined if there was no answer. */
  readonly status: number | undefined;
  /** A clause, such as `GitHub answered 403 (Resource not accessible by integration)`. */
  readonly reason: string;
  /** A clause in the imperative. */
  readonly remedy: string;
}

/** Explains why a request failed; `permission` is what the job would need, such as `contents: read`. */
export function explainGitHubFailure(error: unknown, permission: string): GitHubFailure {
  if (error instanceof AnswerError) {
    return { status: undefined, reason: error.message, remedy: 'check that GITHUB_API_URL is the address of GitHub' };
  }
  const message = quote(error instanceof Error ? error.message : String(error));
  const status = error instanceof GitHubRefusal ? error.answer.status : undefined;
  const remedy = 'run the step again';
  if (status === undefined) return { status, reason: `GitHub could not be reached (${message})`, remedy };
  const reason = `GitHub answered ${status} (${message})`;
  if (status === 429 || /rate limit/i.test(message)) {
    return { status, reason, remedy: "wait for the limit to pass, or give a github-token of the job's own" };
  }
  if (status === 401) return { status, reason, remedy: 'give a github-token that is valid' };
  if (status === 403 || status === 404) return { status, reason, remedy: `give the job "${permission}"` };
  return { status, reason, remedy };
}

/** Explains why a request that writes failed. If what was sent is refused, sending it again does not help. */
export function explainFailure(error: unknown, permission: string): GitHubFailure {
  const failure = explainGitHubFailure(error, permission);
  const { status } = failure;
  return status === 400 || status === 409 || status === 422
    ? { ...failure, remedy: 'change what it names, or do without it in the pipeline file' }
    : failure;
}

/** An answer of GitHub that is not what its documentation says; the message is a clause. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** @throws {AnswerError} if an answer is not an object. */
export function readObject(answer: unknown): JsonObject {
  if (isJsonObject(answer)) return answer;
  throw new AnswerError("GitHub's answer is not a JSON object");
}

/** @throws {AnswerError} if an answer is not a list of objects. */
export function readObjects(answer: unknown): readonly JsonObject[] {
  if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
  throw new AnswerError("GitHub's answer is not a list of JSON objects");
}

/** @throws {AnswerError} if an answer has no `id` that is a whole number. */
export function readId(answer: unknown): string {
  const id = property(readObject(answer), 'id');
  if (typeof id === 'bigint' || (typeof id === 'number' && Number.isSafeInteger(id))) return String(id);
  throw new AnswerError("GitHub's answer has no id");
}
