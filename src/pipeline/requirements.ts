import { duration } from './duration.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { HotfixRoute, Requirements } from './pipeline.ts';
import { NAME_SIGNERS } from './record.ts';
import { count, mapping, optional, type ValueOf, yesOrNo } from './shape.ts';

/** What the record of the environment that an image comes from must say. */
export const REQUIREMENTS = mapping({
  kind: '"requires"',
  fields: {
    signed: optional(yesOrNo, 'That record must be signed.', false),
    // More people than GitHub lets review.
    approvals: optional(
      count('number of approvals', 100),
      'So many people beside the actor must have approved its run.',
      0,
    ),
    age: optional(duration, 'So old it must be: a number and s, m, h or d.'),
    'another-actor': optional(
      yesOrNo,
      'Somebody else must have started its run than starts that which promotes the image on.',
      false,
    ),
  },
});

/** Reads what the record before must say. */
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

/** Checks that something is required only where images come from somewhere, and signatures only if the file says whose. */
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
