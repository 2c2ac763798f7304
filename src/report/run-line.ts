import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { formatList } from '../util/format.ts';
import { linkLogin, linkRun } from './links.ts';
import { markdownText } from './markdown.ts';
import type { RunReport } from './promotion.ts';

/** More logins than these are counted. */
const MAX_LOGINS = 5;

function renderApproval({ approvedBy, address }: RunReport): string {
  if (approvedBy.length === 0) return '';
  const names = approvedBy.slice(0, MAX_LOGINS).map((login) => linkLogin(login, address));
  if (approvedBy.length > MAX_LOGINS) names.push(`${approvedBy.length - MAX_LOGINS} more`);
  return `${formatList(names)} approved`;
}

/**
 * Renders the line below a headline: why, who, who approved, by which run, and the effort.
 *
 * @param did what the actor did, such as `promoted`; without it, nothing was done.
 */
export function renderRunLine(run: RunReport, effort: string, did?: string): string {
  const { actor, address, reason } = run;
  const who = actor === null ? '' : linkLogin(actor, address);
  const people = [
    who === '' ? '' : did === undefined ? `started by ${who}` : `${who} ${did}`,
    renderApproval(run),
  ].filter((part) => part !== '');
  const parts = [
    reason === null ? '' : `**${markdownText(reason)}**`,
    people.join(', '),
    address === null ? '' : linkRun(address, address),
    effort,
  ].filter((part) => part !== '');
  return `> ${parts.join(' · ')}`;
}

/** Renders who started a run that only reads, and its page; empty outside of GitHub. */
export function renderStart(facts: RunFacts | undefined): readonly string[] {
  const run = { address: facts?.invocationId ?? null, actor: facts?.actor?.login ?? null };
  if (run.address === null && run.actor === null) return [];
  return [renderRunLine({ ...run, approvedBy: [], reason: null }, '')];
}
