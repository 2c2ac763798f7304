import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { basicAuthorization } from '../support/authorization.ts';
import { startDistribution } from '../support/distribution.ts';
import { type GitHub, startGitHub } from '../support/github/github.ts';
import { call } from '../support/http-call.ts';
import { type Pushable, pushImage } from '../support/image/push-image.ts';
import { type IdentityTokens, startIdentityTokens } from '../support/sigstore/identity-tokens.ts';
import { type Sigstore, startSigstore } from '../support/sigstore/sigstore.ts';
import { startInternet } from './internet.ts';
import { ACT, findRunnerProgram } from './programs.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const STAND_INS = join(import.meta.dirname, 'stand-ins');

/** What stands in for actions that need the internet. act copies the checkout itself. */
const LOCAL_ACTIONS = [
  ['docker/login-action@v4', 'login'],
  ['docker/setup-buildx-action@v4', 'setup-buildx'],
  ['docker/build-push-action@v7', 'build-push'],
  ['actions/create-github-app-token@v3', 'app-token'],
  ['actions/upload-artifact@v7', 'upload-artifact'],
  ['actions/download-artifact@v8', 'download-artifact'],
] as const;

/** The repository whose workflows run. */
export const REPOSITORY = 'acme/shop';
const ACTOR = 'octocat';
const PASSWORD = 'correct-horse';
const HOSTS = ['ghcr.io', 'registry.example.com'];

/** What starts a workflow. */
export interface ActEvent {
  readonly name: 'pull_request' | 'push' | 'workflow_dispatch';
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** A run of a workflow by act. */
export interface ActRun {
  readonly exitCode: number | null;
  readonly log: string;
}

/** A repository of an organisation, its registries behind their own names, and GitHub, all on loopback. */
export interface ActWorld extends AsyncDisposable {
  /** The commit of the checkout. */
  readonly sha: string;
  readonly sigstore: Sigstore;
  readonly tokens: IdentityTokens;
  readonly github: GitHub;
  /** The variables by which programs find the hosts of the world. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a workflow; what its jobs printed is kept where SEALIFT_ACT_LOG names a folder. */
  run(workflow: string, event: ActEvent): Promise<ActRun>;
  push(host: string, repository: string, image: Pushable, tags: readonly string[]): Promise<void>;
  /** Returns what each tag of a repository holds. */
  tagsOf(host: string, repository: string): Promise<Readonly<Record<string, string>>>;
}

/** What differs between worlds. */
export interface ActWorldOptions {
  /** What was in those files in the commit before; there is none by default. */
  readonly before?: Readonly<Record<string, string>>;
  /** Further files of the checkout, by path; SIGSTORE stands for the address of the Sigstore. */
  readonly files?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  /** The loopback address behind further hosts, by their names. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** Stand-ins of programs that runners have, by their names. */
  readonly programs?: readonly string[];
}

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Li', '-c', 'user.email=li@example.com'];
  const { stdout, status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Copies what the runner would check out of the action: not the whole repository, because act copies it once more. */
function copyAction(target: string): void {
  for (const name of ['action.yml', 'actions', 'package.json', 'dist', '.github/workflows/promote.yml'])
    cpSync(join(ROOT, name), join(target, name), { recursive: true });
}

/** Makes a world; it goes with everything in it. */
export async function startActWorld({
  before = {},
  files = {},
  secrets = {},
  hosts = {},
  programs = [],
}: ActWorldOptions = {}): Promise<ActWorld> {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'sealift-act-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const [checkout, action, home] = [join(folder, 'checkout'), join(folder, 'action'), join(folder, 'home')];
  for (const each of [checkout, action, home]) mkdirSync(each);
  copyAction(action);
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of programs) symlinkSync(join(STAND_INS, name, `${name}.ts`), join(bin, name));

  const sigstore = stack.use(await startSigstore());
  const tokens = stack.use(await startIdentityTokens({ repository: REPOSITORY }));
  const users = { [ACTOR]: PASSWORD } as const;
  const registries = await Promise.all(HOSTS.map(async () => stack.use(await startDistribution({ users }))));
  const addresses = Object.fromEntries(HOSTS.map((host, index) => [host, registries[index]?.host ?? '']));
  const github = stack.use(await startGitHub({ repository: REPOSITORY, runId: '1', token: PASSWORD }));
  const api = { 'api.github.com': new URL(github.url).host };
  const internet = stack.use(await startInternet({ ...addresses, ...api, ...hosts }));
  const authorization = basicAuthorization({ username: ACTOR, password: PASSWORD });

  const commit = (contents: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(contents)) {
      mkdirSync(dirname(join(checkout, path)), { recursive: true });
      writeFileSync(join(checkout, path), text.replaceAll('SIGSTORE', sigstore.url));
    }
    git(checkout, 'add', '--all');
    git(checkout, 'commit', '--quiet', '--message=A commit');
  };
  git(checkout, 'init', '--quiet', '--initial-branch=main');
  git(checkout, 'remote', 'add', 'origin', `https://github.com/${REPOSITORY}`);
  if (Object.keys(before).length > 0) commit(before);
  commit({ Dockerfile: 'FROM scratch\n', 'trusted_root.json': JSON.stringify(sigstore.trustedRoot), ...files });
  const sha = git(checkout, 'rev-parse', 'HEAD');

  const environment = {
    ...internet.environment,
    NO_PROXY: '127.0.0.1',
    SEALIFT_TEST_ROOT: ROOT,
    SEALIFT_TEST_REGISTRIES: JSON.stringify(addresses),
    SEALIFT_TEST_ARTIFACTS: join(folder, 'artifacts'),
  };
  const allSecrets = {
    ...{ GITHUB_TOKEN: PASSWORD, REGISTRY_PASSWORD: PASSWORD, REGISTRY_READER_PASSWORD: PASSWORD },
    ...secrets,
  };

  async function run(workflow: string, { name, payload = {}, inputs = {} }: ActEvent): Promise<ActRun> {
    const [file, event] = [join(folder, 'workflow.yml'), join(folder, 'event.json')];
    writeFileSync(file, workflow);
    writeFileSync(event, JSON.stringify(name === 'workflow_dispatch' ? { ...payload, inputs } : payload));
    const local = [
      [`sealift/sealift@v0`, action],
      ...LOCAL_ACTIONS.map(([uses, stand]) => [uses, join(STAND_INS, stand)]),
    ];
    const args = [
      ...[name, '--workflows', file, '--eventpath', event, '--actor', ACTOR],
      ...['--platform', 'ubuntu-24.04=-self-hosted', '--container-daemon-socket', '-', '--no-cache-server'],
      ...['--action-cache-path', join(folder, 'cache')],
      ...local.flatMap(([uses, path]) => ['--local-repository', `${uses}=${path}`]),
      // act grants no permissions: as on GitHub, only jobs that may sign find out where tokens are.
      ...Object.entries({
        ...environment,
        ...(workflow.includes('id-token: write') ? tokens.environment : {}),
      }).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      ...Object.keys(allSecrets).flatMap((key) => ['--secret', key]),
      ...['--var', `REGISTRY_READER=${ACTOR}`, '--var', `REGISTRY_USER=${ACTOR}`, '--var', 'GITOPS_APP_ID=4711'],
    ];
    // Node 24 comes first on PATH: in host mode act takes the Node that is there.
    const path = `${bin}:${join(ROOT, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`;
    const act = spawn(findRunnerProgram(ACT) ?? '', args, {
      cwd: checkout,
      env: { PATH: path, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, ...allSecrets },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [stdout, stderr] = await Promise.all([buffer(act.stdout), buffer(act.stderr), once(act, 'exit')]);
    const log = `${stdout}${stderr}`;
    keepLog(workflow, log);
    return { exitCode: act.exitCode, log };
  }

  async function tagsOf(host: string, repository: string): Promise<Readonly<Record<string, string>>> {
    const address = addresses[host] ?? '';
    const headers = { authorization, accept: 'application/vnd.oci.image.index.v1+json' };
    const { json } = await call(address, { path: `/v2/${repository}/tags/list`, headers });
    const { tags } = { tags: [], ...(json as { tags?: readonly string[] | null }) };
    const entries = (tags ?? []).map(async (tag: string) => {
      const answer = await call(address, { method: 'HEAD', path: `/v2/${repository}/manifests/${tag}`, headers });
      return [tag, answer.headers.get('docker-content-digest') ?? ''] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  return {
    ...{ sha, sigstore, tokens, github, environment, run, tagsOf },
    push: (host, repository, image, tags) =>
      pushImage(addresses[host] ?? '', repository, image, tags, { authorization }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function keepLog(workflow: string, log: string): void {
  const folder = process.env['SEALIFT_ACT_LOG'];
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  const name = /^name: (.+)$/m.exec(workflow)?.[1] ?? 'workflow';
  appendFileSync(join(folder, `${name}.log`), log);
}

/** Reads an example by its name. */
export function readExample(name: string): string {
  return readFileSync(join(ROOT, 'examples', name), 'utf8');
}
