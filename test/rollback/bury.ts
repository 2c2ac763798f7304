import { RETIREMENT, type RetirementPredicate } from '../../src/attestation/predicates/retirement.ts';
import { createKeySigner } from '../../src/attestation/sign/key.ts';
import { writeStatement } from '../../src/attestation/statement.ts';
import { writeTombstone } from '../../src/ledger/tombstones.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { KEYS } from '../pipeline/support.ts';
import { connect } from '../registry/support.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { digestOfImage, type RollbackWorld } from './world.ts';

/** What is said of the end of an image. */
export interface Tombstone {
  readonly of: BuiltImage;
  readonly isSigned?: boolean;
  readonly changes?: Partial<RetirementPredicate>;
}

/** The plan that tombstones of tests name. */
export const BURIED_BY = digestOf('plan');

/** Writes to the ledger that an image of p was destroyed. */
export async function bury(
  world: Pick<RollbackWorld, 'host'>,
  { of: image, isSigned = true, changes = {} }: Tombstone,
): Promise<void> {
  const predicate: RetirementPredicate = {
    ...{ action: 'destroy', state: 'destroyed', time: new Date('2026-10-02T12:00:00Z') },
    ...{ uri: `${world.host}/p/app`, environments: ['p'], tags: ['1.2.3'], plan: BURIED_BY, left: [] },
    digests: { root: digestOfImage(image), children: [], referrers: [] },
    because: [{ rule: 'keep.last', detail: '3rd of the last 2' }],
    ...{ retired: new Date('2026-09-20T12:00:00Z'), archive: 'archive.example.com/p/app@sha256:…' },
    ...{ run: {}, approvals: undefined, reason: undefined, toolVersion: '0.0.0', policy: undefined },
    ...changes,
  };
  const { root } = predicate.digests;
  const bytes = writeStatement(RETIREMENT, { uri: predicate.uri, subjects: [{ digest: root }] }, predicate);
  const signer = await createKeySigner({ key: KEYS.privateKey, passphrase: undefined });
  await using connection = await connect(world.host);
  const place = { client: connection.client, repository: parseRepository(`${world.host}/ledger/app`) };
  const made = isSigned
    ? { form: 'bundle' as const, bytes: await signer.sign(bytes) }
    : { form: 'statement' as const, bytes };
  await writeTombstone(place, { predicate, ...made });
}
