import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { rootGraph } from '../image/graph.ts';
import { toNode } from '../image/read-graph.ts';
import type { VerifiedLocation, VerifyInputs } from '../inputs/verify.ts';
import { describeHold, remedyForHold } from '../policy/describe-hold.ts';
import { holdableDigests } from '../policy/holdable.ts';
import { limitRejections } from '../policy/valid-promotions.ts';
import { judgeHolds, readAllHolds } from '../promotion/image-holds.ts';
import type { PolicyContext } from '../promotion/request.ts';
import { SourceImage } from '../promotion/source.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { StoredManifest } from '../registry/manifests.ts';
import { reportHold } from '../report/hold.ts';

/** By what holds are judged. */
interface HoldVerification extends Pick<PolicyContext, 'readKeptHolds'> {
  readonly inputs: Pick<VerifyInputs, 'pipeline'>;
  readonly now: Date;
  readonly verify: BundleVerifier;
}

/** Judges what holds an image in the environment that it is verified in; a platform that is held counts, too. */
export async function findHolds(
  { environment, reference: { repository } }: VerifiedLocation,
  client: RegistryClient,
  { stored, records }: { readonly stored: StoredManifest; readonly records: readonly StoredRecord[] },
  { inputs: { pipeline }, now, verify, readKeptHolds }: HoldVerification,
) {
  const root = rootGraph(toNode(repository, stored));
  const platforms = [...holdableDigests(root)].filter((digest) => digest !== stored.digest);
  const needsLabels = pipeline.holds.some(({ of }) => 'revision' in of);
  const clients = { source: client, destination: () => client };
  const [ofPlatforms, labels] = await Promise.all([
    readAllHolds(client, repository, platforms),
    needsLabels ? new SourceImage(clients, repository, Promise.resolve(stored)).labels() : new Map<string, string>(),
  ]);
  const image = { graph: root, labels, records: [...records, ...ofPlatforms] };
  const policy = { pipeline, openVerifier: async () => verify, readKeptHolds };
  const { holds, rejections } = await judgeHolds(image, environment, policy, now);
  const hold = holds.find(({ effect }) => effect === 'quarantine');
  const reason = hold && describeHold(hold, stored.digest);
  return {
    holds: holds.map(reportHold),
    ignoredHolds: limitRejections(rejections),
    /** What breaks the chain; undefined if nothing holds it. */
    broken:
      hold === undefined || reason === undefined
        ? undefined
        : { environment: environment.name, reason, remedy: remedyForHold(hold, 'use') },
  };
}
