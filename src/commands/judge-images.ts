import { type AdmissionAnswer, admitImages } from '../admission/admit.ts';
import type { FactsSource } from '../admission/facts.ts';
import type { ClientPool } from '../clients/pool.ts';
import type { KnownEvidence } from '../evidence/run.ts';
import { openGitHubClient } from '../github/client.ts';
import type { PromoteInputs } from '../inputs/promote.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { parseRepository } from '../oci/reference.ts';
import type { ConfiguredGate } from '../pipeline/configured-gates.ts';
import type { GateId } from '../pipeline/gate-id.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import type { PolicyContext } from '../promotion/request.ts';
import { once } from '../util/memo.ts';
import { openStoredLedger, verifyStoredLedger } from './base-ledger.ts';
import { promotedAt } from './base-records.ts';
import type { CommandContext } from './context.ts';

/** What gates are judged with, beside the images and the pipeline file. */
export interface JudgingWork {
  readonly inputs: Pick<
    PromoteInputs,
    'githubToken' | 'reason' | 'evidenceFiles' | 'sourceCredential' | 'destinationCredential'
  >;
  readonly context: Pick<CommandContext, 'environment' | 'event' | 'now'>;
  readonly pool: Pick<ClientPool, 'open'>;
}

/** The pipeline file, and what verifies signatures by it. */
export type JudgingPolicy = Pick<PolicyContext, 'pipeline' | 'openVerifier' | 'readKeptHolds'>;

/** Names the hotfix routes that get around the windows of an environment. */
function routesAroundWindows({ hotfixRoutes }: Pipeline, { name }: Environment): readonly string[] {
  return hotfixRoutes.filter(({ to, skips }) => to === name && skips.includes('windows')).map((route) => route.name);
}

/** The registries that logins of the inputs are for. */
export interface Registries {
  readonly sources: ReadonlySet<string>;
  readonly destinations: ReadonlySet<string>;
}

/** Opens the repositories of bases; a login of the inputs goes only to the registries that it is for. */
function openBases({ sources, destinations }: Registries, { pool, inputs }: JudgingWork) {
  return async (name: string) => {
    const repository = parseRepository(name);
    const { registry } = repository;
    const given = sources.has(registry)
      ? inputs.sourceCredential
      : destinations.has(registry)
        ? inputs.destinationCredential
        : undefined;
    const clientOf = await pool.open([{ repository, access: 'pull', given }]);
    return { client: clientOf(repository, 'pull'), repository };
  };
}

/** What all images of a run are judged with. */
export interface Judging extends JudgingWork {
  readonly policy: JudgingPolicy;
  readonly openBase: ReturnType<typeof openBases>;
  /** Reads the ledger of bases once; undefined if the file names none. */
  readonly readLedger: ReturnType<typeof openStoredLedger>;
  /** What was fetched for other images of the run; undefined if they are all judged at once. */
  readonly known?: KnownEvidence | undefined;
}

/** Prepares to judge images; nothing is read yet. */
export function openJudging(
  policy: JudgingPolicy,
  { inputs, context, pool }: JudgingWork,
  registries: Registries,
  known?: KnownEvidence,
): Judging {
  const openBase = openBases(registries, { inputs, context, pool });
  const readLedger = openStoredLedger({ pipeline: policy.pipeline, open: openBase });
  return { policy, inputs, context, pool, openBase, readLedger, known };
}

/** Images that are judged by the gates of one environment. */
export interface JudgedSetting {
  readonly environment: Environment;
  readonly gates: readonly ConfiguredGate[];
  readonly skips: readonly GateId[];
  readonly images: readonly FactsSource[];
}

/** Judges images by gates of an environment: all images, all platforms and all gates. */
export function judgeBy(
  { environment, gates, skips, images }: JudgedSetting,
  { policy, context, inputs, openBase: open, readLedger, known }: Judging,
): Promise<AdmissionAnswer> {
  const { pipeline, openVerifier } = policy;
  return admitImages({
    ...{ gates, skips, images, openVerifier },
    environment: environment.name,
    now: context.now,
    signers: new Map([...pipeline.evidence].map(([name, signer]) => [name, [signer]])),
    bases: {
      open,
      ledger: once(async () => {
        const trust = { pipeline, open, openVerifier, now: context.now };
        return readLedger && verifyStoredLedger(await readLedger(), environment, trust);
      }),
      promotedAt: async (place, digest) =>
        promotedAt(place, digest, { pipeline, verify: await openVerifier(), now: context.now }),
    },
    github: { client: openGitHubClient(context.event, inputs.githubToken, { environment: context.environment }) },
    runId: context.environment['GITHUB_RUN_ID'],
    reason: inputs.reason,
    root: context.environment['GITHUB_WORKSPACE'] || process.cwd(),
    evidenceFiles: inputs.evidenceFiles,
    routes: routesAroundWindows(pipeline, environment),
    known,
  });
}

/** Names an image as people know it. @example nameImage('shop/app', '1.2.3', digest) // 'shop/app:1.2.3' */
export function nameImage(name: string, tag: string | undefined, digest: Digest): string {
  return tag === undefined ? `${name}@${shortDigest(digest)}` : `${name}:${tag}`;
}
