import type { CompleteEvent, EventContext } from '../event/event.ts';
import type { Env } from '../event/payload.ts';
import { readGitContext, withGitContext } from '../git/checkout.ts';
import { findDateOf } from '../git/commit-date.ts';
import type { WaitClock } from '../github/client.ts';
import { followRun } from '../github/followed-push.ts';
import { completeRepository, readReleaseState } from '../github/repository.ts';
import type { TagsInputs } from '../inputs/inputs.ts';
import { type EventNeeds, findEventNeeds } from '../tags/rule-needs.ts';

/** What is known of the event, and what a build depends on it for. */
interface CompletionRun {
  readonly event: EventContext;
  readonly environment: Env;
  readonly clock?: WaitClock | undefined;
}

type CompletionInputs = Pick<
  TagsInputs,
  'context' | 'tagPrefix' | 'githubToken' | 'workflowRun' | 'rules' | 'flavor' | 'labels' | 'annotations' | 'revision'
>;

/** Finds what rules, flavor, labels and annotations need. */
function findNeeds({ rules, flavor, labels, annotations }: CompletionInputs): EventNeeds {
  const needs = findEventNeeds(rules, flavor);
  const custom = `${labels}\n${annotations}`;
  return {
    commitDate: needs.commitDate || /\{\{[^}]*commit_date/.test(custom),
    defaultBranch: needs.defaultBranch || /\{\{[^}]*is_(?:not_)?default_branch/.test(custom),
  };
}

/**
 * Finds the date of the commit that is tagged: the event's is that of the event's commit.
 *
 * @param run.isNamed whether an expression asks for it.
 */
async function completeDate(
  event: EventContext,
  inputs: CompletionInputs,
  { isNamed, ...run }: CompletionRun & { readonly isNamed: boolean },
): Promise<Pick<EventContext, 'commitDate' | 'warnings'>> {
  const { warnings } = event;
  const sha = inputs.revision ?? event.sha;
  if (event.commitDate !== undefined && sha === event.sha) return { commitDate: event.commitDate, warnings };
  // The label `created` tells the date of the commit, too, but for a time that makes the build reproducible.
  const isCreatedGiven = (run.environment['SOURCE_DATE_EPOCH'] ?? '') !== '';
  if (!isNamed && (isCreatedGiven || sha === undefined)) return { commitDate: undefined, warnings };
  const { environment, clock } = run;
  const found = await findDateOf(sha, { event, environment, token: inputs.githubToken, clock });
  if ('date' in found) return { commitDate: found.date, warnings };
  const warning = `Cannot tell the date of the commit: ${found.failure}, so that of this run stands for it, and a second run has another; ${found.remedy}`;
  return { commitDate: undefined, warnings: [...warnings, warning] };
}

/**
 * Completes the event of a build by what only git or GitHub know: each is asked only for what the event does not tell,
 * and only if tags or labels need it.
 */
export async function completeEvent(inputs: CompletionInputs, run: CompletionRun): Promise<CompleteEvent> {
  const { environment, clock } = run;
  const { githubToken: token, workflowRun } = inputs;
  const needs = findNeeds(inputs);
  const followed = await followRun(run.event, { workflowRun, token, clock });
  const event =
    inputs.context === 'git' ? withGitContext(followed, await readGitContext(environment, inputs.tagPrefix)) : followed;
  if (!event.givesTags) return event;
  const asksBranch = needs.defaultBranch && event.branch !== undefined && event.defaultBranch === undefined;
  const [dated, standing, home] = await Promise.all([
    completeDate(event, inputs, { ...run, isNamed: needs.commitDate }),
    readReleaseState(event, { token, clock }),
    completeRepository(event, { token, clock, asksBranch }),
  ]);
  const { repository, defaultBranch } = home;
  return {
    ...event,
    commitDate: dated.commitDate,
    preRelease: standing.preRelease,
    makeLatest: standing.makeLatest,
    ...{ repository, defaultBranch },
    isDefaultBranch: event.branch !== undefined && event.branch === defaultBranch,
    warnings: [...dated.warnings, ...standing.warnings, ...home.warnings],
  };
}
