import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startRegistry } from '../support/registry/registry.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { type IdentityTokens, startIdentityTokens } from '../support/sigstore/identity-tokens.ts';
import { type Sigstore, type SigstoreOptions, startSigstore } from '../support/sigstore/sigstore.ts';

/** The workflow that may promote: its identity is what the pipeline file pins. */
export const WORKFLOW = 'acme/app/.github/workflows/promote.yml@refs/heads/main';

/** A registry to run a pipeline in. */
export interface PipelineRegistry extends AsyncDisposable {
  readonly host: string;
}

/** An organisation in small: a registry, a Sigstore, GitHub's identity tokens and a checkout with a pipeline file. */
export interface PipelineWorld extends AsyncDisposable {
  readonly host: string;
  readonly sigstore: Sigstore;
  readonly tokens: IdentityTokens;
  /** The root of the checkout. */
  readonly workspace: string;
  /** Writes a file of the checkout. */
  write(path: string, text: string): Promise<void>;
  /** Runs the action in it, with an identity unless variables take it away. */
  run(inputs: Readonly<Record<string, string>>, env?: Readonly<Record<string, string>>): Promise<ActionResult>;
}

/** How to make a world. */
export interface WorldOptions {
  /** The pipeline file; HOST and SIGSTORE stand for the addresses of the registry and of the Sigstore. */
  readonly pipeline: string;
  readonly start?: () => Promise<PipelineRegistry>;
  /** What kind of Sigstore there is; one with a log and time stamps by default. */
  readonly sigstore?: SigstoreOptions;
}

/** Writes the part of a pipeline file that trusts the world's own Sigstore. */
export const SIGNING = `signing:
  fulcio-url: SIGSTORE
  rekor-url: SIGSTORE
  trusted-root: trusted_root.json
  signers:
    - identity: https://github.com/${WORKFLOW}
`;

/** The pipeline d → t → s1 → s2 → p, all of whose records are signed. */
export const FIVE_ENVIRONMENTS = `version: 1
record: signed
${SIGNING}environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  s1: { repository: "HOST/s1/{image}", from: t }
  s2: { repository: "HOST/s2/{image}", from: s1 }
  p: { repository: "HOST/p/{image}", from: s2 }
hotfix-routes:
  emergency: { from: t, to: p }
`;

/** The variables that take the identity of a run away. */
export const NO_TOKEN = { ACTIONS_ID_TOKEN_REQUEST_URL: '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' };

/** Three environments whose records are signed with a key. */
export const KEYED = `version: 1
record: signed
signing:
  signers:
    - key: keys/sealift.pub
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  p: { repository: "HOST/p/{image}", from: t }
`;

/** Makes a world; it goes with everything in it. */
export async function startWorld({
  pipeline,
  start = startRegistry,
  ...options
}: WorldOptions): Promise<PipelineWorld> {
  const stack = new AsyncDisposableStack();
  const workspace = await mkdtemp(join(tmpdir(), 'sealift-pipeline-'));
  stack.defer(() => rm(workspace, { recursive: true, force: true }));
  const { host } = stack.use(await start());
  const sigstore = stack.use(await startSigstore(options.sigstore));
  const tokens = stack.use(await startIdentityTokens());
  async function write(path: string, text: string): Promise<void> {
    const file = join(workspace, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await write('trusted_root.json', JSON.stringify(sigstore.trustedRoot));
  await write('.github/sealift.yml', pipeline.replaceAll('HOST', host).replaceAll('SIGSTORE', sigstore.url));
  return {
    ...{ host, sigstore, tokens, workspace, write },
    run: (inputs, env = {}) =>
      runAction({
        inputs: { tags: 'type=semver', ...inputs },
        cwd: workspace,
        env: {
          GITHUB_WORKSPACE: workspace,
          // The run of the tokens, as the stand-in completes what they claim.
          GITHUB_REPOSITORY: String(tokens.claims['repository'] ?? 'acme/app'),
          GITHUB_RUN_ID: String(tokens.claims['run_id'] ?? '123'),
          ...tokens.environment,
          ...env,
        },
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What a run said in its one sentence of failure. */
export function complaint({ stdout }: ActionResult): string {
  return /^::error[^:]*::(.*)$/m.exec(stdout)?.[1] ?? '';
}
