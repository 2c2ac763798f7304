import { quote } from '../../util/safe-text.ts';
import type { RunFacts } from '../predicates/promotion.ts';
import type { CertificateClaims } from './verifier.ts';

/** Records have `acme/app/.github/…@refs/heads/main`. */
function withoutHost(address: string | undefined): string | undefined {
  const url = URL.parse(address ?? '');
  return url === null || address === undefined ? address : address.slice(url.origin.length + 1);
}

/**
 * Compares what a record says of its run with its certificate, which is GitHub's word; returns undefined if they agree,
 * else a clause of which "it" is the record.
 *
 * A record that leaves out what its certificate says is refused too: readers of the record would miss that it was made
 * on another branch, or for another event. The number of the attempt is a part of the run's address.
 */
export function contradictRun(run: RunFacts, certificate: CertificateClaims): string | undefined {
  const facts = [
    ['the run', run.invocationId, certificate.run],
    ['the workflow', run.workflow, withoutHost(certificate.workflow)],
    ['the event', run.event, certificate.event],
    ['the ref', run.ref, certificate.sourceRef],
    ["GitHub's environment", run.environment, certificate.environment],
  ] as const;
  for (const [what, claimed, certified] of facts) {
    if (certified === undefined || claimed === certified) continue;
    const verb = claimed === undefined ? `leaves out ${what}` : `claims ${what} ${quote(claimed)}`;
    return `it ${verb}, and its certificate is of ${quote(certified)}`;
  }
  return undefined;
}
