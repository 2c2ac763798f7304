import type { Account } from '../../evidence/formats/account.ts';
import type { Role } from '../../pipeline/approvals.ts';
import type { PeopleSettings } from '../../pipeline/gates/people.ts';
import { type EvidenceNeed, type Fault, type Gate, type GateResult, makeResult } from './gate.ts';
import { foreign, listSome } from './words.ts';

/** What the gate judges; undefined is what cannot be told. */
export interface PeopleEvidence {
  /** Who approved this run. */
  readonly approvers: readonly Account[] | undefined;
  readonly roles: Readonly<Partial<Record<Role, readonly Account[] | undefined>>>;
}

function names(accounts: readonly Account[]): string {
  return listSome(accounts.map(({ login }) => foreign(login)));
}

const WORDS: Readonly<Record<Role, string>> = {
  actor: 'who started the run',
  author: 'who wrote the change',
  builder: 'who built the image',
  reviewer: 'who reviewed the change',
};

/** The right of the token by which each of them is read. */
const PERMISSIONS: Readonly<Record<Role, string>> = {
  actor: 'actions: read',
  author: 'contents: read',
  builder: 'actions: read',
  reviewer: 'pull-requests: read',
};

function evaluate(settings: PeopleSettings, { approvers, roles }: PeopleEvidence): GateResult {
  const result = (faults: readonly Fault[], notes: readonly string[] = []): GateResult =>
    makeResult('people', settings, { faults, notes });
  if (approvers === undefined) {
    const reason = 'the approvals of this run cannot be read';
    return result([{ verdict: 'error', reason, remedy: 'give the token actions: read' }]);
  }
  // Who cannot be told may be anybody: then no approval is surely another's.
  const unknown = settings.not.filter((role) => (roles[role] ?? []).length === 0);
  if (unknown.length > 0 && settings.approvals > 0) {
    const reason = `it is not known ${listSome(unknown.map((role) => WORDS[role]))}`;
    const isOfRun = unknown.every((role) => role === 'actor');
    const remedy = isOfRun
      ? 'give the token actions: read'
      : `label the image with its revision, sign its provenance, and give the token ${listSome([...new Set(unknown.map((role) => PERMISSIONS[role]))])}`;
    return result([{ verdict: 'fail', reason, remedy, isMissing: true }]);
  }
  const excluded = new Map(
    settings.not.flatMap((role) => (roles[role] ?? []).map(({ id }) => [id, role] as const)).toReversed(),
  );
  const people = [...new Map(approvers.map((each) => [each.id, each])).values()];
  const counted = people.filter(({ id }) => !excluded.has(id));
  if (counted.length >= settings.approvals) {
    return result([], counted.length === 0 ? [] : [`approved by ${names(counted)}`]);
  }
  const refused = people.filter(({ id }) => excluded.has(id));
  const without = refused
    .map((each) => `${foreign(each.login)} is ${WORDS[excluded.get(each.id) ?? 'actor']}`)
    .slice(0, 5);
  const extra = without.length === 0 ? '' : ` (${listSome(without)})`;
  const reason = `${counted.length} of ${settings.approvals} approvals by others${extra}`;
  return result([{ verdict: 'fail', reason, remedy: 'let somebody else approve', isMissing: true }]);
}

function needs({ not }: PeopleSettings): readonly EvidenceNeed[] {
  return [{ kind: 'approvals' }, ...(not.length === 0 ? [] : [{ kind: 'accounts', roles: not } as const])];
}

/** Approvals by people who are not those that did the work (reference, section 6). */
export const peopleGate: Gate<PeopleSettings, PeopleEvidence> = { id: 'people', needs, evaluate };
