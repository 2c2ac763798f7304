import type { RetirementPredicate } from '../attestation/predicates/retirement.ts';
import { RegistryError } from '../errors.ts';
import { graphBlobs } from '../image/graph.ts';
import { readTombstones } from '../ledger/tombstones.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { isForeignLayer } from '../oci/media-type.ts';
import { formatRepository } from '../oci/reference.ts';
import { expandTemplate, ledgerOf } from '../pipeline/pipeline.ts';
import { describeHold } from '../policy/describe-hold.ts';
import { describeDestroyed, findDestroyed } from '../policy/destroyed.ts';
import { lackingPlatforms } from '../policy/platforms.ts';
import type { Fault } from '../policy/requirements.ts';
import { limitRejections } from '../policy/valid-promotions.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import { headManifest } from '../registry/manifests.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import type { ImageContent, RollbackPlace } from './place.ts';
import type { RollbackRequest } from './request.ts';

/** Blobs that are looked up concurrently. */
const AT_ONCE = 16;

/** More missing blobs than these are counted. */
const SHOWN = 3;

/** Finds the blobs that a repository lacks of an image; those that licences keep elsewhere are not asked for. */
async function findMissing({ client, repository }: RollbackPlace, { graph }: ImageContent): Promise<readonly Digest[]> {
  const blobs = graphBlobs(graph).filter(({ mediaType }) => !isForeignLayer(mediaType));
  const found = await eachAtMost(AT_ONCE, blobs, ({ digest, size }) => hasBlob(client, repository, digest, size));
  return blobs.flatMap(({ digest }, index) => (found[index] === true ? [] : [digest]));
}

/** Finds an environment that still has an image, to promote it from. */
async function findElsewhere(
  { pipeline, environment, clientOf }: RollbackRequest,
  name: string,
  digest: Digest,
): Promise<string | undefined> {
  for (const other of pipeline.environments.toReversed()) {
    if (other === environment) continue;
    for (const template of other.repositories) {
      const repository = expandTemplate(template, name);
      try {
        if ((await headManifest(await clientOf(repository), repository, digest)) !== undefined) {
          return `${other.name} still has it: promote ${formatRepository(repository)}@${digest} on from there`;
        }
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
      }
    }
  }
  return undefined;
}

/** Finds what the ledger says of an image that is gone; a ledger that does not answer says nothing. */
async function findTombstone(
  { pipeline, environment, clientOf, openVerifier }: RollbackRequest,
  { place, name, digest }: { readonly place: RollbackPlace; readonly name: string; readonly digest: Digest },
): Promise<RetirementPredicate | undefined> {
  const ledger = ledgerOf(pipeline, name);
  if (ledger === undefined) return undefined;
  try {
    const tombstones = await readTombstones({ client: await clientOf(ledger), repository: ledger }, digest);
    if (tombstones.length === 0) return undefined;
    return findDestroyed(tombstones, { environment, digest, uri: place.uri, verify: await openVerifier() });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return undefined;
  }
}

/**
 * Checks that an image may come back: it is there with all that belongs to it, was there by right, is not held, and has
 * the platforms of the environment. Age, vulnerabilities and windows are for the way forward.
 *
 * @returns the first fault; the image, if there is none.
 */
export async function checkTarget(
  request: RollbackRequest,
  {
    place,
    name,
    digest,
    isNamed,
  }: {
    readonly place: RollbackPlace;
    readonly name: string;
    readonly digest: Digest;
    readonly isNamed: boolean;
  },
): Promise<ImageContent | Fault> {
  const { environment } = request;
  const finding = place.contentOf(digest);
  const [content, { promotions, rejections, placings }, holds, missing] = await Promise.all([
    finding,
    place.provenOf(digest),
    place.holdsOf(digest),
    finding.then((found) => ('missing' in found ? [] : findMissing(place, found))),
  ]);
  const what = shortDigest(digest);
  if ('missing' in content) {
    const [elsewhere, destroyed] = await Promise.all([
      findElsewhere(request, name, digest),
      findTombstone(request, { place, name, digest }),
    ]);
    if (destroyed !== undefined) {
      const { archive } = destroyed;
      const back = archive === undefined ? 'name another image' : `bring it back from ${safeText(archive, 300)}`;
      return {
        reason: `${what} ran before, and was ${describeDestroyed(destroyed)}`,
        remedy: elsewhere ?? back,
      };
    }
    return {
      reason:
        !isNamed || placings.length > 0
          ? `${what} ran before, and ${content.missing}`
          : `no record says that ${what} was in ${environment.name}, and ${content.missing.replace(' any more', '')}`,
      remedy: elsewhere ?? 'name another image, or bring this one back from where it is kept',
    };
  }
  const [hold] = holds;
  if (hold !== undefined) {
    const remedy = hold.by.kind === 'file' ? 'change the file' : 'end the hold with command unhold';
    return { reason: `${describeHold(hold, digest)}`, remedy: `name another image, or ${remedy}` };
  }
  if (promotions.length === 0) {
    const why =
      rejections.length === 0 ? 'it has no record of a promotion there' : formatList(limitRejections(rejections));
    return {
      reason: `nothing proves that ${what} was in ${environment.name} by right: ${why}`,
      remedy: 'name another image that was there, or promote this one',
    };
  }
  const lacking = lackingPlatforms(environment, content.platforms);
  if (lacking !== undefined) return lacking;
  if (missing.length === 0) return content;
  const names = missing.slice(0, SHOWN).map(shortDigest);
  const more = missing.length > SHOWN ? [formatCount(missing.length - SHOWN, 'more blob')] : [];
  const elsewhere = await findElsewhere(request, name, digest);
  return {
    reason: `${what} is not complete in ${place.uri}: it lacks ${formatList([...names, ...more])}`,
    remedy: elsewhere ?? 'name another image',
  };
}
