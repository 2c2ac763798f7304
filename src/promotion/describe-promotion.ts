import type { Promotion } from '../attestation/predicates/promotion.ts';
import { graphPlatforms } from '../image/graph.ts';
import type { Digest } from '../oci/digest.ts';
import { formatRepository } from '../oci/reference.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import { previousDigest } from './previous-digest.ts';
import type { RecordScope } from './record.ts';
import { passageTo } from './request.ts';

/** Lists the tags that stand on the image after the promotion, as the record names them. */
function recordedTags(tags: readonly PlannedTag[]): readonly string[] {
  return tags.filter(({ action }) => action !== 'skip').map(({ tag }) => tag);
}

/** Describes what the pipeline file has to do with a promotion. */
function describeGovernance({ request, plan, destination }: RecordScope): Partial<Promotion> {
  const { governance } = request;
  const passage = passageTo(request, destination.repository);
  if (governance === undefined || passage === undefined) return {};
  const { pipeline } = governance;
  const evidence = plan.grants?.get(formatRepository(destination.repository))?.evidence;
  return {
    route: passage.route,
    policy: { uri: pipeline.path, digest: pipeline.digest },
    ...(evidence === undefined ? {} : { evidence: evidence.digest }),
  };
}

/** Describes a promotion as its record does: what came from where, by whom, and by which right. */
export function describePromotion(scope: RecordScope, tags: readonly PlannedTag[]): Promotion {
  const { request, plan, destination, counts } = scope;
  const passage = passageTo(request, destination.repository);
  const replaced = tags.flatMap(({ tag, action, before }): readonly (readonly [string, Digest])[] =>
    action === 'move' && before !== undefined ? [[tag, before]] : [],
  );
  const previous = previousDigest(tags);
  const { tag } = plan.source;
  return {
    subjects: [
      { digest: plan.image.digest },
      // A manifest for several platforms is one subject, which is named once.
      ...[...Map.groupBy(graphPlatforms(plan.graph), ({ digest }) => digest)]
        .filter(([digest]) => digest !== plan.image.digest)
        .map(([digest, all]) => ({ digest, platform: all.map(({ platform }) => platform).join(', ') })),
    ],
    time: request.now,
    source: {
      uri: formatRepository(plan.source.repository),
      ...(tag === undefined ? {} : { tag }),
      ...(passage?.source === undefined ? {} : { environment: passage.source.name }),
    },
    destination: {
      uri: formatRepository(destination.repository),
      ...(passage === undefined ? {} : { environment: passage.destination.name }),
      tags: recordedTags(tags),
      replaced: new Map(replaced),
    },
    ...describeGovernance(scope),
    ...(previous === undefined ? {} : { previousDigest: previous }),
    bytesUploaded: counts.bytesCopied,
    blobsMounted: counts.mounted,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    run: request.run,
    toolVersion: request.toolVersion,
  };
}
