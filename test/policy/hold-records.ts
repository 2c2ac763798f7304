import { HOLD, type HoldPredicate } from '../../src/attestation/predicates/hold.ts';
import { writeStatement } from '../../src/attestation/statement.ts';
import type { BundleVerifier, Signature } from '../../src/attestation/verify/verifier.ts';
import { type Digest, digestOf, parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import type { StoredRecord } from '../../src/records/stored-record.ts';

/** The image that is held. */
export const HELD = digestOf('the held image');

/** The instant at which holds are judged. */
export const NOW = new Date('2026-12-01T12:00:00Z');

const REPOSITORY = parseRepository('r.io/p/app');

/** What a hold of tests says, and who signs it: the path of a key, or nobody. */
export interface HoldWanted {
  readonly by?: string | undefined;
  readonly says?: Partial<HoldPredicate>;
  readonly subject?: Digest;
  readonly subjects?: readonly [{ digest: Digest }, ...{ digest: Digest }[]];
  readonly signedAt?: Date | undefined;
  readonly certificate?: Extract<Signature['by'], { kind: 'certificate' }>['claims'];
}

const HOLD_CLAIMS: HoldPredicate = {
  ...{ action: 'hold', effect: 'quarantine', until: undefined, environments: ['*'] },
  time: new Date('2026-11-30T10:00:00Z'),
  run: { actor: { login: 'li' } },
  reason: 'INC-4711',
};

/** Makes a hold of an image as a repository keeps it. */
export function holdBy(by: string | undefined, wanted: Omit<HoldWanted, 'by'> = {}): StoredRecord {
  const { subject = HELD, says, signedAt, certificate, subjects = [{ digest: subject }] } = wanted;
  const claims = { ...HOLD_CLAIMS, ...says } as HoldPredicate;
  const statement = writeStatement(HOLD, { uri: 'r.io/p/app', subjects }, claims);
  const payload = Buffer.from(statement).toString('base64');
  const signed = { dsseEnvelope: { payload }, by, signedAt: signedAt?.toISOString(), certificate };
  const bytes = by === undefined ? statement : Buffer.from(JSON.stringify(signed));
  const form = by === undefined ? 'statement' : 'bundle';
  return {
    digest: digestOf(`manifest of ${Buffer.from(bytes).toString()}`),
    repository: REPOSITORY,
    subject,
    form,
    bytes,
  };
}

/** Makes the end of holds. */
export function unholdBy(
  by: string | undefined,
  holds: readonly StoredRecord[],
  { says, ...wanted }: Omit<HoldWanted, 'by'> = {},
): StoredRecord {
  const ends = {
    action: 'unhold',
    holds: holds.map(({ digest }) => parseDigest(digest)),
    ...says,
  } as Partial<HoldPredicate>;
  return holdBy(by, { ...wanted, says: ends });
}

/** Believes a bundle if the key that it names is among the signers. */
export const verifyByName: BundleVerifier = (bundle, signers) => {
  const { dsseEnvelope, by, signedAt, certificate } = JSON.parse(Buffer.from(bundle).toString());
  if (!signers.some((signer) => signer.kind === 'key' && signer.name === by)) {
    return { kind: 'rejected', reason: `it was signed by ${by}, which the pipeline file does not name` };
  }
  const signature: Signature = {
    by: certificate === undefined ? { kind: 'key', name: by, pem: by } : { kind: 'certificate', claims: certificate },
    signedAt: signedAt === undefined ? undefined : new Date(signedAt),
    payload: Buffer.from(dsseEnvelope.payload, 'base64'),
  };
  return { kind: 'signed', signature };
};
