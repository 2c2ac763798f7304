import { quote } from '../util/safe-text.ts';
import type { EnvironmentDraft } from './environment-draft.ts';
import type { Field } from './field.ts';
import { repository } from './repository.ts';
import { mapping, optional } from './shape.ts';
import { canOverlap } from './templates.ts';

/** What is kept of base images. */
export const BASES = mapping({
  kind: '"bases"',
  fields: {
    ledger: optional(
      repository,
      'The repository of the ledger of approved bases, which "command: outdated" writes, so that promotions need not list them.',
    ),
  },
});

/** Checks that the ledger is not in a repository where promotions go. */
export function checkLedger(ledger: string | undefined, environments: readonly EnvironmentDraft[], field: Field): void {
  if (ledger === undefined) return;
  const template = { text: ledger, hasPlaceholder: false };
  const other = environments.find(({ templates }) => templates.some((each) => canOverlap(each.template, template)));
  if (other === undefined) return;
  field.refuse(`${quote(ledger)} can be a repository of ${other.name}; choose one that no environment has`);
}
