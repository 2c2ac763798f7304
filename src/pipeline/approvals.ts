import type { Field } from './field.ts';
import { choice, count, list, optional } from './shape.ts';

/** What somebody did for an image, besides approving it. */
export type Role = 'actor' | 'author' | 'builder' | 'reviewer';

/** Whose approvals of a run count, and how many there have to be. */
export interface ApprovalRule {
  /** So many different people have to approve. */
  readonly approvals: number;
  /** Whose approvals do not count. */
  readonly not: readonly Role[];
}

/** A rule that says nothing of them. */
export const APPROVAL_DEFAULTS: ApprovalRule = { approvals: 1, not: ['actor'] };

/** The keys of such a rule. */
export const APPROVAL_FIELDS = {
  approvals: optional(count('number of approvals', 100), 'How many different people must approve the run.', 1),
  not: optional(
    list(choice(['actor', 'author', 'builder', 'reviewer']), {
      kind: 'list of people',
      example: 'it as [actor, author]',
      most: 4,
    }),
    'Whose approvals do not count: those of who started the run, wrote the change, built the image or reviewed the change.',
    ['actor'],
  ),
};

/** Reads a rule about approvals; what is wrong is noted. */
export function readApprovals(
  says: { readonly approvals: number | undefined; readonly not: readonly Role[] | undefined },
  field: Field,
): ApprovalRule | undefined {
  const { approvals = APPROVAL_DEFAULTS.approvals, not = APPROVAL_DEFAULTS.not } = says;
  if (approvals > 0) return { approvals, not };
  return field.at('approvals').refuse('"approvals" is 0, which asks for nothing; write 1, or leave the whole key out');
}
