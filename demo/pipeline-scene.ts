import { type PipelineWorld, startWorld, WORKFLOW } from '../test/e2e/pipeline-world.ts';
import { pushImage } from '../test/support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../test/support/registry/registry.ts';
import { spawnAction } from '../test/support/run-action.ts';
import { refusalIn } from './action-run.ts';
import { RELEASE } from './acts/build.ts';
import { type AppImage, buildApp } from './app-image.ts';
import type { EnvironmentName } from './scene.ts';

/** The image's name in the pipeline. */
export const IMAGE = 'shop/app';

/** Who may sign, and who does: the workflow, as its certificate names it. */
export const SIGNER = `https://github.com/${WORKFLOW}`;

/** The pipeline file; HOST and SIGSTORE stand for addresses that are known when it is written. */
export const PIPELINE = `version: 1
record: signed
signing:
  fulcio-url: SIGSTORE
  rekor-url: SIGSTORE
  trusted-root: trusted_root.json
  signers:
    - identity: ${SIGNER}
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  s1: { repository: "HOST/s1/{image}", from: t }
  s2: { repository: "HOST/s2/{image}", from: s1 }
  p: { repository: "HOST/p/{image}", from: s2 }
`;

/** What the acts of the second part play with: an organisation in small, with a release in d. */
export interface PipelineScene extends AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  readonly world: PipelineWorld;
  readonly app: AppImage;
}

/** A run of the action in the checkout of the pipeline. */
export interface PipelineRun {
  readonly exitCode: number | null;
  /** What it refused with; empty where it did not. */
  readonly refusal: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** What people see of the log. */
  readonly log: string;
}

/** Returns the name of an environment's repository, without the registry. */
export function stageName(environment: EnvironmentName): string {
  return `${environment}/${IMAGE}`;
}

/** Starts registry, Sigstore and identity tokens, writes the pipeline file and pushes the release to d. */
export async function openPipeline(pipeline = PIPELINE): Promise<PipelineScene> {
  const registry = await startRegistry();
  const world = await startWorld({ pipeline, start: () => Promise.resolve(registry) });
  const app = buildApp(RELEASE);
  await pushImage(registry.host, stageName('d'), app, [RELEASE.version]);
  registry.clearLog();
  return { registry, world, app, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/**
 * Runs `dist/index.js` as a job of the workflow that may promote, or, without an identity, as anybody's who has the
 * pipeline file.
 */
export async function runInPipeline(
  { world }: PipelineScene,
  inputs: Readonly<Record<string, string>>,
  { hasIdentity = true } = {},
): Promise<PipelineRun> {
  const { workspace, tokens } = world;
  const env = {
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_RUN_ID: '123',
    ...(hasIdentity ? tokens.environment : {}),
  };
  const { exitCode, stdout, stderr, outputs } = await spawnAction({ inputs, cwd: workspace, env }).done;
  // The runner takes commands, such as "mask this", out of what it shows.
  const log = stdout.split('\n').filter((line) => !line.startsWith('::'));
  return { exitCode, refusal: refusalIn(stdout, stderr), outputs, log: log.join('\n').trim() };
}
