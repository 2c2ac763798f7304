import { DEFAULT_BAKE_TARGET } from '../build/bake.ts';
import type { BaseInputs } from '../build/base-name.ts';
import type { Env } from '../event/payload.ts';
import type { CommandName } from '../faces/commands.ts';
import { DEFAULT_PIPELINE_FILE } from '../pipeline/load.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type ArchiveInputs, type RestoreInputs, readArchiveInputs, readRestoreInputs } from './archive.ts';
import { type CheckInputs, readCheckInputs } from './check.ts';
import { type HistoryInputs, readHistoryInputs } from './history.ts';
import { type HoldInputs, readHoldInputs } from './hold.ts';
import { type OutdatedInputs, readOutdatedInputs } from './outdated.ts';
import { type GetInput, parseChoice } from './parse.ts';
import { readPipelineFile } from './pipeline-file.ts';
import { type PlanInputs, readPlanInputs, readShardInputs, type ShardInputs } from './plan.ts';
import { type CommonInputs, type PromoteInputs, readCommon, readPromotion } from './promote.ts';
import { type RetainInputs, readRetainInputs } from './retain.ts';
import { type RollbackInputs, readRollbackInputs } from './rollback.ts';
import { readRoutes } from './routes.ts';
import { parseImages, readBaseInputs, readSeparators, type Separators, type TaggedImage } from './tags.ts';
import { readCommand } from './unused.ts';
import { readVerifyInputs, requirePipeline, type VerifyInputs } from './verify.ts';

export interface TagsInputs extends CommonInputs {
  readonly command: 'tags';
  readonly images: readonly TaggedImage[];
  /** Where branch, tag and commit come from: the event, or the checkout. */
  readonly context: 'workflow' | 'git';
  /** What a run that follows another one counts as: nothing more, or the push that the other one was for. */
  readonly workflowRun: 'ignore' | 'push';
  /** Labels and annotations are not parsed yet: their expressions need the event. */
  readonly labels: string;
  readonly annotations: string;
  readonly separators: Separators;
  readonly bakeTarget: string;
  readonly base: BaseInputs;
  /** Read only if a version keeps a tag from moving: it might be held. */
  readonly pipelineFile: string;
}

export type Inputs =
  | TagsInputs
  | PromoteInputs
  | PlanInputs
  | ShardInputs
  | VerifyInputs
  | HistoryInputs
  | HoldInputs
  | CheckInputs
  | OutdatedInputs
  | RollbackInputs
  | RetainInputs
  | ArchiveInputs
  | RestoreInputs;

function readTagsInputs(get: GetInput, getRaw: GetInput) {
  return {
    images: parseImages(get('images')),
    pipelineFile: get('config') || DEFAULT_PIPELINE_FILE,
    context: parseChoice('context', get('context'), ['workflow', 'git']),
    workflowRun: parseChoice('workflow-run', get('workflow-run'), ['ignore', 'push']),
    labels: get('labels'),
    annotations: get('annotations'),
    separators: readSeparators(getRaw),
    bakeTarget: get('bake-target') || DEFAULT_BAKE_TARGET,
    base: readBaseInputs(get),
  };
}

interface InputSources {
  readonly command?: CommandName;
  readonly getRaw?: GetInput;
  readonly pipeline?: Pipeline | undefined;
}

/** @throws {InputError} that names the value and the cure; nothing else reads an input. */
export function loadInputs(
  get: GetInput,
  { command = readCommand(get, undefined, get), getRaw = get, pipeline }: InputSources = {},
): Inputs {
  if (command === 'tags') return { command, ...readCommon(get), ...readTagsInputs(get, getRaw) };
  if (command === 'verify') return readVerifyInputs(get, pipeline);
  if (command === 'history') return readHistoryInputs(get, requirePipeline(pipeline, command));
  if (command === 'hold' || command === 'unhold') return readHoldInputs(get, command, pipeline);
  if (command === 'check') return readCheckInputs(get, pipeline);
  if (command === 'outdated') return readOutdatedInputs(get, pipeline);
  if (command === 'rollback') return readRollbackInputs(get, pipeline);
  if (command === 'retain') return readRetainInputs(get, pipeline);
  if (command === 'archive') return readArchiveInputs(get, pipeline);
  if (command === 'restore') return readRestoreInputs(get, pipeline);
  if (command === 'plan') return readPlanInputs(get, pipeline);
  if (get('plan') !== '' || get('shard') !== '') return readShardInputs(get, pipeline);
  return readPromotion(get, { routes: readRoutes(get, pipeline), pipeline });
}

/**
 * Reads the pipeline file of the checkout, which `command: tags` does without.
 *
 * @returns undefined if there is none; one that the input `config` names must exist.
 * @throws {InputError} that names the position in the file.
 */
export async function findPipeline(
  get: GetInput,
  { command, environment }: { readonly command: CommandName; readonly environment: Env },
): Promise<Pipeline | undefined> {
  if (command === 'tags') return undefined;
  return readPipelineFile(get('config') || DEFAULT_PIPELINE_FILE, environment);
}
