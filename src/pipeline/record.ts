import { formatList } from '../util/format.ts';
import { listGates } from './configured-gates.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { Field } from './field.ts';
import { choice } from './shape.ts';

/** How promotions are recorded. */
export const RECORD = choice(['auto', 'signed', 'unsigned']);

/** The cure if a record must be signed, and the file does not say by whom. */
export const NAME_SIGNERS = 'name who may sign below "signing: signers:"';

/**
 * Signed records need signers; what several environments inherit is reported once. Where images are built they get no
 * record, so that such an environment is named only if no other one lacks signers.
 */
function checkSigned(environments: readonly EnvironmentDraft[], root: Field): void {
  const lacking = environments.filter(({ record, namesSigners }) => record === 'signed' && !namesSigners);
  const tell = (field: Field, drafts: readonly EnvironmentDraft[]): undefined => {
    const entered = drafts.filter(({ from }) => from.length > 0);
    const names = (entered.length > 0 ? entered : drafts).map(({ name }) => name);
    field.refuse(
      `"record: signed" accepts only signed records in ${formatList(names)}, and the file does not say who may sign them; ${NAME_SIGNERS}`,
    );
  };
  const inherited = lacking.filter(({ field }) => !field.at('record').isThere);
  if (inherited.length > 0) tell(root.at('record'), inherited);
  for (const draft of lacking) if (draft.field.at('record').isThere) tell(draft.field.at('record'), [draft]);
}

/**
 * Unsigned records would not count if signers are named, and nothing could leave the environment. If images are built
 * there, no route leads into it, and its records are not needed.
 */
function checkUnsigned(environments: readonly EnvironmentDraft[], root: Field): void {
  for (const { name, record, from, namesSigners, field } of environments) {
    if (record !== 'unsigned' || from.length === 0 || !namesSigners) continue;
    const remedy = field.at('signers').isThere ? 'leave out its "signers"' : `add "signers: []" to ${name}`;
    (field.at('record').isThere ? field : root)
      .at('record')
      .refuse(
        `${name} has "record: unsigned", and if signers are named, only records that they signed count; ${remedy}, or have its records signed`,
      );
  }
}

/** Checks that statements for admission are requested only where they can be signed, and checked. */
function checkAdmission(environments: readonly EnvironmentDraft[]): void {
  for (const { name, record, admission, namesSigners, field } of environments) {
    if (!admission) continue;
    if (record === 'unsigned') {
      field
        .at('admission')
        .refuse(
          `statements for admission are signed, and ${name} has "record: unsigned"; have its records signed, or remove "admission"`,
        );
    } else if (!namesSigners) {
      field
        .at('admission')
        .refuse(
          `statements for admission count only by who signed them, and the file names no signers of ${name}; ${NAME_SIGNERS}`,
        );
    }
  }
}

/** Checks that gates which records have to prove are of environments whose records prove something. */
function checkSince(environments: readonly EnvironmentDraft[]): void {
  for (const { name, gates, namesSigners, field } of environments) {
    if (namesSigners) continue;
    for (const { id, settings } of listGates(gates)) {
      if (settings.since === undefined) continue;
      const own = field.at('gates', id, 'since');
      (own.isThere ? own : field.at('gates')).refuse(
        `"since" of the gate "${id}" asks records for a proof, and the file does not say who may sign those of ${name}; ${NAME_SIGNERS}, or remove "since"`,
      );
    }
  }
}

/** Checks that the records of environments can count. */
export function checkRecords(environments: readonly EnvironmentDraft[], root: Field): void {
  checkSigned(environments, root);
  checkUnsigned(environments, root);
  checkAdmission(environments);
  checkSince(environments);
}
