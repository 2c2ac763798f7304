import { buildRecord } from '../attestation/artifact.ts';
import type { Approval, RunFacts } from '../attestation/predicates/promotion.ts';
import { annotateRetirement, RETIREMENT, type RetirementPredicate } from '../attestation/predicates/retirement.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { writeStatement } from '../attestation/statement.ts';
import type { RetainInputs } from '../inputs/retain.ts';
import { writeTombstone } from '../ledger/tombstones.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import { putBlobs } from '../records/put-blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import type { ApplyMeans } from '../retention/apply.ts';
import { TOOL_VERSION } from '../version.ts';
import { signRecord } from './sign-record.ts';

/** What records of retirements are made with. */
export interface RetirementMaker {
  readonly inputs: {
    readonly pipeline: Pick<RetainInputs['pipeline'], 'path' | 'digest' | 'ledger'>;
    readonly reason: string | undefined;
  };
  /** Undefined if no plan of retention asked for it. */
  readonly plan: Digest | undefined;
  readonly now: Date;
  readonly run: RunFacts;
  readonly approvals: readonly Approval[] | undefined;
  /** Undefined: they are not signed. */
  readonly signer: RecordSigner | undefined;
  readonly clientOf: (repository: Repository) => RegistryClient;
  readonly warn: (sentence: string) => void;
}

/** Makes what writes records of retirements: to the ledger, and to the image as long as it is there. */
export function openRetirementWriter(maker: RetirementMaker): ApplyMeans['writeRecord'] {
  const { inputs, plan, now, run, approvals, signer, clientOf, warn } = maker;
  const { pipeline, reason } = inputs;
  return async (facts, { image, at, subject }) => {
    const predicate: RetirementPredicate = {
      ...facts,
      ...{ time: now, plan, run, approvals, reason, toolVersion: TOOL_VERSION },
      policy: { uri: pipeline.path, digest: pipeline.digest },
    };
    const { root } = facts.digests;
    const statement = writeStatement(RETIREMENT, { uri: facts.uri, subjects: [{ digest: root }] }, predicate);
    const { form, bytes } = await signRecord(statement, signer, `record what becomes of ${shortDigest(root)}`);
    // The ledger first: an image whose record is there is in the ledger, wherever a run was cut off.
    const repository = ledgerOf(pipeline, image);
    if (repository !== undefined) {
      await writeTombstone({ client: clientOf(repository), repository }, { predicate, image: subject, form, bytes });
    } else if (facts.action !== 'restore') throw new Error('there is no ledger');
    if (subject !== undefined) {
      const annotations = annotateRetirement(predicate);
      const artifact = buildRecord({ predicateType: RETIREMENT.type, subject, annotations, form, bytes });
      await putBlobs(at.client, at.repository, artifact.blobs);
      await attachReferrer(at.client, at.repository, artifact, warn);
    }
  };
}
