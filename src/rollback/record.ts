import { buildRecord, type RecordArtifact } from '../attestation/artifact.ts';
import type { RecordedAction } from '../attestation/predicates/destination.ts';
import type { Approval, RecordedSet } from '../attestation/predicates/promotion.ts';
import { ROLLBACK, type RollbackPredicate } from '../attestation/predicates/rollback.ts';
import { annotateRollback } from '../attestation/predicates/rollback-annotations.ts';
import type { RecordSigner } from '../attestation/sign/signer.ts';
import { type RecordSubject, writeStatement } from '../attestation/statement.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { graphPlatforms } from '../image/graph.ts';
import { type Digest, digestOf, shortDigest } from '../oci/digest.ts';
import { listGates } from '../pipeline/configured-gates.ts';
import { validRollbacks } from '../policy/valid-rollbacks.ts';
import type { RecordEvent } from '../promotion/events.ts';
import { remedyFor } from '../promotion/own-record.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { TOOL_VERSION } from '../version.ts';
import { refuse } from './refusal.ts';
import type { RollbackRequest } from './request.ts';
import type { RollbackUnit } from './units.ts';

/** What records of a rollback are made with. */
export interface RecordMeans {
  /** Undefined: they are not signed. */
  readonly signer: RecordSigner | undefined;
  readonly verify: BundleVerifier;
  readonly approvals: readonly Approval[] | undefined;
  readonly set: RecordedSet | undefined;
}

/** A record that was made, and is not attached yet. */
export interface MadeRecord {
  readonly artifact: RecordArtifact;
  /** The bytes that were signed. */
  readonly statement: Digest;
  readonly says: RollbackPredicate['destination'];
  readonly signed: RecordEvent['signed'];
}

function describeDestination({ place }: RollbackUnit, tags: readonly PlannedTag[], environment: string) {
  const told = tags.filter(({ action }) => action !== 'skip');
  const actions = told.flatMap(({ tag, action }) => (action === 'skip' ? [] : [[tag, action] as const]));
  return {
    environment,
    uri: place.uri,
    tags: told.map(({ tag }) => tag),
    replaced: new Map(
      told.flatMap(({ tag, action, before }) => (action === 'move' && before !== undefined ? [[tag, before]] : [])),
    ),
    actions: actions.length === 0 ? undefined : new Map<string, RecordedAction>(actions),
  };
}

/** The gates of the environment, which are for the way forward. */
function bypassedGates({ environment }: RollbackRequest): RollbackPredicate['checks'] {
  const gates = listGates(environment.gates);
  if (gates.length === 0) return undefined;
  return gates.map(({ id }) => ({
    id,
    result: 'bypassed',
    summary: 'a rollback goes back to what was admitted before',
  }));
}

function subjectsOf({ digest, content: { graph } }: RollbackUnit): readonly [RecordSubject, ...RecordSubject[]] {
  const platforms = [...Map.groupBy(graphPlatforms(graph), (each) => each.digest)]
    .filter(([each]) => each !== digest)
    .map(([each, all]) => ({ digest: each, platform: all.map(({ platform }) => platform).join(', ') }));
  return [{ digest }, ...platforms];
}

/** Says why a record could not be verified afterwards; undefined if it can. */
async function findFault(
  { pipeline, environment, run }: RollbackRequest,
  { place, digest, image }: RollbackUnit,
  made: { readonly bytes: Uint8Array; readonly statement: Uint8Array; readonly artifact: RecordArtifact },
  { signer, verify }: RecordMeans,
): Promise<string | undefined> {
  const form = signer === undefined ? 'statement' : 'bundle';
  if (signer !== undefined) {
    const { checkOwnBundle } = await import('../attestation/verify/own-bundle.ts');
    const fault = checkOwnBundle(made.bytes, made.statement, signer.who.kind === 'key' ? signer.who.pem : undefined);
    if (fault !== undefined) return fault;
  }
  const { repository, uri } = place;
  const stored = {
    repository,
    subject: digest,
    digest: made.artifact.manifest.digest,
    form,
    bytes: made.bytes,
  } as const;
  const now = new Date(Math.max(Date.now(), run.now.getTime()));
  const options = { pipeline, environment, image: image.wish.name, digest, uri, verify, now };
  const { rollbacks, rejections } = validRollbacks([stored], options);
  return rollbacks.length > 0 ? undefined : (rejections[0] ?? 'what it says cannot be read');
}

/**
 * Makes the record of a rollback in one repository. It is verified as it will be later: an invalid one is not attached.
 *
 * @throws {PolicyError} if it could not be verified afterwards.
 */
export async function makeRecord(
  request: RollbackRequest,
  unit: RollbackUnit,
  {
    tags,
    hold,
    earlier,
  }: {
    readonly tags: readonly PlannedTag[];
    readonly hold: Digest | undefined;
    /** What this run has written of it before: statements, and the manifests that hold them. */
    readonly earlier: { readonly statements: readonly Digest[]; readonly manifests: readonly Digest[] };
  },
  means: RecordMeans,
): Promise<MadeRecord> {
  const { environment, pipeline, run, reason } = request;
  const { digest, content, image, site, isTarget, place } = unit;
  const rollback: RollbackPredicate = {
    time: run.now,
    target: { by: isTarget ? image.by : 'named', evidence: isTarget ? site.evidence : [] },
    destination: describeDestination(unit, tags, environment.name),
    hold,
    policy: { uri: pipeline.path, digest: pipeline.digest },
    checks: bypassedGates(request),
    approvals: means.approvals,
    set: means.set,
    run: run.facts,
    reason,
    corrects: earlier.statements,
    toolVersion: TOOL_VERSION,
  };
  const statement = writeStatement(ROLLBACK, { uri: place.uri, subjects: subjectsOf(unit) }, rollback);
  const { signer } = means;
  const bytes = (await signer?.sign(statement)) ?? statement;
  const artifact = buildRecord({
    predicateType: ROLLBACK.type,
    subject: content.descriptor,
    annotations: annotateRollback(rollback, {
      labels: content.labels,
      previousDigest: image.current ?? digest,
      replaces: earlier.manifests,
    }),
    form: signer === undefined ? 'statement' : 'bundle',
    bytes,
  });
  const fault = await findFault(request, unit, { bytes, statement, artifact }, means);
  if (fault !== undefined) {
    throw refuse(request, image.wish, {
      reason: `the record of ${shortDigest(digest)} could not be verified afterwards, since ${fault}`,
      remedy: remedyFor(fault, signer?.who),
    });
  }
  const signed = signer === undefined ? undefined : { by: signer.name, bundle: bytes };
  return { artifact, statement: digestOf(statement), says: rollback.destination, signed };
}
