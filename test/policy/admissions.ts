import { admissionInto } from '../../src/attestation/predicates/verification-summary.ts';
import { type Digest, parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { type AdmissionState, admissionState } from '../../src/policy/verify-admission.ts';
import { readStatementsOf } from '../../src/records/statements.ts';
import { openVerifier } from '../../src/records/verifier.ts';
import { connect } from '../registry/support.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { DIGEST, IMAGE, type World } from './world.ts';

/** What of a promotion signs: it lacks what Kyverno and others must not see. */
export interface Statement {
  readonly subject: readonly unknown[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

interface Attached extends Statement {
  readonly digest: Digest;
  /** The JSON of the bundle that holds it. */
  readonly bundle: string;
}

/** The signed statements that a repository has under some types, in the order in which they came. */
export function statementsIn({ registry }: Pick<World, 'registry'>, repository: string, types: readonly string[]) {
  const blobs = registry.blobs(repository);
  return [...registry.manifests(repository)].flatMap(([digest, { bytes }]): readonly Attached[] => {
    const manifest = JSON.parse(Buffer.from(bytes).toString());
    if (!types.includes(manifest.annotations?.['dev.sigstore.bundle.predicateType'])) return [];
    const bundle = Buffer.from(blobs.get(manifest.layers[0].digest) ?? '').toString();
    const payload = JSON.parse(Buffer.from(JSON.parse(bundle).dsseEnvelope.payload, 'base64').toString());
    return [{ ...payload, digest: parseDigest(digest), bundle }];
  });
}

/** Attaches what one repository has under a type to the same image in another one, as anybody who may push can. */
export async function replay(world: World, from: string, to: string, type: string): Promise<void> {
  const { host, registry } = world;
  for (const { digest } of statementsIn(world, from, [type])) {
    const stored = registry.manifest(from, digest);
    if (stored === undefined) throw new Error('the statement is not there');
    const { mediaType, bytes } = stored;
    const referrer = {
      index: { mediaType, digest, size: bytes.byteLength },
      manifests: new Map([[digest, stored]]),
      blobs: registry.blobs(from),
    };
    await pushReferrer({ host, repository: to }, IMAGE.index, referrer);
  }
}

/** What the statements of a repository come to. */
export async function readAdmission(
  world: World,
  { environment: name, at, now = world.forge.now }: { environment: string; at: string; now?: Date },
): Promise<AdmissionState> {
  const environment = world.pipeline.environments.find((each) => each.name === name);
  if (environment === undefined) throw new Error(`there is no environment ${name}`);
  const repository = parseRepository(`${world.host}/${at}`);
  await using connection = await connect(world.host);
  const codec = admissionInto(name);
  const found = await readStatementsOf(connection.client, { repository, subject: DIGEST }, [codec.type]);
  const verify = await openVerifier(world.pipeline, now);
  return admissionState(found.get(codec.type) ?? [], codec, { environment, repository, digest: DIGEST, verify, now });
}
