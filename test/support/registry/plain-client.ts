import { basicAuthorization, type User } from '../authorization.ts';
import { type Call, type CallAnswer, call } from '../http-call.ts';

/** How often a request that is one too many is made. */
const MAX_TRIES = 3;

/** Reads one parameter of a challenge. */
function parameter(challenge: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
}

/** Makes a request again where it was one too many: a judge does not wait, and asks for more than anybody. */
async function insist<Result extends { readonly status: number }>(send: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    const answer = await send();
    if (answer.status !== 429 || tries === MAX_TRIES) return answer;
  }
}

/** Gets a token where a challenge says, for what it says. */
async function fetchBearer(challenge: string, user: User): Promise<string> {
  const realm = new URL(parameter(challenge, 'realm') ?? '');
  realm.searchParams.set('service', parameter(challenge, 'service') ?? '');
  for (const scope of parameter(challenge, 'scope')?.split(' ') ?? []) realm.searchParams.append('scope', scope);
  const headers = { Authorization: basicAuthorization(user) };
  const response = await insist(() => fetch(realm, { headers }));
  const answer: unknown = await response.json();
  if (!response.ok || typeof answer !== 'object' || answer === null) throw new Error(`no token: ${response.status}`);
  const token = 'token' in answer ? answer.token : 'access_token' in answer ? answer.access_token : undefined;
  return `Bearer ${String(token)}`;
}

/** Makes one request as a user, who answers the registry's challenge: a judge apart from the client under test. */
export async function callAs(user: User, host: string, request: Call): Promise<CallAnswer> {
  const first = await insist(() => call(host, request));
  const challenges = first.headers.get('www-authenticate');
  if (first.status !== 401 || challenges === null) return first;
  const bearer = /\bBearer .*$/.exec(challenges)?.[0];
  const authorization = bearer === undefined ? basicAuthorization(user) : await fetchBearer(bearer, user);
  return insist(() => call(host, { ...request, headers: { ...request.headers, Authorization: authorization } }));
}
