import type { Approval } from '../attestation/predicates/promotion.ts';
import type { Signature } from '../attestation/verify/verifier.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import { formatList } from '../util/format.ts';
import { quote, safeText } from '../util/text-safe-text.ts';
import type { Entry } from './entry.ts';
import type { Chain } from './verify-chain.ts';

/** One link of a chain, as data and as a sentence. */
export interface ChainLink {
  readonly environment: string;
  /** `built`: the image was built there; `broken`: nothing proves how it came there. */
  readonly kind: 'promoted' | 'built' | 'broken';
  readonly sentence: string;
  /** What the record says; null where there is none. */
  readonly record: LinkRecord | null;
}

/** What the record of a link says, and what it is worth. */
export interface LinkRecord {
  /** The record by digest, `repository@digest`, where it was read. */
  readonly reference: string;
  readonly digest: Digest;
  readonly time: string;
  readonly from: string | null;
  readonly source: string;
  readonly destination: string;
  readonly tags: readonly string[];
  readonly replaced: Readonly<Record<string, string>>;
  readonly route: string;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly run: string | null;
  readonly approvals: readonly Approval[] | null;
  readonly policy: Digest | null;
  readonly signed: boolean;
  /** Who signed: an identity, or the name of a key; null where nobody did. */
  readonly signer: string | null;
  readonly signedAt: string | null;
}

/** Names whoever signed. */
export function signerOf({ by }: Signature): string {
  return by.kind === 'key' ? `the key ${by.name}` : by.claims.identity;
}

function toRecord({ record, claims, signature }: Entry): LinkRecord {
  const { source, destination, route, run } = claims;
  return {
    reference: `${formatRepository(record.repository)}@${record.digest}`,
    digest: record.digest,
    time: claims.time.toISOString(),
    from: source.environment ?? null,
    source: source.uri,
    destination: destination.uri,
    tags: destination.tags,
    replaced: Object.fromEntries(destination.replaced),
    route: route?.kind === 'hotfix' ? `hotfix ${route.name ?? ''}`.trim() : 'regular',
    reason: claims.reason ?? null,
    actor: run.actor?.login ?? null,
    run: run.invocationId ?? null,
    approvals: claims.approvals ?? null,
    policy: claims.policyDigest ?? null,
    signed: signature !== undefined,
    signer: signature === undefined ? null : signerOf(signature),
    signedAt: signature?.signedAt?.toISOString() ?? null,
  };
}

/** Says who let it pass. */
function tellApprovals(approvals: LinkRecord['approvals']): string {
  const names = (approvals ?? []).filter(({ state }) => state === 'approved').map(({ login }) => safeText(login, 50));
  return names.length === 0 ? '' : `, approved by ${formatList([...new Set(names)])}`;
}

function tellRecord(environment: string, record: LinkRecord): string {
  const { time, from, actor, route, reason, signer, digest } = record;
  const when = `${time.slice(0, 16).replace('T', ' ')} UTC`;
  const who = actor === null ? '' : ` by ${safeText(actor, 50)}`;
  const way = route === 'regular' ? '' : ` on the ${safeText(route, 80)} route`;
  const why = reason === null ? '' : ` (${quote(reason)})`;
  const signed = signer === null ? 'UNSIGNED' : `signed by ${safeText(signer, 200)}`;
  return `${environment}: promoted from ${from ?? 'nowhere'}${way} on ${when}${who}${why}${tellApprovals(record.approvals)}; record ${shortDigest(digest)}, ${signed}`;
}

/** Describes a chain from the environment asked about back to where the image was built, or to where it breaks. */
export function describeChain({ entries, origin, broken }: Chain): readonly ChainLink[] {
  const links = entries.map((entry): ChainLink => {
    const record = toRecord(entry);
    const { environment } = entry;
    return { environment, kind: 'promoted', sentence: tellRecord(environment, record), record };
  });
  if (origin !== undefined) {
    const end = links.length > 0 ? 'built; nothing comes before it' : 'nothing comes before it, nothing was proven';
    const sentence = `${origin}: ${end}`;
    return [...links, { environment: origin, kind: 'built', sentence, record: null }];
  }
  if (broken === undefined) return links;
  const { environment, reason } = broken;
  return [...links, { environment, kind: 'broken', sentence: `${environment}: ${reason}`, record: null }];
}
