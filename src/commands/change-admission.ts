import { PolicyError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { formatRepository } from '../oci/reference.ts';
import { explainMissing, validPromotions } from '../policy/valid-promotions.ts';
import { describeAdmission } from '../promotion/describe-admission.ts';
import { readAdmission, withdrawAdmission } from '../promotion/withdraw-admission.ts';
import {
  type AdmissionMeans,
  type AdmissionPlace,
  lacksAdmission,
  writeAdmission,
} from '../promotion/write-admission.ts';
import { readRecords } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import type { AdmissionChange } from '../report/check.ts';
import type { AdmissionSubject } from './admitted-images.ts';
import type { CheckWork } from './check-work.ts';

/** An image in an environment with admission, and what is to become of its statements. */
export interface AdmissionCandidate extends AdmissionSubject {
  readonly does: AdmissionChange['does'];
}

async function openPlace({ digest, environment, repository }: AdmissionCandidate, client: RegistryClient) {
  const stored = await getManifest(client, repository, digest);
  if (stored === undefined) return undefined;
  const { mediaType, bytes } = stored;
  const image: Descriptor = { mediaType, digest, size: bytes.byteLength, annotations: new Map() };
  return { client, repository, image, environment };
}

/** Requires that a record proves that an image is there by right; where images are built, none does. */
async function findRecord(place: AdmissionPlace, name: string, means: AdmissionMeans, { inputs }: CheckWork) {
  const { client, repository, image, environment } = place;
  if (environment.from.length === 0) return undefined;
  const { pipeline } = inputs;
  const { digest } = image;
  const records = await readRecords(client, { repository, subject: digest });
  const options = { pipeline, environment, image: name, digest, verify: means.verify, now: means.now };
  const { promotions, rejections } = validPromotions(records, { ...options, uri: formatRepository(repository) });
  const [newest] = promotions;
  if (newest !== undefined) return { digest: newest.stored.digest, repository };
  throw new PolicyError({
    what: `issue the admission statement of ${formatRepository(repository)}@${digest}`,
    reason: explainMissing(options, rejections, records),
    remedy: `promote it into ${environment.name}`,
  });
}

async function change(
  candidate: AdmissionCandidate,
  place: AdmissionPlace,
  means: AdmissionMeans,
  work: CheckWork,
): Promise<readonly Digest[] | undefined> {
  const { inputs, context } = work;
  const { pipeline } = inputs;
  const { image, does } = candidate;
  if (does === 'withdraw') {
    if (inputs.dryRun) return (await readAdmission(place, means)).length > 0 ? [] : undefined;
    const done = await withdrawAdmission(place, pipeline, means);
    return done && [...done.withdrawn, done.record];
  }
  const record = await findRecord(place, image.image, means, work);
  const { repository, environment } = place;
  const results = image.gates?.results ?? [];
  const content = describeAdmission({ repository, environment, pipeline, results, record, time: context.now });
  if (inputs.dryRun) return (await lacksAdmission(place, content, means)) ? [] : undefined;
  const written = await writeAdmission(place, content, { ...means, present: 'admits' });
  return written.length > 0 ? written : undefined;
}

/**
 * Withdraws the statements of an image in an environment, or issues them; in a dry run it only looks.
 *
 * @returns the statements that it concerns; undefined if nothing changes.
 * @throws {PolicyError} if no record proves that an image entered the environment whose statements are to be issued.
 */
export async function changeAdmission(
  candidate: AdmissionCandidate,
  client: RegistryClient,
  means: AdmissionMeans,
  work: CheckWork,
): Promise<readonly Digest[] | undefined> {
  const place = await openPlace(candidate, client);
  return place && change(candidate, place, means, work);
}
