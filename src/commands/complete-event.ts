import type { CompleteEvent, EventContext } from '../event/event.ts';
import { readGitContext, withGitContext } from '../git/checkout.ts';
import { findDateOf } from '../git/commit-date.ts';
import type { WaitClock } from '../github/client.ts';
import { followRun } from '../github/followed-push.ts';
import { completeRepository, readReleaseState } from '../github/repository.ts';
import type { TagsInputs } from '../inputs/inputs.ts';
import { type EventNeeds, findEventNeeds } from '../tags/rule-needs.ts';
import type { CommandContext } from './context.ts';

interface CompletionRun extends Pick<CommandContext, 'event' | 'environment'> {
  readonly clock?: WaitClock | undefined;
}

type CompletionInputs = Pick<
  TagsInputs,
  'context' | 'tagPrefix' | 'githubToken' | 'workflowRun' | 'rules' | 'flavor' | 'labels' | 'annotations' | 'revision'
>;

function findNeeds({ rules, flavor, labels, annotations }: CompletionInputs): EventNeeds {
  const needs = findEventNeeds(rules, flavor);
  const custom = `${labels}\n${annotations}`;
  return {
    commitDate: needs.commitDate || /\{\{[^}]*commit_date/.test(custom),
    defaultBranch: needs.defaultBranch || /\{\{[^}]*is_(?:not_)?default_branch/.test(custom),
  };
}

/**
 * Finds the date of the commit that is tagged, which may be another than the event's.
 *
 * @param run.isNamed whether an expression needs it.
 */
async function completeDate(
  event: EventContext,
  inputs: CompletionInputs,
  { isNamed, ...run }: CompletionRun & { readonly isNamed: boolean },
): Promise<Pick<EventContext, 'commitDate' | 'warnings'>> {
  const { warnings } = event;
  const sha = inputs.revision ?? event.sha;
  if (event.commitDate !== undefined && sha === event.sha) return { commitDate: event.commitDate, warnings };
  // The label `created` has the commit's date too, unless SOURCE_DATE_EPOCH is set.
  const isCreatedGiven = (run.environment['SOURCE_DATE_EPOCH'] ?? '') !== '';
  if (!isNamed && (isCreatedGiven || sha === undefined)) return { commitDate: undefined, warnings };
  const { environment, clock } = run;
  const found = await findDateOf(sha, { event, environment, token: inputs.githubToken, clock });
  if ('date' in found) return { commitDate: found.date, warnings };
  const warning = `Cannot tell the date of the commit: ${found.failure}, so this run's date is used, and a re-run will differ; ${found.remedy}`;
  return { commitDate: undefined, warnings: [...warnings, warning] };
}

/** Asks git and GitHub only for what the event lacks, and only if tags or labels need it. */
export async function completeEvent(inputs: CompletionInputs, run: CompletionRun): Promise<CompleteEvent> {
  const { environment, clock } = run;
  const { githubToken: token, workflowRun } = inputs;
  const needs = findNeeds(inputs);
  const followed = await followRun({ event: run.event, token, clock }, workflowRun);
  const event =
    inputs.context === 'git' ? withGitContext(followed, await readGitContext(environment, inputs.tagPrefix)) : followed;
  if (!event.givesTags) return event;
  const asksBranch = needs.defaultBranch && event.branch !== undefined && event.defaultBranch === undefined;
  const [dated, standing, home] = await Promise.all([
    completeDate(event, inputs, { ...run, isNamed: needs.commitDate }),
    readReleaseState({ event, token, clock }),
    completeRepository({ event, token, clock }, asksBranch),
  ]);
  return {
    ...{ ...event, ...dated, ...standing, ...home },
    isDefaultBranch: event.branch !== undefined && event.branch === home.defaultBranch,
    warnings: [...dated.warnings, ...standing.warnings, ...home.warnings],
  };
}
