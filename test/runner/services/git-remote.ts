import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { basicAuthorization } from '../../support/authorization.ts';
import type { Service, ServiceAnswer, ServiceCall } from './service.ts';

const BRANCH = 'main';
const EMPTY_LINE = '\r\n\r\n';

/** A private repository of GitHub: Git's own server, behind a password. */
export interface GitRemote extends AsyncDisposable {
  readonly service: Service;
  /** What happens before the next push arrives, once. */
  beforePush: (() => void) | undefined;
  /** What a file holds at a branch; undefined if the branch has no such file. */
  read(branch: string, path: string): string | undefined;
  /** The commit of a branch; undefined if there is none. */
  commitOf(branch: string): string | undefined;
  /** Merges a branch into main, as the button does, and keeps the branch. */
  merge(branch: string): void;
}

/** The answer that a CGI program writes (RFC 3875). */
function parseCgi(output: Buffer): ServiceAnswer {
  const end = output.indexOf(EMPTY_LINE);
  const lines = output.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(/:\s*(.*)/s).slice(0, 2) as [string, string]));
  const { Status = '200', ...rest } = headers;
  return { status: Number.parseInt(Status, 10), headers: rest, body: output.subarray(end + EMPTY_LINE.length) };
}

async function answerByGit(root: string, { method, path, query, headers, body }: ServiceCall): Promise<ServiceAnswer> {
  const program = spawn('git', ['http-backend'], {
    env: {
      ...{ PATH: process.env['PATH'] ?? '', GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', REMOTE_USER: 'app' },
      ...{ REQUEST_METHOD: method, PATH_INFO: path, QUERY_STRING: String(query), CONTENT_LENGTH: String(body.length) },
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // Git may answer and end before it has read the body.
  program.stdin.on('error', () => {}).end(body);
  return parseCgi(await buffer(program.stdout));
}

/**
 * Makes a repository with a first commit on main.
 *
 * @param name such as `acme/deploy`.
 * @param tokens those that may read and write it.
 */
export function startGitRemote(name: string, tokens: readonly string[]): GitRemote {
  const root = mkdtempSync(join(tmpdir(), 'sealift-remote-'));
  const repository = join(root, name);
  function git(...args: readonly string[]): string | undefined {
    const identity = ['-c', 'user.name=Li', '-c', 'user.email=li@example.com'];
    const { status, stdout } = spawnSync('git', [...identity, `--git-dir=${repository}`, ...args], {
      encoding: 'utf8',
    });
    return status === 0 ? stdout.trim() : undefined;
  }
  spawnSync('git', ['init', '--quiet', '--bare', `--initial-branch=${BRANCH}`, repository]);
  const tree = git('hash-object', '-t', 'tree', '-w', '/dev/null') ?? '';
  git('update-ref', `refs/heads/${BRANCH}`, git('commit-tree', '-m', 'A commit', tree) ?? '');

  const allowed = tokens.map((password) => basicAuthorization({ username: 'x-access-token', password }));
  const service: Service = (call) => {
    if (!allowed.includes(call.headers.authorization ?? ''))
      return { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="GitHub"' } };
    if (call.path.endsWith('/git-receive-pack')) {
      remote.beforePush?.();
      remote.beforePush = undefined;
    }
    return answerByGit(root, call);
  };
  const remote: GitRemote = {
    service,
    beforePush: undefined,
    read: (branch, path) => git('show', `${branch}:${path}`),
    commitOf: (branch) => git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`),
    merge(branch) {
      const merged = git('merge-tree', '--write-tree', BRANCH, branch) ?? '';
      const commit = git('commit-tree', '-m', `Merge ${branch}`, '-p', BRANCH, '-p', branch, merged) ?? '';
      git('update-ref', `refs/heads/${BRANCH}`, commit);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
  return remote;
}
