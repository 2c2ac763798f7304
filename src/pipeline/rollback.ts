import { choice, count, mapping, optional, text, type ValueOf, yesOrNo } from './shape.ts';

/** What a rollback of an environment needs, and how far it may go. */
export interface RollbackRules {
  /** The environment of GitHub that its job must run in; undefined: that of promotions. */
  readonly gitHubEnvironment: string | undefined;
  /** Whether it may go only to what ran before, or to whatever has a record of this environment. */
  readonly allow: 'previous' | 'any';
  /** At most so many placements back. */
  readonly depth: number;
  /** People other than who started the run who must have approved it. */
  readonly approvals: number;
  /** Whether somebody else must roll an image back than promoted it. */
  readonly anotherActor: boolean;
}

/** The depth if the file says nothing of it. */
const DEPTH = 5;

/** The longest way back that is known: that of the history. */
const DEEPEST = 20;

/** The rules for rollbacks of an environment. */
export const ROLLBACK = mapping({
  kind: '"rollback"',
  fields: {
    'github-environment': optional(
      text({ kind: 'name', example: 'the name of an environment of GitHub' }),
      'The environment of GitHub that a job must run in to roll back, in place of that of promotions.',
    ),
    allow: optional(
      choice(['previous', 'any']),
      'Whether a rollback may go only to what ran before, or to whatever has a record of this environment.',
      'previous',
    ),
    depth: optional(count('number of placements', DEEPEST), 'At most so many placements back.', DEPTH),
    requires: optional(
      mapping({
        kind: '"requires"',
        fields: {
          approvals: optional(
            count('number of approvals', 100),
            'Number of people other than the actor who must have approved its run.',
            0,
          ),
          'another-actor': optional(yesOrNo, 'It must be started by someone else than the promotion was.', false),
        },
      }),
      'What the run of a rollback must have.',
    ),
  },
});

/** Reads the rules for rollbacks; without them a rollback needs what a promotion needs of its run. */
export function readRollback(
  given: ValueOf<typeof ROLLBACK> | undefined,
  readName: (name: string | undefined) => string | undefined,
): RollbackRules {
  return {
    gitHubEnvironment: readName(given?.['github-environment']),
    allow: given?.allow ?? 'previous',
    depth: given?.depth ?? DEPTH,
    approvals: given?.requires?.approvals ?? 0,
    anotherActor: given?.requires?.['another-actor'] ?? false,
  };
}
