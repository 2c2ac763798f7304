import { formatList } from '../util/format.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { Field } from './field.ts';
import { choice } from './shape.ts';

/** How promotions are recorded. */
export const RECORD = choice(['auto', 'signed', 'unsigned']);

/** What to do if a record must be signed, and the file does not say by whom. */
export const NAME_SIGNERS = 'name who may sign below "signing: signers:"';

/** Checks that records that must be signed have signers; what all say at one place is told once. */
function checkSigned(environments: readonly EnvironmentDraft[], root: Field): void {
  const lacking = environments.filter(({ record, namesSigners }) => record === 'signed' && !namesSigners);
  const tell = (field: Field, names: readonly string[]): undefined =>
    field.refuse(
      `the records of ${formatList(names)} must be signed, and the file does not say who may sign them; ${NAME_SIGNERS}`,
    );
  const inherited = lacking.filter(({ field }) => !field.at('record').isThere);
  if (inherited.length > 0) {
    tell(
      root.at('record'),
      inherited.map(({ name }) => name),
    );
  }
  for (const { name, field } of lacking) if (field.at('record').isThere) tell(field.at('record'), [name]);
}

/**
 * Checks that unsigned records are not asked for where signers are named: they would not count, and nothing could leave
 * the environment. Into one where images are built no route leads, and nobody asks for its records.
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

/** Checks that statements for admission are not asked for where nothing is signed. */
function checkAdmission(environments: readonly EnvironmentDraft[]): void {
  for (const { name, record, admission, field } of environments) {
    if (!admission || record !== 'unsigned') continue;
    field
      .at('admission')
      .refuse(
        `statements for admission are signed, and ${name} has "record: unsigned"; have its records signed, or remove "admission"`,
      );
  }
}

/** Checks that records are made that can count, by whom the file lets sign them. */
export function checkRecords(environments: readonly EnvironmentDraft[], root: Field): void {
  checkSigned(environments, root);
  checkUnsigned(environments, root);
  checkAdmission(environments);
}
