import { buildRecord } from '../attestation/artifact.ts';
import type { Approval, RunFacts } from '../attestation/predicates/promotion.ts';
import { annotateRetirement, RETIREMENT, type RetirementPredicate } from '../attestation/predicates/retirement.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { writeStatement } from '../attestation/statement.ts';
import { PolicyError } from '../errors.ts';
import type { RetainInputs } from '../inputs/retain.ts';
import { writeTombstone } from '../ledger/tombstones.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import { ledgerOf } from '../pipeline/pipeline.ts';
import { remedyFor } from '../promotion/own-record.ts';
import { putBlobs } from '../records/put-blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { attachReferrer } from '../registry/referrers/attach.ts';
import type { ApplyMeans } from '../retention/apply.ts';
import { TOOL_VERSION } from '../version.ts';

/** What records of retirements are made with. */
export interface RetirementMaker {
  readonly inputs: {
    readonly pipeline: Pick<RetainInputs['pipeline'], 'path' | 'digest' | 'ledger'>;
    readonly reason: string | undefined;
  };
  readonly plan: Digest;
  readonly now: Date;
  readonly run: RunFacts;
  readonly approvals: readonly Approval[] | undefined;
  /** Undefined: they are not signed. */
  readonly signer: RecordSigner | undefined;
  readonly clientOf: (repository: Repository) => RegistryClient;
  readonly warn: (sentence: string) => void;
}

async function sign(statement: Uint8Array, { signer }: RetirementMaker, root: Digest): Promise<Uint8Array> {
  if (signer === undefined) return statement;
  const bytes = await signer.sign(statement);
  const { checkOwnBundle } = await import('../attestation/verify/own-bundle.ts');
  const fault = checkOwnBundle(bytes, statement, signer.who.kind === 'key' ? signer.who.pem : undefined);
  if (fault === undefined) return bytes;
  throw new PolicyError({
    what: `record what becomes of ${shortDigest(root)}`,
    reason: `the record could not be verified afterwards, since ${fault}`,
    remedy: remedyFor(fault, signer.who),
  });
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
    const bytes = await sign(statement, maker, root);
    const form = signer === undefined ? 'statement' : 'bundle';
    // The ledger first: an image whose record is there is in the ledger, wherever a run was cut off.
    const repository = ledgerOf(pipeline, image);
    if (repository === undefined) throw new Error('there is no ledger');
    await writeTombstone({ client: clientOf(repository), repository }, { predicate, image: subject, form, bytes });
    if (subject !== undefined) {
      const annotations = annotateRetirement(predicate);
      const artifact = buildRecord({ predicateType: RETIREMENT.type, subject, annotations, form, bytes });
      await putBlobs(at.client, at.repository, artifact.blobs);
      await attachReferrer(at.client, at.repository, artifact, warn);
    }
  };
}
