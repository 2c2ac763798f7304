import { duration } from './duration.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { HotfixRoute, Requirements } from './pipeline.ts';
import { NAME_SIGNERS } from './record.ts';
import { count, mapping, optional, type ValueOf, yesOrNo } from './shape.ts';

/** The requirements for the record of the environment that an image comes from. */
export const REQUIREMENTS = mapping({
  kind: '"requires"',
  fields: {
    signed: optional(yesOrNo, 'That record must be signed.', false),
    // More people than GitHub lets review.
    approvals: optional(
      count('number of approvals', 100),
      'Number of people other than the actor who must have approved its run.',
      0,
    ),
    age: optional(duration, 'Minimum age: a number and s, m, h or d.'),
    'another-actor': optional(yesOrNo, 'The next promotion must be started by someone else than this one was.', false),
  },
});

/** Reads "requires"; by default, nothing is required. */
export function readRequirements(given: ValueOf<typeof REQUIREMENTS> | undefined): Requirements {
  return {
    signed: given?.signed ?? false,
    approvals: given?.approvals ?? 0,
    age: given?.age ?? 0,
    anotherActor: given?.['another-actor'] ?? false,
  };
}

function checkSource({ name, field }: EnvironmentDraft, source: EnvironmentDraft): void {
  const at = field.at('requires', 'signed');
  const asks = `${name} asks for signed records of ${source.name}`;
  if (source.record === 'unsigned') at.refuse(`${asks}, which has "record: unsigned"; change one of the two`);
  else if (!source.namesSigners) at.refuse(`${asks}, and the file does not say who may sign them; ${NAME_SIGNERS}`);
}

/** Checks that only environments with sources have requirements, and that required signatures have signers. */
export function checkRequirements(
  environments: readonly EnvironmentDraft[],
  hotfixRoutes: readonly HotfixRoute[],
): void {
  for (const environment of environments) {
    const { name, from, requires, field } = environment;
    if (field.at('requires').isThere && from.length === 0) {
      field
        .at('requires')
        .refuseKey(
          `images are built in ${name}, so there is no earlier environment to require anything of; remove "requires"`,
        );
    } else if (requires.signed) {
      const sources = [...from, ...hotfixRoutes.flatMap((route) => (route.to === name ? route.from : []))];
      for (const source of environments) if (sources.includes(source.name)) checkSource(environment, source);
    }
  }
}
