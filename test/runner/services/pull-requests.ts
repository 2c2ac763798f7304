import type { GitRemote } from './git-remote.ts';
import { answerJson, parseBody, type Service } from './service.ts';

/** A pull request, as far as the stand-in keeps it. */
export interface PullRequest {
  readonly number: number;
  readonly head: string;
  readonly base: string;
  state: 'open' | 'closed';
  title: string;
  body: string;
}

/** The part of GitHub's REST API for pull requests (https://docs.github.com/rest/pulls/pulls). */
export interface PullRequests {
  readonly service: Service;
  readonly pulls: readonly PullRequest[];
  /** Every request that changes something, such as `POST /repos/acme/deploy/pulls`. */
  readonly writes: readonly string[];
  /** Merges the open pull request of a branch, and keeps the branch. */
  merge(branch: string): void;
}

/** Stands in for the pull requests of one repository. */
export function createPullRequests(name: string, token: string, remote: GitRemote): PullRequests {
  const [owner] = name.split('/');
  const pulls: PullRequest[] = [];
  const writes: string[] = [];
  const show = ({ number, title, body, state, head, base }: PullRequest) => ({
    ...{ number, title, body, state, html_url: `https://github.com/${name}/pull/${number}` },
    ...{ head: { ref: head, label: `${owner}:${head}` }, base: { ref: base } },
  });
  const invalid = (message: string) =>
    answerJson(422, { message: 'Validation Failed', errors: [{ resource: 'PullRequest', code: 'custom', message }] });

  const service: Service = (call) => {
    const path = new RegExp(`^/repos/${name}/pulls(?:/(\\d+))?$`).exec(call.path);
    if (path === null) return answerJson(404, { message: 'Not Found' });
    if (call.headers.authorization !== `Bearer ${token}`) return answerJson(401, { message: 'Bad credentials' });
    if (call.method === 'GET') {
      const [state, head] = [call.query.get('state') ?? 'open', call.query.get('head')];
      const found = pulls.filter(
        (pull) => pull.state === state && (head ?? `${owner}:${pull.head}`) === `${owner}:${pull.head}`,
      );
      return answerJson(200, found.map(show));
    }
    writes.push(`${call.method} ${call.path}`);
    const { title, body, head, base } = parseBody(call) as Readonly<Record<string, string>>;
    if (call.method === 'PATCH') {
      const pull = pulls.find(({ number }) => String(number) === path[1]);
      if (pull === undefined) return answerJson(404, { message: 'Not Found' });
      Object.assign(pull, { title, body });
      return answerJson(200, show(pull));
    }
    if (title === undefined || body === undefined || head === undefined || base === undefined)
      return invalid('missing');
    if (pulls.some((pull) => pull.state === 'open' && pull.head === head))
      return invalid(`A pull request already exists for ${owner}:${head}.`);
    if (remote.commitOf(head) === undefined || remote.commitOf(head) === remote.commitOf(base))
      return invalid(`No commits between ${base} and ${head}`);
    const pull: PullRequest = { number: pulls.length + 1, head, base, state: 'open', title, body };
    pulls.push(pull);
    return answerJson(201, show(pull));
  };
  return {
    ...{ service, pulls, writes },
    merge(branch) {
      remote.merge(branch);
      for (const pull of pulls) if (pull.head === branch) pull.state = 'closed';
    },
  };
}
